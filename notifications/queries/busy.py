"""When doctors are busy by their own calendars, and where that meets what is planned. A conflict is shown, no more:
who is busy may still come, and a calendar may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func

from camps.models import Camp, Doctor
from notifications.models import BusyCalendar, BusyTime
from scheduling.models import Appointment, AppointmentState

MOST = 50  # of a doctor are shown
MOST_TIMES = 5_000
_HELD = "calendar__doctor__resource__allocations"


@dataclass(frozen=True)
class Conflict:
    """`[starts_at, ends_at)` in UTC is when the doctor is busy, `appointment` what is planned in it."""

    doctor: Doctor
    appointment: Appointment
    starts_at: datetime
    ends_at: datetime
    all_day: bool


def calendars_of(doctor: Doctor) -> list[BusyCalendar]:
    """The own calendars of a doctor, the oldest first."""
    return list(BusyCalendar.objects.filter(doctor=doctor).defer("sealed"))


def calendars_by_doctor(doctors: Iterable[Doctor]) -> dict[int, list[BusyCalendar]]:
    """The same of several doctors, by their id: one query."""
    found: dict[int, list[BusyCalendar]] = {doctor.pk: [] for doctor in doctors}
    for calendar in BusyCalendar.objects.filter(doctor__in=found).defer("sealed"):
        found[calendar.doctor_id].append(calendar)
    return found


def busy_during(
    doctors: Iterable[Doctor], *, since: datetime, until: datetime
) -> dict[int, list[tuple[datetime, datetime, bool]]]:
    """When each is busy in `[since, until)`, by the doctor's id: (start, end, all day) in order of time. One query.

    The same hours in two calendars are one; at most 5,000 are read.
    """
    found: dict[int, list[tuple[datetime, datetime, bool]]] = {doctor.pk: [] for doctor in doctors}
    times = BusyTime.objects.filter(calendar__doctor__in=found, starts_at__lt=until, ends_at__gt=since)
    rows = times.values_list("calendar__doctor", "starts_at", "ends_at", "all_day").distinct()
    for doctor, starts_at, ends_at, all_day in rows.order_by("starts_at", "ends_at")[:MOST_TIMES]:
        found[doctor].append((starts_at, ends_at, all_day))
    return found


def unread_calendars(camp: Camp, *, since: datetime, until: datetime) -> list[BusyCalendar]:
    """Those that can't be read now, of doctors who have a shift at `camp` in `[since, until)`, by the doctor's name."""
    here = {"doctor__shifts__camp": camp, "doctor__shifts__cancelled_at": None}
    meeting = {"doctor__shifts__starts_at__lt": until, "doctor__shifts__ends_at__gt": since}
    calendars = BusyCalendar.objects.filter(**here, **meeting).exclude(fault="").defer("sealed")
    return list(calendars.select_related("doctor").order_by("doctor__name", "pk").distinct())


def conflicts_of_camp(camp: Camp, *, since: datetime, until: datetime) -> list[Conflict]:
    """Where what is booked at `camp` to begin in `[since, until)` meets a doctor's own calendar, in order of time."""
    return _conflicts(most=MOST_TIMES, camp=camp, starts_at__gte=since, starts_at__lt=until)


def conflicts_of_doctor(doctor: Doctor, *, now: datetime) -> list[Conflict]:
    """What is still to come, at every camp."""
    return _conflicts(most=MOST, ends_at__gt=now, of=doctor)


def _conflicts(*, most: int, of: Doctor | None = None, **appointments: object) -> list[Conflict]:
    """The first `most`, in three queries however many there are."""
    held = {f"{_HELD}__appointment__{name}": value for name, value in appointments.items()}
    busy = BusyTime.objects.filter(
        **held,
        **{f"{_HELD}__live": True, f"{_HELD}__appointment__state": AppointmentState.BOOKED},
        **{f"{_HELD}__period__overlap": Func(F("starts_at"), F("ends_at"), function="tstzrange")},
    )
    if of is not None:
        busy = busy.filter(calendar__doctor=of)
    rows = list(
        busy.annotate(doctor_id=F("calendar__doctor"), appointment_id=F(f"{_HELD}__appointment"))
        .values_list("doctor_id", "appointment_id", "starts_at", "ends_at", "all_day")
        .distinct()
        .order_by("starts_at", "appointment_id", "doctor_id")[:most]
    )
    doctors = Doctor.objects.in_bulk({row[0] for row in rows})
    standing = Appointment.objects.select_related("registration__patient", "station", "camp__venue").in_bulk(
        {row[1] for row in rows}
    )
    return [
        Conflict(doctors[doctor], standing[appointment], starts_at, ends_at, all_day)
        for doctor, appointment, starts_at, ends_at, all_day in rows
    ]
