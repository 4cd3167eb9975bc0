"""Give many registrations their places at once: as many statements as for one of them, behind the same judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from camps.uid import new_uid
from scheduling.errors import Gone
from scheduling.models import Appointment, AppointmentKind, ChangeKind, ScheduleChange, Tell
from scheduling.queries.judge import against_candidate, against_place
from scheduling.queries.standing import Candidate, Standing, Wanted, read_all
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.giving import organisation_in_scope
from scheduling.services.booking.locks import lock_registrations, lock_windows
from scheduling.services.booking.records import change_row, times
from scheduling.services.booking.refusing import refuse
from scheduling.services.booking.retrying import once_more
from scheduling.services.holds import hold_all, keep_from_changing


@once_more
def book_all(
    *, wanted: Sequence[Wanted], tell: Mapping[int | None, Tell], actor: Actor, now: datetime
) -> list[Appointment]:
    """Give listed registrations their places, all or none; `tell` is by registration.

    The locks are those of `book`, taken in its order. Raises as `book`, for the first who is refused.
    """
    organisation_id = organisation_in_scope()
    lock_registrations([one.registration for one in wanted if one.registration])
    lock_windows([one.place.slot for one in wanted])
    keep_from_changing(resource_ids=[hold.resource for one in wanted for hold in one.place.holds])
    made = [
        _made(one, candidate, standing, organisation_id=organisation_id, now=now)
        for one, candidate, standing in read_all(organisation_id=organisation_id, wanted=wanted)
    ]
    Appointment.objects.bulk_create(made)
    link = Appointment.procedures.through
    link.objects.bulk_create(
        link(appointment_id=appointment.pk, procedure_id=procedure)
        for appointment, one in zip(made, wanted, strict=True)
        for procedure in one.procedures
    )
    ScheduleChange.objects.bulk_create(
        change_row(
            appointment,
            ChangeKind.BOOKED,
            before=None,
            tell=tell[appointment.registration_id],
            actor=actor,
            now=now,
        )
        for appointment in made
    )
    hold_all(
        organisation_id=organisation_id,
        wanted=[
            (appointment.pk, hold) for appointment, one in zip(made, wanted, strict=True) for hold in one.place.holds
        ],
    )
    return made


def _made(
    one: Wanted, candidate: Candidate | None, standing: Standing | None, *, organisation_id: int, now: datetime
) -> Appointment:
    """The appointment, not yet written, once the judge has nothing against it."""
    if candidate is None or standing is None:
        raise Gone("This registration or its arrival window is no longer there.")
    refuse(against_candidate(candidate) + against_place(one.place, standing, camp=candidate.camp))
    return Appointment(
        organisation_id=organisation_id,
        camp_id=candidate.camp,
        venue_id=standing.venue,
        registration_id=one.registration,
        kind=AppointmentKind.OPERATION if candidate.is_operation else AppointmentKind.CONSULTATION,
        uid=new_uid(),
        created_at=now,
        **times(one.place, now),
    )
