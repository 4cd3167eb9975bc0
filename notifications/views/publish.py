"""Publishing: who will be told what, the one act, and how far the telling is."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.errors import TellingError
from notifications.models import Channel
from notifications.queries.preview import Line, Preview, preview
from notifications.queries.sending import sending_of
from notifications.queries.texts import shipped_language, texts_of
from notifications.services.publishing import publish
from notifications.services.samples import samples_of
from notifications.tasks import wake_on_commit
from notifications.views.addresses import page_of
from notifications.wording import Kind
from scheduling.models import Publication

AT_FIRST, A_PAGE = 8, 50
PARTS = ("new", "moved", "cancelled", "doctors")


@requires(Verb.PUBLISH)
def publish_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """GET shows what would be told; POST tells it, if it is still what was shown."""
    now = timezone.now()
    shown = preview(camp, now=now)
    seen, refused = _fingerprint(shown), None
    if request.method == "POST":
        if request.POST.get("seen") != seen:
            refused = TellingError(
                _("The plan changed after you opened this page. Nothing was told yet."),
                cure=_("Look at the new list, then publish."),
            )
        else:
            try:
                publish(camp, by=request.user, now=now)
            except TellingError as error:
                refused = error
            else:
                wake_on_commit()
                messages.success(request, _("Published. The messages are on their way."))
                return HttpResponseRedirect(page_of("publish", camp))
    return render(request, *_page(request, camp, shown, seen, refused), status=422 if refused else 200)


@requires(Verb.PUBLISH)
def publish_progress(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The live part of the page: how far the telling is. 304 while nothing moved."""
    now = timezone.now()
    sending = sending_of(camp, now=now)
    etag = f'"{sending.tag if sending else "none"}-{now:%H%M}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    context = {"camp": camp, "sending": sending, "now": now}
    answer = render(request, "notifications/publish/_progress.html", context)
    answer["ETag"] = etag
    return answer


def _page(
    request: StaffRequest, camp: Camp, shown: Preview, seen: str, refused: TellingError | None
) -> tuple[str, dict[str, object]]:
    """(template, context) of the preview, or of one whole list of it."""
    now = timezone.now()
    wanted = request.GET.get("show", "")
    context: dict[str, object] = {"camp": camp, "shown": shown, "seen": seen, "refused": refused, "now": now}
    if wanted in PARTS and request.method == "GET":
        page = Paginator(getattr(shown, wanted), A_PAGE).get_page(request.GET.get("page"))
        return "notifications/publish/lines.html", context | {"page": page, "part": wanted}
    sending = sending_of(camp, now=now)
    return "notifications/publish/publish.html", context | {
        "sending": sending,
        "being_told": sending is not None and not sending.made,
        "parts": [(name, getattr(shown, name)[:AT_FIRST], len(getattr(shown, name))) for name in PARTS],
        "channels": shown.by_channel.most_common(),
        "languages": _languages(shown.patients, camp).most_common(),
        "samples": samples_of(camp, shown, now=now),
        "history": Publication.objects.filter(camp=camp).select_related("by").order_by("-number")[:10],
    }


def _languages(lines: list[Line], camp: Camp) -> Counter[tuple[str, str]]:
    """How many patients read (their language, the language the text is written in)."""
    counted: Counter[tuple[str, str]] = Counter()
    texts = texts_of(camp)
    for line in lines:
        registration = line.appointment.registration if line.appointment else None
        if registration and not line.nobody_reachable:
            wanted = registration.patient.language or camp.language
            own = texts.chosen(Kind.BOOKED, Channel.SMS, wanted)
            counted[wanted, own.language if own else shipped_language(wanted, camp.language)] += 1
    return counted


def _fingerprint(shown: Preview) -> str:
    """What was shown, in short: the act must tell exactly that."""
    lines = [
        (line.what, line.appointment.pk if line.appointment else line.name, line.at, line.old_at, line.channels)
        for line in (*shown.patients, *shown.doctors, *shown.withdrawn)
    ]
    return sha256(repr(sorted(lines, key=repr)).encode()).hexdigest()[:32]
