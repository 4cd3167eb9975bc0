"""The rule of cover, written once in SQL: for a place that is wanted, and for appointments that stand."""

from __future__ import annotations

# A shift, an absence, a closure or the station's hours may have changed since the caller looked. Shifts that touch
# cover together (range_agg). A station that closes at or before it opens is open overnight. The rows come as
# w(resource, part, period, procedures) with their camp c, the venue v and the outer joins of JOINS.
WHY = """
  CASE
    WHEN r.id IS NULL THEN 'something wanted is not there any more'
    WHEN r.patient_id <> (SELECT g.patient_id FROM camps_registration g WHERE g.id = w.registration)
      THEN 'the place is another patient''s'
    WHEN r.doctor_id IS NOT NULL THEN
      CASE
        WHEN EXISTS (SELECT 1 FROM camps_absence a WHERE a.doctor_id = r.doctor_id
                     AND tstzrange(a.starts_at, a.ends_at) && w.period) THEN d.name || ' is away then'
        WHEN NOT coalesce((SELECT range_agg(tstzrange(s.starts_at, s.ends_at)) @> w.period FROM camps_shift s
                           WHERE s.doctor_id = r.doctor_id AND s.camp_id = c.id AND s.cancelled_at IS NULL), false)
          THEN d.name || ' has no shift then'
        WHEN w.part = 'surgeon' AND d.role <> 'surgeon'
          THEN d.name || ' is not a surgeon'
        WHEN w.part = 'anaesthetist' AND d.role <> 'anaesthetist' THEN d.name || ' is not an anaesthetist'
        WHEN w.part <> 'anaesthetist' AND EXISTS (
               SELECT 1 FROM camps_procedure need
               WHERE need.id = ANY(w.procedures) AND need.specialty <> 'any' AND NOT EXISTS (
                 SELECT 1 FROM camps_skill k WHERE k.doctor_id = r.doctor_id AND k.level <> 'trainee'
                 AND k.specialty IN (need.specialty, 'any')))
          THEN d.name || ' does not work in this specialty'
      END
    WHEN r.station_id IS NOT NULL THEN
      CASE
        WHEN st.camp_id <> c.id THEN st.name || ' belongs to another camp'
        WHEN EXISTS (SELECT 1 FROM camps_procedure p WHERE p.id = ANY(w.procedures) AND p.station_kind <> st.kind)
          THEN st.name || ' is not the right kind of station'
        WHEN EXISTS (SELECT 1 FROM camps_stationclosure x WHERE x.station_id = r.station_id
                     AND tstzrange(x.starts_at, x.ends_at) && w.period) THEN st.name || ' is closed then'
        WHEN NOT EXISTS (
               SELECT 1 FROM generate_series(c.first_day, c.first_day + (c.days - 1), interval '1 day') AS day
               WHERE tstzrange((day::date + st.opens) AT TIME ZONE v.timezone,
                               (day::date + st.closes
                                + CASE WHEN st.closes <= st.opens THEN interval '1 day' ELSE interval '0' END)
                                 AT TIME ZONE v.timezone) @> w.period)
          THEN st.name || ' is not open then'
      END
    WHEN r.kit_id IS NOT NULL AND kit.camp_id <> c.id THEN kit.name || ' belongs to another camp'
  END
"""

# Each by its id: OFFSET keeps PostgreSQL, which may have no statistics of a sheet just imported when it plans these
# once and for all, from reading whole tables to find four rows.
JOINS = """
LEFT JOIN LATERAL (SELECT * FROM camps_resource WHERE id = w.resource OFFSET 0) AS r
  ON r.organisation_id = c.organisation_id
LEFT JOIN LATERAL (SELECT * FROM camps_doctor WHERE id = r.doctor_id OFFSET 0) AS d ON true
LEFT JOIN LATERAL (SELECT * FROM camps_station WHERE id = r.station_id OFFSET 0) AS st ON true
LEFT JOIN LATERAL (SELECT * FROM camps_kit WHERE id = r.kit_id OFFSET 0) AS kit ON true
"""

# Which parts a procedure p needs somebody or something to play.
NEEDED = """
  (VALUES
    ('station', 'no station is held', true),
    ('surgeon', 'no surgeon is named', p.station_kind = 'table'),
    ('examiner', 'no examiner is named', p.station_kind IN ('desk', 'virtual')),
    ('anaesthetist', 'no anaesthetist is named', p.anaesthesia IN ('general', 'spinal'))
  ) AS need(part, why, wanted)
"""

# What a wanted place lacks, inside a statement that knows its camp c and venue v. Spans are minutes since 1970
# (intervals.py); from `until`, when the treatment ends, turnover and sterilisation need nobody's presence.
UNCOVERED = f"""
SELECT {WHY} AS why
FROM (SELECT given.resource, given.part,
             tstzrange(to_timestamp(given.starts * 60), to_timestamp(least(given.ends, %(until)s::bigint) * 60))
               AS period,
             %(procedures)s::bigint[] AS procedures, %(registration)s::bigint AS registration
      FROM unnest(%(resources)s::bigint[], %(parts)s::text[], %(starts)s::bigint[], %(ends)s::bigint[])
           AS given(resource, part, starts, ends)) AS w
{JOINS}
UNION ALL
SELECT DISTINCT need.why
FROM camps_procedure p CROSS JOIN LATERAL {NEEDED}
WHERE p.id = ANY(%(procedures)s::bigint[]) AND need.wanted AND need.part <> ALL(%(parts)s::text[])
UNION ALL
SELECT 'no ' || wanted.name || ' is named'
FROM (SELECT DISTINCT unnest(p.equipment) AS name
      FROM camps_procedure p WHERE p.id = ANY(%(procedures)s::bigint[])) AS wanted
WHERE NOT EXISTS (
  SELECT 1 FROM camps_resource r
  LEFT JOIN LATERAL (SELECT name FROM camps_kit WHERE id = r.kit_id OFFSET 0) AS kit ON true
  LEFT JOIN LATERAL (SELECT equipment FROM camps_station WHERE id = r.station_id OFFSET 0) AS st ON true
  WHERE r.id = ANY(%(resources)s::bigint[]) AND (kit.name = wanted.name OR wanted.name = ANY(st.equipment)))
"""  # noqa: S608 - made of constants

WHAT_STANDS = f"""
SELECT w.appointment, {WHY} AS why
FROM (SELECT a.id AS appointment, a.registration_id AS registration, a.camp_id, h.resource_id AS resource, h.part,
             tstzrange(lower(h.period), least(upper(h.period), a.ends_at)) AS period,
             array(SELECT p.procedure_id FROM scheduling_appointment_procedures p
                   WHERE p.appointment_id = a.id) AS procedures
      FROM scheduling_appointment a JOIN scheduling_allocation h ON h.appointment_id = a.id AND h.live
      WHERE a.id = ANY(%(appointments)s) AND a.state = 'booked') AS w
JOIN camps_camp c ON c.id = w.camp_id JOIN camps_venue v ON v.id = c.venue_id
{JOINS}
ORDER BY w.appointment, w.part, w.resource
"""  # noqa: S608 - made of constants

# A part whose hold was lost (held elsewhere when the camp was postponed) leaves no row for WHAT_STANDS to judge.
LACKING = f"""
SELECT a.id, lacking.why
FROM scheduling_appointment a
CROSS JOIN LATERAL (
  SELECT DISTINCT need.part, need.why
  FROM scheduling_appointment_procedures ap JOIN camps_procedure p ON p.id = ap.procedure_id
  CROSS JOIN LATERAL {NEEDED}
  WHERE ap.appointment_id = a.id AND need.wanted
) AS lacking
WHERE a.id = ANY(%(appointments)s) AND a.state = 'booked' AND NOT EXISTS (
  SELECT 1 FROM scheduling_allocation h WHERE h.appointment_id = a.id AND h.live AND h.part = lacking.part)
UNION
SELECT a.id, 'no ' || wanted.name || ' is named'
FROM scheduling_appointment a
CROSS JOIN LATERAL (
  SELECT DISTINCT unnest(p.equipment) AS name
  FROM scheduling_appointment_procedures ap JOIN camps_procedure p ON p.id = ap.procedure_id
  WHERE ap.appointment_id = a.id
) AS wanted
WHERE a.id = ANY(%(appointments)s) AND a.state = 'booked' AND NOT EXISTS (
  SELECT 1 FROM scheduling_allocation h JOIN camps_resource r ON r.id = h.resource_id
  LEFT JOIN camps_station st ON st.id = r.station_id LEFT JOIN camps_kit kit ON kit.id = r.kit_id
  WHERE h.appointment_id = a.id AND h.live AND (kit.name = wanted.name OR wanted.name = ANY(st.equipment)))
ORDER BY 1, 2
"""  # noqa: S608 - made of constants
