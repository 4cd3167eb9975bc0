"""A day at the tables: who has a place, made sure of, and moments as they happen."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduling.models import Appointment, Milestone
from scheduling.services.theatre.identity import confirm_identity
from scheduling.services.theatre.marking import mark

SURE = {"identifiers": ["name", "born"], "side": "left", "site_marked": "yes", "consent_seen": True}


def operations() -> list[Appointment]:
    """Those on tables, by hour."""
    return list(
        Appointment.objects.filter(kind="operation")
        .select_related("station", "registration")
        .order_by("starts_at", "pk")
    )


def make_sure(appointment: Appointment, *, now: datetime | None = None, **values: object) -> None:
    confirm_identity(appointment=appointment, by=None, now=now or appointment.starts_at, **SURE | values)


def went(appointment: Appointment, **minutes: int) -> dict[str, Milestone]:
    """Moments of an operation, each so many minutes after the planned beginning; the patient was made sure of."""
    if "wheels_in" in minutes:
        make_sure(appointment)
    at = {kind: appointment.starts_at + timedelta(minutes=after) for kind, after in minutes.items()}
    return {kind: mark(appointment=appointment, kind=kind, at=when, by=None, now=when) for kind, when in at.items()}
