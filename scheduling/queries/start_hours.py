"""Whether one patient may be operated on at all, and between which hours."""

from __future__ import annotations

from collections.abc import Sequence

from camps.models import Camp, Procedure, Registration
from camps.rules import Fast, StartHours, age_on, lacking, start_hours


def not_ready_words(registration: Registration, *, camp: Camp) -> str:
    """What consent and fitness lack for an operation, in words; empty when nothing, and for a consultation."""
    if not any(procedure.is_operation for procedure in registration.procedures):
        return ""
    found = lacking(consent=registration.consent, fitness=registration.fitness, required=camp.clearance_required)
    return " and ".join(lack.words for lack in found)


def hours_of(registration: Registration, procedures: Sequence[Procedure], *, camp: Camp) -> StartHours:
    """By the patient's own limits and the camp's; who stays the night needs no bus, who eats nothing has a limit."""
    born = registration.patient.birth_date
    fast = None
    if camp.fasts_from is not None:
        fast = Fast(camp.fasts_from, camp.longest_fast_hours, camp.longest_child_fast_hours)
    return start_hours(
        arrives=registration.earliest_time,
        home_by=registration.home_by or camp.last_bus,
        stays=any(procedure.nights for procedure in procedures),
        fasting_hours=max(procedure.fasting_hours or 0 for procedure in procedures),
        fast=fast,
        years=age_on(born, camp.first_day)[0] if born else None,
    )
