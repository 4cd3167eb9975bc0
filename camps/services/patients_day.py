"""What a camp's day asks of its patients: the fast, the way home, the ward, consent and fitness, the queue."""

from __future__ import annotations

from datetime import time
from typing import NotRequired, TypedDict, Unpack

from camps.errors import Invalid
from camps.models import Camp
from camps.services.saving import checked


class PatientsDay(TypedDict):
    """What stands of it, for passing it on."""

    fasts_from: time | None
    longest_fast_hours: int
    longest_child_fast_hours: int
    last_bus: time | None
    ward_beds: int | None
    clearance_required: bool
    tell_shift_min: NotRequired[int]
    go_first_share: NotRequired[int | None]
    go_first_minutes: NotRequired[int]
    go_first_by_phone: NotRequired[bool]


FIELDS = tuple(PatientsDay.__annotations__)


def change_patients_day(*, camp: Camp, **values: Unpack[PatientsDay]) -> Camp:
    """Write these values; hours are the venue's, `None` is no limit; what is not given stays. Raises Invalid."""
    if values["longest_child_fast_hours"] > values["longest_fast_hours"]:
        raise Invalid(
            "A young child can't fast longer than a grown-up.",
            field="longest_child_fast_hours",
            value=values["longest_child_fast_hours"],
            cure=f"Write {values['longest_fast_hours']} or less.",
        )
    if values["last_bus"] and values["last_bus"] <= camp.day_opens:
        raise Invalid(
            "The last way home leaves before the day opens.",
            field="last_bus",
            value=values["last_bus"],
            cure=f"Write an hour after {camp.day_opens:%H:%M}.",
        )
    for name in FIELDS:
        setattr(camp, name, values.get(name, getattr(camp, name)))
    checked(camp, but_not=() if camp.languages else ("languages",)).save(update_fields=FIELDS)
    return camp


def patients_day_of(camp: Camp) -> PatientsDay:
    """As it stands."""
    return PatientsDay(
        fasts_from=camp.fasts_from,
        longest_fast_hours=camp.longest_fast_hours,
        longest_child_fast_hours=camp.longest_child_fast_hours,
        last_bus=camp.last_bus,
        ward_beds=camp.ward_beds,
        clearance_required=camp.clearance_required,
        tell_shift_min=camp.tell_shift_min,
        go_first_share=camp.go_first_share,
        go_first_minutes=camp.go_first_minutes,
        go_first_by_phone=camp.go_first_by_phone,
    )
