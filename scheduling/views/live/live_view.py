"""The organiser's view of the day: stations by time with plan and fact, waits, and who is stuck; polled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.live.answers import begin, live
from camps.live.parts import shared_part
from camps.models import Camp
from camps.policy import Verb, can
from scheduling.queries.expected_shared import expected_now
from scheduling.queries.live_day import live_day
from scheduling.queries.live_queue import QueueNow, queue_now
from scheduling.queue.stuck import Why
from scheduling.views.addresses import page_of
from scheduling.views.live.drawing import drawn
from scheduling.views.live.picture import picture_of

STUCK = {
    Why.NOT_COMING: _("Called, and did not come in"),
    Why.WAITS_LONG: _("Has waited more than two hours"),
    Why.ASIDE_LONG: _("Set aside, and not taken up again"),
    Why.NOT_BACK: _("Missed, and not back"),
    Why.NOT_TODAY: _("Waits for an operation that is not today any more"),
    Why.NOWHERE: _("Arrived, and waits nowhere"),
}


@requires(Verb.SEE_SCHEDULE)
def live_view(request: StaffRequest, camp: Camp) -> HttpResponse:
    reading, may_run = begin(camp.pk), can(request.member, Verb.RUN_QUEUE, camp)
    poll = page_of("live_view_now", camp)
    context = _context(camp, queue_now(camp, now=reading.at, people=False), may_run=may_run, now=reading.at)
    context |= {"poll_url": poll, "poll_tag": reading.tag(request, part=poll)}
    return render(request, "scheduling/live/live_view.html", context)


@requires(Verb.SEE_SCHEDULE)
@live()
def live_view_now(request: StaffRequest, camp: Camp) -> HttpResponse:
    now, may_run = timezone.now(), can(request.member, Verb.RUN_QUEUE, camp)
    return shared_part(
        request,
        "scheduling/live/_live_view_now.html",
        lambda: _context(camp, expected_now(camp, now=now).queue, may_run=may_run, now=now),
        camp_id=camp.pk,
        what=(may_run,),
        now=now,
    )


def _context(camp: Camp, queue: QueueNow, *, may_run: bool, now: datetime) -> dict[str, Any]:
    shown = live_day(camp, queue, now=now)
    picture = picture_of(shown.stations, now=now)
    return {
        "camp": camp,
        "shown": shown,
        "stations": [(one, one.over(now)) for one in shown.stations],
        "stuck": [(STUCK[one.why], one.long, ticket, arrival) for one, ticket, arrival in shown.stuck],
        "picture": picture,
        "rows": drawn(picture) if picture else "",
        "may_run": may_run,
        "now": now,
    }
