"""The statements of `book()`: one round trip that locks and reads, one that writes.

Each statement has a snapshot of its own, so what is read after a lock is read as it stands under that lock.
bench/booking.py holds the rate against a bare insert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from camps.uid import new_uid
from scheduling.filling.problem import Hold, Place
from scheduling.intervals import instant
from scheduling.queries.cover import UNCOVERED, cover_parameters
from scheduling.queries.prepared import prepared

LOCK_REGISTRATION = """
SELECT r.number, r.decision, r.camp_id
  FROM camps_registration r
  WHERE r.id = %(registration)s AND r.organisation_id = %(organisation)s
  FOR NO KEY UPDATE
"""
LOCK_WINDOW = "SELECT id FROM scheduling_queueslot WHERE id = %(slot)s FOR NO KEY UPDATE"
KEEP_RESOURCES = "SELECT id FROM camps_resource WHERE id = ANY(%(resources)s::bigint[]) ORDER BY id FOR KEY SHARE"
READ_WINDOW = """
SELECT s.station_id, s.camp_id, s.starts_at, s.ends_at, s.capacity,
       (SELECT count(*) FROM scheduling_appointment a WHERE a.slot_id = s.id AND a.state = 'booked'),
       (SELECT count(*) FROM scheduling_appointment a
        WHERE a.registration_id = %(registration)s AND a.state = 'booked'),
       (SELECT bool_or(p.station_kind = 'table') FROM camps_procedure p
        WHERE p.id = ANY(%(procedures)s::bigint[]) AND p.camp_id = s.camp_id),
       c.name, c.state, c.venue_id
  FROM scheduling_queueslot s JOIN camps_camp c ON c.id = s.camp_id WHERE s.id = %(slot)s
"""

WRITE = """
WITH a AS (
  INSERT INTO scheduling_appointment (organisation_id, camp_id, venue_id, registration_id, kind, station_id, slot_id,
    starts_at, ends_at, arrive_at, state, needs_cover, pinned, cancel_reason, uid, sequence, created_at, changed_at)
  VALUES (%(organisation)s, %(camp)s, %(venue)s, %(registration)s, %(kind)s, %(station)s, %(slot)s,
    %(starts)s, %(ends)s, %(arrive)s, 'booked', '', false, '', %(uid)s, 0, %(now)s, %(now)s)
  RETURNING id
), p AS (
  INSERT INTO scheduling_appointment_procedures (appointment_id, procedure_id)
  SELECT a.id, unnest(%(procedures)s::bigint[]) FROM a
), c AS (
  INSERT INTO scheduling_schedulechange (organisation_id, camp_id, appointment_id, kind, tell, before, after,
    reason, actor_id, said_by, at)
  SELECT %(organisation)s, %(camp)s, a.id, 'booked', %(tell)s, NULL,
    jsonb_build_object('starts_at', %(starts)s::timestamptz, 'ends_at', %(ends)s::timestamptz,
                       'arrive_at', %(arrive)s::timestamptz,
                       'station', %(station)s, 'venue', %(venue)s, 'state', 'booked'),
    %(reason)s, %(actor)s, %(said_by)s, %(now)s FROM a
), h AS (
  INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
  SELECT %(organisation)s, a.id, w.resource, w.part, tstzrange(w.starts, w.ends, '[)'), true
  FROM a, unnest(%(hold_resources)s::bigint[], %(hold_parts)s::text[],
                 %(hold_starts)s::timestamptz[], %(hold_ends)s::timestamptz[])
    AS w(resource, part, starts, ends)
  ORDER BY w.resource, w.starts
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT (SELECT id FROM a), (SELECT count(*) FROM h)
"""


@dataclass(frozen=True)
class Standing:
    """What the locks showed: the registration and its camp, the arrival window, and who is not there."""

    number: int
    decision: str
    camp: int
    camp_name: str
    camp_state: str
    venue: int
    window_station: int
    window_camp: int
    window: tuple[datetime, datetime]
    capacity: int
    taken: int
    has_place: bool
    is_operation: bool | None
    uncovered: tuple[str, ...]


def lock_and_read(
    *, organisation_id: int, registration_id: int, place: Place, procedure_ids: Sequence[int]
) -> Standing | None:
    """Lock registration, window and resources in that order, then read the facts; None when a row is not there."""
    parameters: dict[str, Any] = {
        "organisation": organisation_id,
        "registration": registration_id,
        "slot": place.slot,
        "procedures": list(procedure_ids),
        "resources": [hold.resource for hold in place.holds],
    }
    cover = cover_parameters(
        registration_id=registration_id,
        holds=place.holds,
        ends=place.span[1],
        slot_id=place.slot,
        procedure_ids=procedure_ids,
    )
    locked, _, _, windows, covers = prepared(
        (LOCK_REGISTRATION, parameters),
        (LOCK_WINDOW, parameters),
        (KEEP_RESOURCES, parameters),
        (READ_WINDOW, parameters),
        (UNCOVERED, cover),
    )
    if not locked or not windows:
        return None
    registration, window = locked[0], windows[0]
    number, decision, camp = registration
    station, window_camp, starts, ends, capacity, taken, places, is_operation, camp_name, camp_state, venue = window
    return Standing(
        number=number,
        decision=decision,
        camp=camp,
        camp_name=camp_name,
        camp_state=camp_state,
        venue=venue,
        window_station=station,
        window_camp=window_camp,
        window=(starts, ends),
        capacity=capacity,
        taken=taken,
        has_place=places > 0,
        is_operation=is_operation,
        uncovered=tuple(why for _, _, why in covers if why),
    )


def write(
    *,
    organisation_id: int,
    standing: Standing,
    registration_id: int,
    place: Place,
    procedure_ids: Sequence[int],
    actor: tuple[int | None, str, str],
    tell: str,
    now: datetime,
) -> tuple[int, str, int]:
    """Insert appointment, procedures, change and holds in one statement: (appointment id, uid, holds that got in)."""
    uid = new_uid()
    user_id, said_by, reason = actor
    parameters = {
        "organisation": organisation_id,
        "camp": standing.camp,
        "venue": standing.venue,
        "registration": registration_id,
        "kind": "operation" if standing.is_operation else "consultation",
        "station": place.station,
        "slot": place.slot,
        "starts": instant(place.span[0]),
        "ends": instant(place.span[1]),
        "arrive": instant(place.arrive),
        "uid": uid,
        "now": now,
        "procedures": list(procedure_ids),
        "tell": tell,
        "actor": user_id,
        "said_by": said_by,
        "reason": reason,
        **columns(place.holds),
    }
    (((appointment_id, held),),) = prepared((WRITE, parameters))
    return appointment_id, uid, held


def columns(holds: Sequence[Hold]) -> dict[str, list[Any]]:
    return {
        "hold_resources": [hold.resource for hold in holds],
        "hold_parts": [hold.part for hold in holds],
        "hold_starts": [instant(hold.span[0]) for hold in holds],
        "hold_ends": [instant(hold.span[1]) for hold in holds],
    }
