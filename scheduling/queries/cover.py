"""Is everyone who is needed held, really there, and able? Asked of appointments that stand (see cover_sql.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from scheduling.models import Appointment, AppointmentState
from scheduling.queries.cover_sql import LACKING, WHAT_STANDS


def faults_of(*, appointment_ids: Sequence[int]) -> dict[int, list[str]]:
    """What booked appointments lack as the facts stand now: sentences by appointment id, only those that lack any."""
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        for statement in (WHAT_STANDS, LACKING):
            cursor.execute(statement, {"appointments": list(appointment_ids)})
            for appointment, why in cursor.fetchall():
                if why and why not in found.setdefault(appointment, []):
                    found[appointment].append(why)
    return {appointment: whys for appointment, whys in found.items() if whys}


def held_by(
    *, resource_ids: Sequence[int], now: datetime, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> QuerySet[Appointment]:
    """Booked appointments, not yet over, that hold any of these resources; in a period when one is given.

    For a page that says, before anything is written, whom an absence or a closure would leave without cover.
    """
    during = Q(allocations__live=True, allocations__resource__in=list(resource_ids))
    if starts_at and ends_at:
        during &= Q(allocations__period__overlap=(starts_at, ends_at))
    found: QuerySet[Appointment] = (
        Appointment.objects.filter(during, state=AppointmentState.BOOKED, ends_at__gt=now).distinct().order_by("pk")
    )
    return found
