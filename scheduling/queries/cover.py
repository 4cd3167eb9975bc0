"""Is everyone who is held really there, and able? One statement, for booking and for finding lost cover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from scheduling.filling.problem import Hold
from scheduling.intervals import instant

# A shift, an absence, a closure or the station's hours may have changed since the caller looked. Shifts that touch
# cover together (range_agg). A station that closes at or before it opens is open overnight.
UNCOVERED = """
SELECT w.resource, w.part,
  CASE
    WHEN r.doctor_id IS NOT NULL THEN
      CASE
        WHEN NOT coalesce((SELECT range_agg(tstzrange(s.starts_at, s.ends_at)) @> w.period FROM camps_shift s
                           WHERE s.doctor_id = r.doctor_id AND s.camp_id = c.id AND s.cancelled_at IS NULL), false)
          THEN d.name || ' has no shift then'
        WHEN EXISTS (SELECT 1 FROM camps_absence a WHERE a.doctor_id = r.doctor_id
                     AND tstzrange(a.starts_at, a.ends_at) && w.period) THEN d.name || ' is away then'
        WHEN w.part = 'surgeon' AND d.role <> 'surgeon'
          THEN d.name || ' is not a surgeon'
        WHEN w.part = 'anaesthetist' AND d.role <> 'anaesthetist' THEN d.name || ' is not an anaesthetist'
        WHEN w.part <> 'anaesthetist' AND EXISTS (
               SELECT 1 FROM camps_procedure need
               WHERE need.id = ANY(%(cover_procedures)s) AND need.specialty <> 'any' AND NOT EXISTS (
                 SELECT 1 FROM camps_skill k WHERE k.doctor_id = r.doctor_id AND k.level <> 'trainee'
                 AND k.specialty IN (need.specialty, 'any')))
          THEN d.name || ' does not work in this specialty'
      END
    WHEN r.station_id IS NOT NULL THEN
      CASE
        WHEN st.camp_id <> c.id THEN st.name || ' belongs to another camp'
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
  END AS why
FROM unnest(%(cover_resources)s::bigint[], %(cover_parts)s::text[],
            %(cover_starts)s::timestamptz[], %(cover_ends)s::timestamptz[])
       AS given(resource, part, starts, ends)
CROSS JOIN LATERAL (SELECT given.resource, given.part, tstzrange(given.starts, given.ends) AS period) AS w
JOIN camps_camp c ON c.id = (SELECT camp_id FROM scheduling_queueslot WHERE id = %(cover_slot)s)
JOIN camps_venue v ON v.id = c.venue_id
LEFT JOIN camps_resource r ON r.id = w.resource AND r.organisation_id = c.organisation_id
LEFT JOIN camps_doctor d ON d.id = r.doctor_id
LEFT JOIN camps_station st ON st.id = r.station_id
LEFT JOIN camps_kit kit ON kit.id = r.kit_id
"""


def uncovered(*, holds: Sequence[Hold], ends: int, slot_id: int, procedure_ids: Sequence[int]) -> list[str]:
    """Sentences for each hold whose doctor or station is not there or not able; empty when all is well.

    `ends` is the minute at which the treatment ends: turnover and sterilisation after it need nobody's presence.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            UNCOVERED, cover_parameters(holds=holds, ends=ends, slot_id=slot_id, procedure_ids=procedure_ids)
        )
        return [why for _, _, why in cursor.fetchall() if why]


def cover_parameters(*, holds: Sequence[Hold], ends: int, slot_id: int, procedure_ids: Sequence[int]) -> dict[str, Any]:
    """The parameters of UNCOVERED; the slot says which camp."""
    return {
        "cover_slot": slot_id,
        "cover_procedures": list(procedure_ids),
        "cover_resources": [hold.resource for hold in holds],
        "cover_parts": [hold.part for hold in holds],
        "cover_starts": [instant(hold.span[0]) for hold in holds],
        "cover_ends": [instant(min(hold.span[1], ends)) for hold in holds],
    }
