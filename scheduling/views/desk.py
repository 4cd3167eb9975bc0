"""The desk: find somebody by scan, token, name or phone, check them in, take it back; walk-ins with four facts."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.live.answers import begin, live
from camps.models import Camp, Registration
from camps.names import name_key
from camps.policy import Verb
from camps.undo_notices import undo_tags
from camps.views.form_pages import show_error
from scheduling.errors import SchedulingError
from scheduling.forms.desk import WalkInForm
from scheduling.models import Arrival, Desk
from scheduling.queries.arriving import (
    AtTheDesk,
    at_the_desk,
    counts_at_desk,
    desk_of,
    found_at_desk,
    last_arrivals,
)
from scheduling.scanned import registration_scanned
from scheduling.services.arriving import Act, CheckedIn, check_in_together, undo_arrival, walk_in
from scheduling.services.desks import close_desk, open_desk
from scheduling.views.addresses import page_of
from scheduling.views.hearing import id_in

COOKIE = "desk"
KNOWN_FOR = 120 * 24 * 60 * 60  # a camp and the next one; the letter is no secret
MOST_TOGETHER = 12
MOST_LETTERS = 160  # of a name that was searched for


@requires(Verb.RUN_QUEUE)
def desk(request: StaffRequest, camp: Camp) -> HttpResponse:
    """One search field; whoever it finds can be checked in with one tap."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return render(request, "scheduling/desk_closed.html", {"camp": camp, **_about(camp), "desks": _others(camp)})
    return _desk_page(request, camp, own)


@requires(Verb.RUN_QUEUE)
@live()
def desk_now(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What moves on the desk's page by itself: the counts and the last who came."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return HttpResponseRedirect(page_of("desk", camp))
    return render(request, "scheduling/_desk_now.html", {"camp": camp, **_now(camp, own, timezone.now())})


@requires(Verb.RUN_QUEUE)
@require_POST
def open_this_desk(request: StaffRequest, camp: Camp) -> HttpResponse:
    """This device becomes a desk with a letter of its own."""
    device = request.COOKIES.get(COOKIE, "")
    try:
        known = uuid.UUID(device)
    except ValueError:
        known = uuid.uuid4()
    back = HttpResponseRedirect(page_of("desk", camp))
    try:
        own = open_desk(camp=camp, device=known, by=request.user, now=timezone.now())
    except CampError as error:
        messages.error(request, str(error))
        return back
    messages.success(request, _("This is desk %(letter)s. Its numbers begin with %(letter)s.") % {"letter": own})
    back.set_cookie(
        COOKIE, str(known), max_age=KNOWN_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return back


@requires(Verb.RUN_QUEUE)
@require_POST
def close_this_desk(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Nobody sits here any more."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is not None:
        close_desk(desk=own, now=timezone.now())
        said = _("Desk %(letter)s is closed. Opened again on this device, it has the same letter.")
        messages.success(request, said % {"letter": own})
    return HttpResponseRedirect(page_of("desk", camp))


@requires(Verb.RUN_QUEUE)
@require_POST
def check_in_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Check in who is ticked: one person, or a family together."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return HttpResponseRedirect(page_of("desk", camp))
    keys = [key for key in map(id_in, request.POST.getlist("registration")[:MOST_TOGETHER]) if key]
    people = list(Registration.objects.filter(camp=camp, pk__in=keys).select_related("patient").order_by("number"))
    if not people:
        messages.warning(request, _("Nobody was ticked."))
        return HttpResponseRedirect(page_of("desk", camp))
    act = Act(desk=own, by=request.user, now=timezone.now(), client_id=client_id(request))
    try:
        done = check_in_together(registrations=people, act=act, anyway="anyway" in request.POST)
    except SchedulingError as error:
        found = at_the_desk(camp, [one.pk for one in people[:1]], now=act.now)
        return _desk_page(request, camp, own, found=found, refusal=error, status=409)
    _say(request, camp, done)
    return HttpResponseRedirect(page_of("desk", camp))


@requires(Verb.RUN_QUEUE)
def walk_in_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Name, age, why, phone: and the number is given."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return HttpResponseRedirect(page_of("desk", camp))
    searched = {"name": request.GET.get("name", "")[:MOST_LETTERS]}
    form = WalkInForm(request.POST or None, camp=camp, initial=searched)
    if request.method == "POST" and form.is_valid():
        act = Act(desk=own, by=request.user, now=timezone.now(), client_id=client_id(request))
        try:
            done = walk_in(person=form.cleaned_data["person"], act=act)
        except CampError as error:
            show_error(form, error)
        else:
            _say(request, camp, [done])
            return HttpResponseRedirect(page_of("desk", camp))
    context = {"camp": camp, "desk": own, "form": form, "client_id": uuid.uuid4()}
    return render(request, "scheduling/walk_in.html", context, status=422 if form.errors else 200)


@requires(Verb.RUN_QUEUE)
@require_POST
def undo_check_in(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """They are not here after all."""
    arrival: Arrival = get_object_or_404(Arrival.objects.select_related("desk__camp__venue"), camp=camp, pk=pk)
    own = desk_of(camp, request.COOKIES.get(COOKIE, "")) or arrival.desk
    try:
        undo_arrival(arrival=arrival, act=Act(desk=own, by=request.user, now=timezone.now()))
    except SchedulingError as error:
        messages.warning(request, f"{error.message} {error.cure}".strip())
    else:
        messages.success(
            request, _("Undone: %(token)s is not here. The number is not given again.") % {"token": arrival}
        )
    return HttpResponseRedirect(page_of("desk", camp))


def client_id(request: StaffRequest) -> uuid.UUID:
    """The form's own id, so that a double tap is one act; a form without one is an act of its own."""
    try:
        return uuid.UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid.uuid4()


def _desk_page(
    request: StaffRequest,
    camp: Camp,
    own: Desk,
    *,
    found: list[AtTheDesk] | None = None,
    refusal: SchedulingError | None = None,
    status: int = 200,
) -> HttpResponse:
    reading, now = begin(camp.pk), timezone.now()
    text = request.GET.get("q", "")[:200]
    scanned = registration_scanned(camp, text, now=now) if text and found is None else None
    if found is None:
        found = at_the_desk(camp, [scanned], now=now) if scanned else found_at_desk(camp, text, now=now)
    context = {
        "camp": camp,
        "desk": own,
        "q": "" if scanned else text,
        "asked": bool(text),
        "searched_name": text if name_key(text) and not any(map(str.isdigit, text)) else "",
        "found": found,
        "to_press": len(found) == 1 and found[0].may_check_in and not found[0].needs_choice,  # Enter checks in
        "refusal": refusal,
        "client_id": uuid.uuid4(),
        "poll": page_of("desk_now", camp),
        "poll_tag": reading.tag(request, part=page_of("desk_now", camp)),
        **_about(camp),
        **_now(camp, own, now),
    }
    response = render(request, "scheduling/desk.html", context, status=status)
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"  # to scan cards; asked by a button
    return response


def _now(camp: Camp, own: Desk, now: datetime) -> dict[str, Any]:
    today = camp.day_at(now)
    return {"counts": counts_at_desk(camp, now=now), "last": list(last_arrivals(own, day=today)), "now": now}


def _about(camp: Camp) -> dict[str, Any]:
    today = camp.day_at(timezone.now())
    return {"today": today, "off_days": today not in camp.dates}


def _others(camp: Camp) -> list[Desk]:
    return list(Desk.objects.filter(camp=camp, closed_at=None).select_related("opened_by"))


def _say(request: StaffRequest, camp: Camp, done: list[CheckedIn]) -> None:
    """Each who came now can be taken back; who was here already is said to be."""
    for one in done:
        patient = one.arrival.registration.patient
        words = {"token": one.arrival, "name": patient.name, "at": one.arrival.at.astimezone(camp.zone)}
        if one.new:
            said = _("%(token)s %(name)s is checked in.") % words
            undo = page_of("undo_check_in", camp, pk=one.arrival.pk)
            messages.success(request, said, extra_tags=undo_tags(undo, about=f"arrival-{one.arrival.pk}"))
        else:
            said = _("%(name)s is here already: %(token)s since %(at)s.")
            messages.info(request, said % {**words, "at": f"{words['at']:%H:%M}"})
    new = sum(one.new for one in done)
    if len(done) > 1:
        count = ngettext("%(n)s person checked in together.", "%(n)s people checked in together.", new)
        messages.info(request, count % {"n": new})
