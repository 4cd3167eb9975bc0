"""Place the listed patients of a camp by the first fit, through the same door as every other booking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from camps.models import Camp, Decision, Registration
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.filling.first_fit import fill
from scheduling.filling.problem import LeftOut
from scheduling.models import AppointmentState
from scheduling.queries.board import camp_board, need_of
from scheduling.services.booking import Actor, book
from scheduling.services.slots import make_slots

ROUNDS = 3


@dataclass
class FillResult:
    """What a filling did: appointment ids by registration, who was left out and why, families on different days."""

    placed: dict[int, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    split_families: list[int] = field(default_factory=list)


def fill_camp(
    *, camp: Camp, actor: Actor, now: datetime, progress: Callable[[int, int], None] | None = None
) -> FillResult:
    """Give every listed registration without a place the first one that fits, urgent first, families together.

    Each booking is a transaction of its own: when somebody books by hand meanwhile, the rest is fitted again around it.
    Raises NotAllowed for a camp that has no arrival window to fill.
    """
    if not make_slots(camp=camp):
        raise NotAllowed(
            f"{camp.name} has no arrival window yet.",
            cure="Add stations with hours, procedures, and shifts of doctors; then fill again.",
        )
    result = FillResult()
    for _ in range(ROUNDS):
        waiting = list(listed_without_place(camp))
        needs = [
            need_of(
                registration,
                [registration.procedure],
                camp=camp,
                patient_resource=registration.patient.resource.pk,
                now=now,
            )
            for registration in waiting
            if registration.procedure is not None
        ]
        procedure_of = {registration.pk: registration.procedure_id for registration in waiting}
        filled = fill(camp_board(camp, needs=needs))
        result.left_out, result.split_families = filled.left_out, filled.split
        lost = False
        for number, (registration_id, place) in enumerate(filled.places.items(), 1):
            try:
                appointment = book(
                    registration_id=registration_id,
                    place=place,
                    procedure_ids=[procedure_of[registration_id] or 0],
                    actor=actor,
                    now=now,
                )
            except SchedulingError:
                lost = True
                continue
            result.placed[registration_id] = appointment.pk
            if progress:
                progress(number, len(filled.places))
        if not lost:
            break
    return result


def listed_without_place(camp: Camp):  # type: ignore[no-untyped-def]  # a queryset of Registration
    """Listed registrations that have no live appointment, in order of their camp number."""
    return (
        Registration.objects.filter(camp=camp, decision=Decision.LISTED)
        .exclude(appointments__state=AppointmentState.BOOKED)
        .select_related("procedure", "patient__resource")
        .order_by("number")
    )
