"""Let this patient go first: possible, who else moves, or why not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp, Registration
from camps.policy import Verb
from scheduling.errors import Gone, SchedulingError
from scheduling.models import Appointment, AppointmentState
from scheduling.planning.changes import First
from scheduling.planning.swap import Verdict
from scheduling.queries.replan_cards import Line, mark_of, standing_on
from scheduling.queries.replanning import lines_of
from scheduling.services.booking import Actor
from scheduling.services.replanning import Asked, accept_proposal, ask_first, may_take_back, propose, why_not_first
from scheduling.views.addresses import appointment_page, day_page, page_of
from scheduling.views.hearing import id_in, who_hears
from scheduling.views.replanning import said_of


@requires(Verb.EDIT_SCHEDULE)
def go_first(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Before whom, and what that would mean; by POST it is done, if it still means the same."""
    one: Appointment = get_object_or_404(
        Appointment.objects.select_related("registration__patient", "station"), camp=camp, pk=pk
    )
    day = one.starts_at.astimezone(camp.zone).date()
    if one.state != AppointmentState.BOOKED or one.registration_id is None or day not in camp.dates:
        return HttpResponseRedirect(appointment_page(camp, one))
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET
    others = [each for each in standing_on(camp, day) if each.starts_at < one.starts_at and each.pk != one.pk]
    other = next((each for each in others if each.pk == id_in(given.get("before", ""))), None)
    change = First(camp.dates.index(day), one.registration_id, (other and other.registration_id) or 0)
    asked: Asked | None = None
    refusal: SchedulingError | None = None
    try:
        asked = ask_first(camp=camp, change=change, now=now)
        if request.method == "POST":
            if mark_of(asked.answer.spots) != request.POST.get("seen"):
                raise Gone("The day changed meanwhile.", cure="This is what it would mean now.")
            (row,) = propose(camp=camp, change=change, by=request.user, now=now)
            done = accept_proposal(plan=row, actor=Actor(request.user, reason="goes first"), now=now)
            row.refresh_from_db()
            undo = f"undo:{page_of('undo_replan', camp, pk=row.pk)}" if may_take_back(row, now=now) else ""
            messages.success(request, said_of(done), extra_tags=undo)
            return HttpResponseRedirect(day_page(camp, day))
    except SchedulingError as error:
        refusal = error
    context = {
        "camp": camp,
        "appointment": one,
        "others": others,
        "other": other,
        "refusal": refusal,
        "back_url": appointment_page(camp, one),
        **(_answer(camp, asked) if asked else {}),
    }
    return render(
        request, "scheduling/go_first.html", context, status=409 if refusal and request.method == "POST" else 200
    )


def _answer(camp: Camp, asked: Asked) -> dict[str, Any]:
    answer = asked.answer
    if answer.verdict == Verdict.NO:
        return {"verdict": answer.verdict, "reasons": why_not_first(asked) or [_("Nothing that is free would do.")]}
    moved = lines_of(asked.stands.problem, answer.spots, asked.stands.of.zeros)
    moved = [line for line in moved if line.registration in asked.stands.keys]
    people = Registration.objects.select_related("patient").in_bulk([line.registration for line in moved])
    starts = [at for line in moved for at in (line.was, line.will_be) if at is not None]
    return {
        "verdict": answer.verdict,
        "lines": [Line(people[line.registration], line) for line in moved],
        "hears": who_hears(camp, starts=starts, now=timezone.now()),
        "seen": mark_of(answer.spots),
    }
