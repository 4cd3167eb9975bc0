"""What the hour of a patient's operation depends on."""

from __future__ import annotations

from datetime import time

from camps.errors import Invalid
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
    """Write these values; hours are the venue's, of any day. Raises Invalid for a way home before the arrival."""
    refuse_crossed(earliest_time, home_by)
    registration.diabetic = diabetic
    registration.infected = infected
    registration.earliest_time = earliest_time
    registration.home_by = home_by
    registration.preferred_doctor = preferred_doctor
    checked(registration).save(update_fields=["diabetic", "infected", "earliest_time", "home_by", "preferred_doctor"])
    return registration


def refuse_crossed(earliest_time: time | None, home_by: time | None) -> None:
    if earliest_time and home_by and home_by <= earliest_time:
        raise Invalid(
            "The way home leaves before the patient can be there.",
            field="home_by",
            value=home_by,
            cure="Correct one of the two hours, or let the patient stay the night.",
        )
