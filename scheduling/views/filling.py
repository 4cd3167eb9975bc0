"""Screen by the rules, fill by the first fit, see what came of it, take it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from camps.access import StaffRequest, requires
from camps.models import Camp, Decision, Registration
from camps.policy import Verb
from scheduling import tasks
from scheduling.errors import SchedulingError
from scheduling.models import Filling, FillingState
from scheduling.queries.fillings import latest_filling, report_of, was_published_since
from scheduling.services.booking import Actor
from scheduling.services.decisions import screen_camp
from scheduling.services.filling import ask_for_filling, draft_places, empty_filling, listed_without_place
from scheduling.views.addresses import list_page, page_of

ON_ITS_WAY = (FillingState.WAITING, FillingState.RUNNING)


@requires(Verb.SCREEN)
def screen(request: StaffRequest, camp: Camp) -> HttpResponse:
    """How many the rules would decide about; then decide."""
    if request.method == "POST":
        done = screen_camp(camp=camp, now=timezone.now(), redo="redo" in request.POST)
        said = _(
            "Listed %(listed)s, listed and to be checked %(check)s, not now %(not_now)s, left as they were %(left)s."
        )
        counts = {
            "listed": len(done.listed),
            "check": len(done.needs_check),
            "not_now": len(done.not_now),
            "left": done.left,
        }
        messages.success(request, said % counts)
        return HttpResponseRedirect(list_page(camp))
    everybody = Registration.objects.filter(camp=camp)
    by_rules = everybody.exclude(decision=Decision.NEW).filter(decided_by=None)
    context = {
        "camp": camp,
        "new": everybody.filter(decision=Decision.NEW).count(),
        "by_rules": by_rules.count(),
        "by_hand": everybody.exclude(decided_by=None).count(),
        "back_url": list_page(camp),
    }
    return render(request, "scheduling/screen.html", context)


@requires(Verb.EDIT_SCHEDULE)
def fill(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The last filling with its result; by POST, the next one."""
    refusal = None
    if request.method == "POST":
        try:
            filling = ask_for_filling(camp=camp, by=request.user, now=timezone.now())
        except SchedulingError as error:
            refusal = error
        else:
            begin(filling)
            return HttpResponseRedirect(page_of("fill", camp))
    filling_now = latest_filling(camp)
    on_its_way = filling_now is not None and filling_now.state in ON_ITS_WAY
    context = {
        "camp": camp,
        "filling": filling_now,
        "on_its_way": on_its_way,
        "report": report_of(filling_now) if filling_now and not on_its_way else None,
        "waiting": listed_without_place(camp).count(),
        "may_empty": filling_now is not None and _may_empty(filling_now),
        "refusal": refusal,
    }
    status = 409 if refusal else 200
    return render(request, "scheduling/fill.html", context, status=status)


@requires(Verb.EDIT_SCHEDULE)
def filling_progress(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The part of the page that is read again while a filling runs."""
    filling_now = latest_filling(camp)
    on_its_way = filling_now is not None and filling_now.state in ON_ITS_WAY
    context = {"camp": camp, "filling": filling_now, "on_its_way": on_its_way}
    if not on_its_way:
        return HttpResponseRedirect(page_of("fill", camp))  # who polls is led on to the whole page
    return render(request, "scheduling/_filling_progress.html", context)


@requires(Verb.EDIT_SCHEDULE)
def empty(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Take the draft places of a filling back."""
    filling = get_object_or_404(Filling, camp=camp, pk=pk)
    if request.method == "POST":
        try:
            count = empty_filling(
                filling=filling, actor=Actor(request.user, reason="filling taken back"), now=timezone.now()
            )
        except SchedulingError as error:
            messages.error(request, f"{error.message} {error.cure}")
        else:
            said = ngettext("%(n)s draft place was taken back.", "%(n)s draft places were taken back.", count)
            messages.success(request, said % {"n": count})
        return HttpResponseRedirect(page_of("fill", camp))
    count = len(draft_places(filling))
    context = {
        "camp": camp,
        "count": count,
        "kept": len(filling.placed) - count,
        "back_url": page_of("fill", camp),
        "tone": "bad",
    }
    return render(request, "scheduling/empty_filling.html", context)


def begin(filling: Filling) -> None:
    """Hand it to a worker; without a queue it is done here and now, which takes some seconds."""
    try:
        tasks.fill.delay_on_commit(filling.pk)
    except OperationalError:
        tasks.fill(filling.pk)


def _may_empty(filling: Filling) -> bool:
    return (
        filling.state in (FillingState.DONE, FillingState.FAILED)
        and bool(filling.placed)
        and not was_published_since(filling)
    )
