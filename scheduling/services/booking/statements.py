"""The SQL of `book`: one statement that locks, one that writes; between them the judge's (queries/standing.py).

Each statement has a snapshot of its own, so what is read after a lock is read as it stands under that lock: locking
and reading can't be one. bench/booking.py holds the rate against a bare insert.
"""

from __future__ import annotations

from scheduling.queries.prepared import Statement

# Registration, then window, then resources in id order: each counts the one before it, so it waits for that lock.
# (`+ 0`: see queries/standing.py.)
LOCK = Statement.of("""
WITH registration AS MATERIALIZED (
  SELECT id FROM camps_registration
  WHERE id = %(registration)s::bigint AND organisation_id + 0 = %(organisation)s::bigint
  FOR NO KEY UPDATE
), slot AS MATERIALIZED (
  SELECT id FROM scheduling_queueslot
  WHERE id = %(slot)s::bigint AND (SELECT count(*) FROM registration) = 1
  FOR NO KEY UPDATE
), resource AS MATERIALIZED (
  SELECT id FROM camps_resource
  WHERE id = ANY(%(resources)s::bigint[]) AND (SELECT count(*) FROM slot) = 1
  ORDER BY id
  FOR KEY SHARE
)
SELECT count(*) FROM resource
""")

WRITE = Statement.of("""
WITH a AS (
  INSERT INTO scheduling_appointment (organisation_id, camp_id, venue_id, registration_id, kind, station_id, slot_id,
    starts_at, ends_at, arrive_at, state, needs_cover, pinned, cancel_reason, uid, sequence, created_at, changed_at)
  VALUES (%(organisation)s::bigint, %(camp)s::bigint, %(venue)s::bigint, %(registration)s::bigint, %(kind)s,
    %(station)s::bigint, %(slot)s::bigint, %(starts_at)s, %(ends_at)s, %(arrive_at)s, 'booked', '', false, '',
    %(uid)s, 0, %(now)s, %(now)s)
  RETURNING id
), p AS (
  INSERT INTO scheduling_appointment_procedures (appointment_id, procedure_id)
  SELECT a.id, unnest(%(procedures)s::bigint[]) FROM a
), c AS (
  INSERT INTO scheduling_schedulechange (organisation_id, camp_id, appointment_id, kind, tell, before, after,
    reason, actor_id, said_by, at)
  SELECT %(organisation)s::bigint, %(camp)s::bigint, a.id, 'booked', %(tell)s, NULL,
    jsonb_build_object('starts_at', %(starts_at)s::timestamptz, 'ends_at', %(ends_at)s::timestamptz,
                       'arrive_at', %(arrive_at)s::timestamptz,
                       'station', %(station)s::bigint, 'venue', %(venue)s::bigint, 'state', 'booked'),
    %(reason)s, %(actor)s::bigint, %(said_by)s, %(now)s::timestamptz FROM a
), h AS (
  INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
  SELECT %(organisation)s::bigint, a.id, w.resource, w.part,
         tstzrange(to_timestamp(w.starts * 60), to_timestamp(w.ends * 60), '[)'), true
  FROM a, unnest(%(resources)s::bigint[], %(parts)s::text[], %(starts)s::bigint[], %(ends)s::bigint[])
    AS w(resource, part, starts, ends)
  ORDER BY w.resource, w.starts
  ON CONFLICT DO NOTHING
  RETURNING 1
)
SELECT (SELECT id FROM a), (SELECT count(*) FROM h)
""")
