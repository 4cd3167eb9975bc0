"""Give a registration a place: two round trips, one that locks and reads, one that writes (see statements.py)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django_scopes import get_scope
from django_scopes.exceptions import ScopeError

from camps.uid import new_uid
from scheduling.errors import Gone, Taken
from scheduling.filling.problem import Place
from scheduling.models import Appointment, AppointmentKind, Tell
from scheduling.queries.judge import against_candidate, against_place
from scheduling.queries.prepared import PLAN_ONCE, prepared
from scheduling.queries.standing import READ, candidate_of, parameters_of, standing_of
from scheduling.services.booking.actor import Actor
from scheduling.services.booking.records import show_live, times
from scheduling.services.booking.refusing import refuse
from scheduling.services.booking.retrying import once_more
from scheduling.services.booking.statements import LOCK, WRITE


@once_more
def book(
    *,
    registration_id: int,
    place: Place,
    procedure_ids: Sequence[int],
    actor: Actor,
    now: datetime,
    tell: Tell = Tell.ON_PUBLISH,
) -> Appointment:
    """Give a listed registration a place for these procedures of its camp.

    Raises NotAllowed when the facts forbid it, Taken when the window is full or somebody is held or not there.
    """
    organisation_id = organisation_in_scope()
    wanted = parameters_of(
        organisation_id=organisation_id,
        registration_id=registration_id,
        place=place,
        procedure_ids=procedure_ids,
    )
    _, _, rows = prepared((PLAN_ONCE, {}), (LOCK, wanted), (READ, wanted))
    candidate = candidate_of(rows[0]) if rows else None
    if candidate is None:
        raise Gone("This registration or its arrival window is no longer there.")
    standing = standing_of(rows[0])
    refuse(against_candidate(candidate) + against_place(place, standing, camp=candidate.camp))
    made = Appointment(
        organisation_id=organisation_id,
        camp_id=candidate.camp,
        venue_id=standing.venue,
        registration_id=registration_id,
        kind=AppointmentKind.OPERATION if candidate.is_operation else AppointmentKind.CONSULTATION,
        uid=new_uid(),
        created_at=now,
        **times(place, now),
    )
    ((row,),) = prepared((WRITE, {**wanted, **columns_of(made), **change_of(actor, tell)}))
    made.pk, held = row
    if held < len(place.holds):
        raise Taken("This time was just taken.")
    show_live(made.camp_id, starts=[made.starts_at], now=now)
    return made


def organisation_in_scope() -> int:
    """The organisation that is in scope; its raw statements must say so themselves."""
    organisation = get_scope().get("organisation")
    if organisation is None:
        raise ScopeError("book() needs a scope: with scope(organisation=…)")
    return int(organisation.pk)


def columns_of(made: Appointment) -> dict[str, object]:
    """The appointment as parameters of WRITE."""
    return {
        "camp": made.camp_id,
        "venue": made.venue_id,
        "kind": str(made.kind),
        "station": made.station_id,
        "starts_at": made.starts_at,
        "ends_at": made.ends_at,
        "arrive_at": made.arrive_at,
        "uid": made.uid,
        "now": made.changed_at,
    }


def change_of(actor: Actor, tell: Tell) -> dict[str, object]:
    """Its ScheduleChange as parameters of WRITE."""
    return {
        "tell": str(tell),
        "actor": actor.user.pk if actor.user else None,
        "said_by": actor.said_by,
        "reason": actor.reason[:200],
    }
