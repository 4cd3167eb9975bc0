"""Is everyone who is needed held, really there, and able? One rule in SQL, for booking and for lost cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from scheduling.filling.problem import Hold
from scheduling.intervals import instant
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.prepared import prepared

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

JOINS = """
JOIN camps_venue v ON v.id = c.venue_id
LEFT JOIN camps_resource r ON r.id = w.resource AND r.organisation_id = c.organisation_id
LEFT JOIN camps_doctor d ON d.id = r.doctor_id
LEFT JOIN camps_station st ON st.id = r.station_id
LEFT JOIN camps_kit kit ON kit.id = r.kit_id
"""

UNCOVERED = f"""
SELECT w.resource, w.part, {WHY} AS why
FROM unnest(%(cover_resources)s::bigint[], %(cover_parts)s::text[],
            %(cover_starts)s::timestamptz[], %(cover_ends)s::timestamptz[])
       AS given(resource, part, starts, ends)
CROSS JOIN LATERAL (SELECT given.resource, given.part, tstzrange(given.starts, given.ends) AS period,
                           %(cover_procedures)s::bigint[] AS procedures,
                           %(cover_registration)s::bigint AS registration) AS w
JOIN camps_camp c ON c.id = (SELECT camp_id FROM scheduling_queueslot WHERE id = %(cover_slot)s)
{JOINS}
UNION ALL
SELECT NULL, lacking.part, lacking.why FROM (
  SELECT 'surgeon' AS part, 'no surgeon is named' AS why
    FROM camps_procedure p WHERE p.id = ANY(%(cover_procedures)s) AND p.station_kind = 'table'
  UNION SELECT 'examiner', 'no examiner is named'
    FROM camps_procedure p WHERE p.id = ANY(%(cover_procedures)s) AND p.station_kind IN ('desk', 'virtual')
  UNION SELECT 'anaesthetist', 'no anaesthetist is named'
    FROM camps_procedure p WHERE p.id = ANY(%(cover_procedures)s) AND p.anaesthesia IN ('general', 'spinal')
) AS lacking WHERE lacking.part <> ALL(%(cover_parts)s)
UNION ALL
SELECT NULL, 'kit', 'no ' || wanted.name || ' is named'
FROM (SELECT DISTINCT unnest(p.equipment) AS name
        FROM camps_procedure p WHERE p.id = ANY(%(cover_procedures)s)) AS wanted
WHERE NOT EXISTS (
  SELECT 1 FROM camps_resource r LEFT JOIN camps_station st ON st.id = r.station_id
  LEFT JOIN camps_kit kit ON kit.id = r.kit_id
  WHERE r.id = ANY(%(cover_resources)s) AND (kit.name = wanted.name OR wanted.name = ANY(st.equipment)))
"""  # noqa: S608 - made of constants

STANDING = f"""
SELECT w.appointment, {WHY} AS why
FROM (SELECT a.id AS appointment, a.registration_id AS registration, a.camp_id, h.resource_id AS resource, h.part,
             tstzrange(lower(h.period), least(upper(h.period), a.ends_at)) AS period,
             array(SELECT p.procedure_id FROM scheduling_appointment_procedures p
                   WHERE p.appointment_id = a.id) AS procedures
      FROM scheduling_appointment a JOIN scheduling_allocation h ON h.appointment_id = a.id AND h.live
      WHERE a.id = ANY(%(appointments)s) AND a.state = 'booked') AS w
JOIN camps_camp c ON c.id = w.camp_id
{JOINS}
ORDER BY w.appointment, w.part, w.resource
"""  # noqa: S608 - made of constants

# A part whose hold was lost (held elsewhere when the camp was postponed) leaves no row for STANDING to judge.
LACKING = """
SELECT a.id, lacking.why
FROM scheduling_appointment a
CROSS JOIN LATERAL (
  SELECT DISTINCT need.part, need.why
  FROM scheduling_appointment_procedures ap JOIN camps_procedure p ON p.id = ap.procedure_id
  CROSS JOIN LATERAL (VALUES
    ('station', 'no station is held', true),
    ('surgeon', 'no surgeon is named', p.station_kind = 'table'),
    ('examiner', 'no examiner is named', p.station_kind IN ('desk', 'virtual')),
    ('anaesthetist', 'no anaesthetist is named', p.anaesthesia IN ('general', 'spinal'))
  ) AS need(part, why, wanted)
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
"""


def uncovered(
    *, registration_id: int | None, holds: Sequence[Hold], ends: int, slot_id: int, procedure_ids: Sequence[int]
) -> list[str]:
    """Sentences for each hold whose doctor or station is not there or not able; empty when all is well.

    `ends` is the minute at which the treatment ends: turnover and sterilisation after it need nobody's presence.
    """
    parameters = cover_parameters(
        registration_id=registration_id, holds=holds, ends=ends, slot_id=slot_id, procedure_ids=procedure_ids
    )
    (found,) = prepared((UNCOVERED, parameters))
    return [why for _, _, why in found if why]


def cover_parameters(
    *, registration_id: int | None, holds: Sequence[Hold], ends: int, slot_id: int, procedure_ids: Sequence[int]
) -> dict[str, Any]:
    """The parameters of UNCOVERED; the slot says which camp."""
    return {
        "cover_registration": registration_id,
        "cover_slot": slot_id,
        "cover_procedures": list(procedure_ids),
        "cover_resources": [hold.resource for hold in holds],
        "cover_parts": [hold.part for hold in holds],
        "cover_starts": [instant(hold.span[0]) for hold in holds],
        "cover_ends": [instant(min(hold.span[1], ends)) for hold in holds],
    }


def faults_of(*, appointment_ids: Sequence[int]) -> dict[int, list[str]]:
    """What booked appointments lack as the facts stand now: sentences by appointment id, only those that lack any."""
    found: dict[int, list[str]] = {}
    with connection.cursor() as cursor:
        for statement in (STANDING, LACKING):
            cursor.execute(statement, {"appointments": list(appointment_ids)})
            for appointment, why in cursor.fetchall():
                if why and why not in found.setdefault(appointment, []):
                    found[appointment].append(why)
    return {appointment: whys for appointment, whys in found.items() if whys}


def held_by(
    *, resource_ids: Sequence[int], now: datetime, starts_at: datetime | None = None, ends_at: datetime | None = None
) -> QuerySet[Appointment]:
    """Booked appointments, not yet over, that hold any of these resources; in a period when one is given.

    For a page that says, before anything is written, whom an absence or a closure would leave without cover.
    """
    during = Q(allocations__live=True, allocations__resource__in=list(resource_ids))
    if starts_at and ends_at:
        during &= Q(allocations__period__overlap=(starts_at, ends_at))
    found: QuerySet[Appointment] = (
        Appointment.objects.filter(during, state=AppointmentState.BOOKED, ends_at__gt=now).distinct().order_by("pk")
    )
    return found
