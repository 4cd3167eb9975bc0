"""A camp's rows as the report's figures (scheduling/report), in a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from camps.models import Camp, Decision, LaneName, Registration, Station, StationKind
from scheduling.beside_the_report import told_of
from scheduling.intervals import minute
from scheduling.models import (
    AS_MEANT,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Arrival,
    ChangeKind,
    DayClosing,
    Fate,
    FateKind,
    ScheduleChange,
    Tell,
    Ticket,
    TicketState,
)
from scheduling.queries.board import open_spans
from scheduling.queries.real_times import Real, real_times
from scheduling.report import funnel as steps
from scheduling.report.losses import Loss, LossLine, losses_by_reason
from scheduling.report.tables import Case, TableDay, TableUse, use_of, whole_use
from scheduling.report.waits import LaneWait, Wait, waits_by_lane

Rows = list[tuple[Any, ...]]  # of values_list, in the order in which camp_report names the columns
SAME_DAY, EARLIER = "cancelled_same_day", "cancelled_before"


@dataclass(frozen=True)
class CampReport:
    """All figures of one camp. `expected` counts places given, each person once a day, whatever became of them."""

    camp: Camp
    funnel: list[steps.Step]
    waits: list[LaneWait]
    tables: list[TableUse]
    whole: TableUse | None
    losses: list[LossLine]
    expected: int
    not_come: int
    same_day: int


def camp_report(camp: Camp) -> CampReport:
    """As it stands now, whether days are closed or not."""
    real = real_times(camp, camp.dates)
    fates = list(
        Fate.objects.filter(camp=camp, undone_at=None).values_list("registration", "day", "fate", "reason_kind")
    )
    places = list(
        Appointment.objects.filter(camp=camp, registration__isnull=False).values_list(
            "pk", "registration", "state", "kind", "confirmed_at", "starts_at", "ends_at", "station"
        )
    )
    tickets = list(
        Ticket.objects.filter(camp=camp, arrival__undone_at=None)
        .order_by("pk")
        .values_list("registration", "day", "lane", "state", "queued_at", "called_at", "started_at")
    )
    told = told_of(camp)
    tables = _tables(camp, places, real)
    losses = _losses(camp, fates)
    return CampReport(
        camp=camp,
        funnel=steps.funnel(
            _facts(camp, places, tickets, fates, real, told).values(),
            not_recorded=() if told is not None else ("told",),
        ),
        waits=waits_by_lane(_waits(tickets), order=[str(lane) for lane in LaneName]),
        tables=tables,
        whole=whole_use(tables) if tables else None,
        losses=losses_by_reason(losses),
        expected=len({(row[1], row[5].astimezone(camp.zone).date()) for row in places}),
        not_come=sum(loss.what == FateKind.NOT_COME for loss in losses),
        same_day=sum(loss.what == SAME_DAY for loss in losses),
    )


def _facts(
    camp: Camp, places: Rows, tickets: Rows, fates: Rows, real: dict[int, Real], told: set[int] | None
) -> dict[int, set[str]]:
    """By registration, the steps that somebody wrote down."""
    found: dict[int, set[str]] = {}
    for key, decision in Registration.objects.filter(camp=camp).values_list("pk", "decision"):
        found[key] = {steps.LISTED} if decision == Decision.LISTED else set()
        if decision != Decision.NEW:
            found[key].add(steps.SCREENED)
    for pk, key, state, kind, confirmed_at, *_when in places:
        found[key].add(steps.CONFIRMED if confirmed_at is not None else steps.PLACED)
        if kind == AppointmentKind.OPERATION and (real[pk].operated if pk in real else state == AppointmentState.DONE):
            found[key].add(steps.OPERATED)
    for key in told or ():
        found[key].add(steps.TOLD)
    for key in Arrival.objects.filter(camp=camp, undone_at=None).values_list("registration", flat=True):
        found[key].add(steps.ARRIVED)
    for key, step in (*_seen_in_lanes(tickets), *_said_of_days(fates)):
        found[key].add(step)
    return found


def _seen_in_lanes(tickets: Rows) -> Iterator[tuple[int, str]]:
    """Whose way ended as it should, on any day: the last station had done with them."""
    last: dict[tuple[int, date], str] = {}
    for key, day, lane, state, *_when in tickets:
        last[(key, day)] = state
        if lane == LaneName.EXAMINATION and state == TicketState.DONE:
            yield key, steps.EXAMINED
    for (key, _day), state in last.items():
        if state == TicketState.DONE:
            yield key, steps.DISCHARGED


def _said_of_days(fates: Rows) -> Iterator[tuple[int, str]]:
    for key, _day, fate, _reason in fates:
        if fate == FateKind.DONE:
            yield key, steps.OPERATED
        elif fate == FateKind.SEEN:
            yield key, steps.EXAMINED


def _waits(tickets: Rows) -> list[Wait]:
    """Who waits still is not counted yet; the one who comes in ends the wait, or the call where nobody writes that."""
    waits = []
    for _key, _day, lane, state, queued_at, called_at, started_at in tickets:
        served = started_at or called_at
        if served is not None and state != TicketState.MISSED:
            waits.append(Wait(lane, max(0.0, (served - queued_at) / timedelta(minutes=1))))
        elif state in (TicketState.DONE, TicketState.LEFT):
            waits.append(Wait(lane, None))
    return waits


def _tables(camp: Camp, places: Rows, real: dict[int, Real]) -> list[TableUse]:
    """Each table on each day on which it was kept for anybody who was not cancelled."""
    cases: dict[tuple[int, object], list[Case]] = defaultdict(list)
    for pk, _key, state, _kind, _confirmed, starts_at, ends_at, station in places:
        if state == AppointmentState.CANCELLED:
            continue
        times = real.get(pk)
        cases[(station, starts_at.astimezone(camp.zone).date())].append(
            Case(
                planned=(minute(starts_at), minute(ends_at)),
                real=(minute(times.start), minute(times.end)) if times else None,
                said_by=times.source if times else "",
            )
        )
    used = []
    stations = Station.objects.filter(camp=camp, kind=StationKind.TABLE).prefetch_related("closures").order_by("name")
    for station in stations:
        hours = open_spans(camp, station, station.closures.all())
        for day in camp.dates:
            begins, ends = _span(camp, day)
            own = cases.get((station.pk, day))
            if own:
                today = tuple(span for span in hours if begins <= span[0] < ends)
                used.append(use_of(TableDay(station.name, day, today, tuple(own))))
    return used


def _losses(camp: Camp, fates: Rows) -> list[Loss]:
    """What a closing says, and the places that were taken away otherwise once people knew of them."""
    found = [Loss(fate, reason) for _key, _day, fate, reason in fates if fate not in AS_MEANT]
    counted = {(key, day) for key, day, fate, _reason in fates if fate not in AS_MEANT}
    cancelled = (
        ScheduleChange.objects.filter(camp=camp, kind=ChangeKind.CANCELLED, appointment__registration__isnull=False)
        .exclude(tell=Tell.NOBODY)
        .exclude(at__in=DayClosing.objects.filter(camp=camp).values("at"))  # a fate's doing
        .values_list("reason", "said_by", "at", "appointment__starts_at", "appointment__registration")
    )
    for reason, said_by, at, starts_at, key in cancelled:
        if (key, starts_at.astimezone(camp.zone).date()) in counted:
            continue
        if reason == "did not come":
            found.append(Loss(str(FateKind.NOT_COME), "not_known"))
            continue
        same_day = at.astimezone(camp.zone).date() == starts_at.astimezone(camp.zone).date()
        why = "by_patient" if said_by == "patient" else reason
        found.append(Loss(SAME_DAY if same_day else EARLIER, why))
    return found


def _span(camp: Camp, day: date) -> tuple[int, int]:
    midnight = datetime.min.time()
    return minute(camp.instant(day, midnight)), minute(camp.instant(day + timedelta(days=1), midnight))
