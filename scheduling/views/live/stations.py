"""A station's own page: who is here, who comes next, who waits and why in that order; polled every two seconds."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from camps.access import StaffRequest, requires
from camps.live.answers import begin, live
from camps.live.parts import shared_part
from camps.live.sharing import shared
from camps.models import Camp, LaneName, Station, StationKind, Urgency
from camps.policy import Verb
from scheduling.models import GoFirst, StationDevice, Ticket
from scheduling.queries.expected_shared import expected_now
from scheduling.queries.go_first import open_by_lane
from scheduling.queries.going_alone import holders_in, open_devices, unmerged, with_keepers
from scheduling.queries.lanes import lanes_of, proposed_lanes
from scheduling.queries.live_queue import LaneNow, named, queue_now
from scheduling.queries.ticket_story import events_of, lane_around, people_of, station_of
from scheduling.services.calling import MOST_CALLS
from scheduling.services.going_alone import SIZES
from scheduling.views.addresses import page_of
from scheduling.views.live.acts import device_of, do_act, station_or_404, ticket_or_404
from scheduling.views.live.asking_first import first_part
from scheduling.views.live.words import age_words

SHOWN = 25  # of those who wait; the rest on demand


@dataclass(frozen=True)
class Here:
    """Somebody who is called to a station or with it, by two things that make sure of a person."""

    ticket: Ticket
    age: str
    side: str
    procedures: str
    next_lane: tuple[str, str] | None

    @property
    def calls_left(self) -> bool:
        return self.ticket.calls < MOST_CALLS


@requires(Verb.RUN_QUEUE)
def station_live(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The page; all that changes is in the part that is polled."""
    station = station_or_404(camp, pk)
    reading = begin(camp.pk)
    poll = page_of("station_now", camp, pk=pk) + ("?all=1" if request.GET.get("all") else "")
    lane = queue_now(camp, now=reading.at, lane=station.serves, people=False).lane(station.serves)
    context = _station(
        camp,
        station,
        lane,
        around=_around(camp, now=reading.at),
        everybody=bool(request.GET.get("all")),
        device=device_of(request),
        now=reading.at,
    )
    context |= {"poll_url": poll, "poll_tag": reading.tag(request, part=poll), "sizes": SIZES}
    return render(request, "scheduling/live/station.html", context)


@requires(Verb.RUN_QUEUE)
@live()
def station_now(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    station, now, everybody = station_or_404(camp, pk), timezone.now(), bool(request.GET.get("all"))
    device = device_of(request)

    def context() -> dict[str, Any]:
        lane = expected_now(camp, now=now).queue.lane(station.serves)
        around = shared(camp.pk, "around stations", lambda: _around(camp, now=now), now=now)
        return _station(camp, station, lane, around=around, everybody=everybody, device=device, now=now)

    template, what = "scheduling/live/_station_now.html", (pk, everybody, device)
    return shared_part(request, template, context, camp_id=camp.pk, what=what, now=now)


@requires(Verb.RUN_QUEUE)
def ticket(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """One person in the queue: why here, what can be done, what was done. The buttons of every page post here."""
    shown = ticket_or_404(camp, pk)
    if request.method == "POST":
        return do_act(request, camp, shown)
    now = timezone.now()
    lane, own = lane_around(shown, now=now)
    at = request.GET.get("at", "")
    station = station_of(camp, int(at) if at.isdecimal() and len(at) < 19 else None)
    before = [one for one in lane.waiting if own and one.placed.place < own.placed.place]
    context = {
        "camp": camp,
        "ticket": shown,
        "person": shown.registration,
        "age": age_words(shown.registration.patient, on=shown.day),
        "lane": lane,
        "line": lane.waiting,
        "own": own,
        "before": before,
        "station": station if station and station.serves == shown.lane else None,
        "back_station": station,
        "urgencies": Urgency.choices,
        "events": events_of(shown),
        "now": now,
    }
    context |= first_part(request, camp, shown, now=now)
    return render(request, "scheduling/live/ticket.html", context)


@dataclass(frozen=True)
class Around:
    """The same for all stations: devices that may go on alone, how many acts did not fit, what is asked in lanes."""

    devices: list[StationDevice]
    unmerged: int
    lanes: list[str]
    questions: dict[str, GoFirst]


def _around(camp: Camp, *, now: datetime) -> Around:
    questions = open_by_lane(camp, day=camp.day_at(now), now=now)
    return Around(open_devices(camp), unmerged(camp).count(), lanes_of(camp), questions)


def _station(
    camp: Camp,
    station: Station,
    lane: LaneNow,
    *,
    around: Around,
    everybody: bool,
    device: UUID | None,
    now: datetime,
) -> dict[str, Any]:
    """`device` is the reader's own: what it holds for an outage is shown to it as such."""
    here = next((one for one in lane.stations if one.station.pk == station.pk), None)
    there = here.there if here else []
    line = lane.line_of(station)
    whole = everybody or len(line) <= SHOWN
    shown = expected_now(camp, now=now).with_ranges(line if whole else line[:SHOWN], now=now)
    holders = holders_in(lane, around.devices)
    own = next((one for one in holders if one.device.device == device and one.station == station), None)
    mine = own.device.pk if own else None
    first = next((one.ticket for one in line if not one.ticket.waits_for_another(mine, now=now)), None)
    names = named([*(one.ticket for one in shown), *([first] if first else []), *lane.parked, *lane.missed])
    return {
        "camp": camp,
        "station": station,
        "lane": lane,
        "full": here.is_full if here else False,
        "here": _here(camp, there, lanes=around.lanes, is_table=station.kind == StationKind.TABLE),
        "line": line,
        "shown": with_keepers([replace(one, ticket=names[one.ticket.pk]) for one in shown], holders, own=mine),
        "own": own,
        "keepers": [one for one in holders if one is not own and one.tickets],
        "unmerged": around.unmerged,
        "more": 0 if whole else len(line) - SHOWN,
        "first": names[first.pk] if first else None,
        "open": around.questions.get(station.serves),
        "parked": [names[one.pk] for one in lane.parked],
        "missed": [names[one.pk] for one in lane.missed],
        "lanes": [(name, LaneName(name).label) for name in around.lanes if name != station.serves],
        "most_calls": MOST_CALLS,
        "now": now,
    }


def _here(camp: Camp, there: list[Ticket], *, lanes: list[str], is_table: bool) -> list[Here]:
    """In the order in which they were called, so that nobody changes places on the screen."""
    known = people_of(there)
    proposed = proposed_lanes(camp, day=there[0].day, tickets=there, lanes=lanes) if there else {}
    found = []
    for one in sorted(there, key=lambda ticket: (ticket.called_at or ticket.queued_at, ticket.pk)):
        person, lane = known[one.registration_id], proposed[one.pk]
        ticket = copy(one)  # other pages show it too
        ticket.registration = person
        found.append(
            Here(
                ticket=ticket,
                age=age_words(person.patient, on=one.day),
                side=str(getattr(person, "get_side_display", str)()) if is_table else "",
                procedures=person.procedure_names if is_table else "",
                next_lane=(lane, str(LaneName(lane).label)) if lane else None,
            )
        )
    return found
