"""Who is on a table now, by the moments marked there: wheeled in, and not out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from camps.models import Camp
from scheduling.intervals import instant, minute
from scheduling.models import Allocation, Appointment, AppointmentState, Milestone, Part
from scheduling.theatre.order import OUT, WHEELS_IN

BACKWARDS = timedelta(days=1)  # who came in longer ago is not on the table any more, whatever was forgotten


@dataclass(frozen=True, slots=True)
class OnTable:
    """An operation under way. `free_at` is when its table can be had at the earliest: never before now, with the
    cleaning, however long it was planned.
    """

    appointment: int
    since: datetime
    free_at: datetime


def came_in(*, now: datetime) -> QuerySet[Milestone]:
    """The wheels-in of everybody who is on a table."""
    left = Milestone.objects.filter(appointment=OuterRef("appointment"), kind=OUT, undone_at=None)
    return Milestone.objects.filter(
        ~Exists(left),
        appointment__state=AppointmentState.BOOKED,
        kind=WHEELS_IN,
        undone_at=None,
        at__lte=now,
        at__gt=now - BACKWARDS,
    ).order_by("at", "pk")


def came_in_on(camp: Camp, day: date) -> set[int]:
    """The appointments of a day whose patients were wheeled in, whether they are out again or not."""
    begins, ends = camp.instant(day, time.min), camp.instant(day + timedelta(days=1), time.min)
    there = Milestone.objects.filter(
        camp=camp, kind=WHEELS_IN, undone_at=None, appointment__starts_at__gte=begins, appointment__starts_at__lt=ends
    )
    return set(there.values_list("appointment", flat=True))


def who_is_on_a_table(appointment_ids: Collection[int], *, now: datetime) -> list[Appointment]:
    """Of these appointments, with station and card."""
    there = came_in(now=now).filter(appointment__in=list(appointment_ids))
    return [one.appointment for one in there.select_related("appointment__station", "appointment__registration")]


def tables_in_use(camp: Camp, *, now: datetime) -> dict[int, OnTable]:
    """By station, the one who will be there longest; two statements."""
    there = list(came_in(now=now).filter(camp=camp).select_related("appointment"))
    held = Allocation.objects.filter(
        appointment__in=[one.appointment_id for one in there], part=Part.STATION, live=True
    ).values_list("appointment", "period")
    until = {of: period.upper for of, period in held}
    found: dict[int, OnTable] = {}
    for one in there:
        planned = one.appointment.ends_at - one.appointment.starts_at
        cleaning = max(timedelta(), until.get(one.appointment_id, one.appointment.ends_at) - one.appointment.ends_at)
        over = max(one.at + planned, instant(minute(now) + 1))
        known = found.get(one.station_id)
        if known is None or known.free_at < over + cleaning:
            found[one.station_id] = OnTable(one.appointment_id, one.at, over + cleaning)
    return found
