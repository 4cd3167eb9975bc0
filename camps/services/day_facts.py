"""What the hour of a patient's operation depends on."""

from __future__ import annotations

from datetime import time

from camps.models import Doctor, Registration
from camps.services.saving import checked


def change_day_facts(
    *,
    registration: Registration,
    diabetic: bool = False,
    infected: bool = False,
    earliest_time: time | None = None,
    home_by: time | None = None,
    preferred_doctor: Doctor | None = None,
) -> Registration:
    """Write these values; hours are the venue's, of any day. Raises Invalid."""
    registration.diabetic = diabetic
    registration.infected = infected
    registration.earliest_time = earliest_time
    registration.home_by = home_by
    registration.preferred_doctor = preferred_doctor
    checked(registration).save(update_fields=["diabetic", "infected", "earliest_time", "home_by", "preferred_doctor"])
    return registration
