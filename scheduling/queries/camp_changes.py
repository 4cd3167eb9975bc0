"""What a change of the whole camp would touch, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from camps.models import Camp, CampState, Shift
from scheduling.models import Allocation, Appointment, AppointmentState


@dataclass(frozen=True)
class Touched:
    """Counts for a preview, and the first few patients. `busy` are doctors held elsewhere on the new days."""

    appointments: int
    confirmed: int
    shifts: int
    doctors: int
    is_told: bool
    first: list[Appointment]
    busy: list[str]


def appointments_to_come(camp: Camp, *, now: datetime) -> QuerySet[Appointment]:
    """What stands and is not over."""
    return Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, ends_at__gt=now)


def appointments_on(camp: Camp, day: date, *, now: datetime) -> QuerySet[Appointment]:
    """What stands on one day at the venue and is not over."""
    begins = camp.instant(day, datetime.min.time())
    ends = camp.instant(day + timedelta(days=1), datetime.min.time())
    return appointments_to_come(camp, now=now).filter(starts_at__gte=begins, starts_at__lt=ends)


def touched(camp: Camp, *, now: datetime, day: date | None = None, later: int = 0) -> Touched:
    """All of the camp that is to come, or one day of it; `later` days on for who is then held elsewhere."""
    found = appointments_on(camp, day, now=now) if day else appointments_to_come(camp, now=now)
    shifts = Shift.objects.filter(camp=camp, cancelled_at=None, ends_at__gt=now)
    if day:
        begins = camp.instant(day, datetime.min.time())
        shifts = shifts.filter(
            starts_at__gte=begins, starts_at__lt=camp.instant(day + timedelta(days=1), datetime.min.time())
        )
    return Touched(
        appointments=found.count(),
        confirmed=found.exclude(confirmed_at=None).count(),
        shifts=shifts.count(),
        doctors=shifts.values("doctor").distinct().count(),
        is_told=camp.state == CampState.PUBLISHED,
        first=list(found.select_related("registration__patient", "station").order_by("starts_at", "pk")[:8]),
        busy=_held_elsewhere(camp, later) if later else [],
    )


def _held_elsewhere(camp: Camp, later: int) -> list[str]:
    """Doctors of this camp who hold something at another one, or are away, on the days it would move to."""
    begins = camp.instant(camp.first_day + timedelta(days=later), datetime.min.time())
    ends = camp.instant(camp.last_day + timedelta(days=later + 1), datetime.min.time())
    mine = Shift.objects.filter(camp=camp, cancelled_at=None).values("doctor")
    held = (
        Allocation.objects.filter(live=True, resource__doctor__in=mine, period__overlap=(begins, ends))
        .exclude(appointment__camp=camp)
        .values_list("resource__doctor__name", flat=True)
    )
    away = Shift.objects.filter(
        camp=camp, cancelled_at=None, doctor__absences__starts_at__lt=ends, doctor__absences__ends_at__gt=begins
    ).values_list("doctor__name", flat=True)
    return sorted({*held, *away})
