"""A doctor's day at a camp, as it was told: what the evening's list holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from camps.models import Camp, Doctor
from notifications.models import Told
from notifications.queries.audience import doctor_key


@dataclass(frozen=True)
class DoctorDay:
    """From the start of the first case to the end of the last one."""

    doctor_id: int
    day: date
    starts_at: datetime
    ends_at: datetime


def doctor_days(camp: Camp) -> dict[tuple[int, date], DoctorDay]:
    """Every day on which a doctor was told of a case."""
    rows = Told.objects.filter(appointment__camp=camp, recipient__startswith="doctor:", cancelled=False)
    found: dict[tuple[int, date], DoctorDay] = {}
    for recipient, starts, ends in rows.order_by("starts_at").values_list("recipient", "starts_at", "ends_at"):
        doctor_id, day = int(recipient.partition(":")[2]), starts.astimezone(camp.zone).date()
        known = found.get((doctor_id, day))
        found[doctor_id, day] = DoctorDay(
            doctor_id, day, known.starts_at if known else starts, max(known.ends_at, ends) if known else ends
        )
    return found


def cases_on(camp: Camp, doctor: Doctor, day: date) -> list[Told]:
    """The told cases of a doctor's day, in order of their hour."""
    begins = camp.instant(day, camp.day_opens.replace(hour=0, minute=0, second=0))
    rows = Told.objects.filter(
        appointment__camp=camp, recipient=doctor_key(doctor.pk), cancelled=False, starts_at__gte=begins
    )
    return list(
        rows.filter(starts_at__lt=begins + timedelta(days=1))
        .select_related("appointment__registration__patient", "station", "venue")
        .order_by("starts_at", "id")
    )
