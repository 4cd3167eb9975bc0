"""Who lost the place or somebody of the team, and waits for a person to decide."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from camps.models import Camp
from scheduling.models import Appointment, AppointmentState


def orphans(camp: Camp, *, now: datetime) -> QuerySet[Appointment]:
    """Visits that stand marked, by their hour. One whose hour is over stays too: nobody decided about it."""
    found: QuerySet[Appointment] = (
        Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, registration__isnull=False)
        .exclude(needs_cover="")
        .select_related("registration__patient", "station")
        .order_by("starts_at", "pk")
    )
    return found
