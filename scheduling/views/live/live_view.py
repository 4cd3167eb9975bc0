"""The organiser's view of the day: stations by time with plan and fact, waits, and who is stuck; polled."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.live.answers import begin, live
from camps.models import Camp
from camps.policy import Verb, can
from scheduling.queries.live_day import live_day
from scheduling.queue.stuck import Why
from scheduling.views.addresses import page_of
from scheduling.views.live.picture import picture_of

STUCK = {
    Why.NOT_COMING: _("Called, and did not come in"),
    Why.WAITS_LONG: _("Has waited more than two hours"),
    Why.ASIDE_LONG: _("Set aside, and not taken up again"),
    Why.NOT_BACK: _("Missed, and not back"),
    Why.NOWHERE: _("Arrived, and waits nowhere"),
}


@requires(Verb.SEE_SCHEDULE)
def live_view(request: StaffRequest, camp: Camp) -> HttpResponse:
    reading = begin(camp.pk)
    poll = page_of("live_view_now", camp)
    context = _context(request, camp) | {"poll_url": poll, "poll_tag": reading.tag(request, part=poll)}
    return render(request, "scheduling/live/live_view.html", context)


@requires(Verb.SEE_SCHEDULE)
@live()
def live_view_now(request: StaffRequest, camp: Camp) -> HttpResponse:
    return render(request, "scheduling/live/_live_view_now.html", _context(request, camp))


def _context(request: StaffRequest, camp: Camp) -> dict[str, Any]:
    now = timezone.now()
    shown = live_day(camp, now=now)
    return {
        "camp": camp,
        "shown": shown,
        "stations": [(one, one.over(now)) for one in shown.stations],
        "stuck": [(STUCK[one.why], one.long, ticket, arrival) for one, ticket, arrival in shown.stuck],
        "picture": picture_of(shown.stations, now=now),
        "may_run": can(request.member, Verb.RUN_QUEUE, camp),
        "now": now,
    }
