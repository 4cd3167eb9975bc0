"""How it stands: all that the judge of a place (judge.py) needs to know, in one statement."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scheduling.filling.problem import Place
from scheduling.queries.cover_sql import UNCOVERED
from scheduling.queries.prepared import PLAN_ONCE, Statement, prepared


@dataclass(frozen=True)
class Candidate:
    """Who wants a place. `is_operation` is None when no procedure of this camp is asked for."""

    number: int
    decision: str
    camp: int
    camp_name: str
    camp_state: str
    has_place: bool
    is_operation: bool | None
    consent: str = ""
    fitness: str = ""
    clearance_required: bool = False


@dataclass(frozen=True)
class Standing:
    """The arrival window of a wanted place, the venue of its camp, and what is not there, in words."""

    camp: int
    station: int
    span: tuple[datetime, datetime]
    capacity: int
    taken: int
    venue: int
    uncovered: tuple[str, ...]


# Planned once and for all, perhaps before PostgreSQL has statistics of a sheet just imported, it must leave only one
# index to choose: `+ 0` keeps it from walking all of an organisation's rows, FILTER from walking all that is booked.
STANDS = f"""
SELECT s.camp_id, s.station_id, s.starts_at, s.ends_at, s.capacity,
       (SELECT count(*) FILTER (WHERE a.state = 'booked') FROM scheduling_appointment a WHERE a.slot_id = s.id),
       c.venue_id,
       array_remove(array({UNCOVERED}), NULL),
       r.number, r.decision, r.camp_id, c.name, c.state,
       coalesce((SELECT bool_or(a.state = 'booked') FROM scheduling_appointment a WHERE a.registration_id = r.id),
                false),
       (SELECT bool_or(p.station_kind = 'table') FROM camps_procedure p
        WHERE p.id = ANY(%(procedures)s::bigint[]) AND p.camp_id = r.camp_id),
       r.consent, r.fitness, c.clearance_required
FROM scheduling_queueslot s
JOIN camps_camp c ON c.id = s.camp_id
JOIN camps_venue v ON v.id = c.venue_id
LEFT JOIN camps_registration r ON r.id = %(registration)s::bigint AND r.organisation_id + 0 = s.organisation_id
WHERE s.id = %(slot)s::bigint AND s.organisation_id + 0 = %(organisation)s::bigint
"""  # noqa: S608 - made of constants
READ = Statement.of(STANDS)
# The same for many, whose parameters are the rows of `wanted`. OFFSET has each read by its ids, as above.
EACH = re.sub(r"%\((?!organisation)(\w+)\)s", r"asked.\1", STANDS)
READ_ALL = Statement.of(f"""
SELECT it.*
FROM jsonb_to_recordset(%(wanted)s::jsonb) AS asked(number int, registration bigint, slot bigint, procedures bigint[],
  resources bigint[], parts text[], starts bigint[], ends bigint[], until bigint)
LEFT JOIN LATERAL ({EACH} OFFSET 0) AS it ON true
ORDER BY asked.number
""")  # noqa: S608 - made of constants


def parameters_of(
    *, organisation_id: int, registration_id: int | None, place: Place, procedure_ids: Sequence[int]
) -> dict[str, Any]:
    """A wanted place as the parameters of READ, and of the statements that lock before it and write after it."""
    return {
        "organisation": organisation_id,
        "registration": registration_id,
        "slot": place.slot,
        "procedures": tuple(procedure_ids),
        "resources": tuple(hold.resource for hold in place.holds),
        "parts": tuple(hold.part for hold in place.holds),
        "starts": tuple(hold.span[0] for hold in place.holds),
        "ends": tuple(hold.span[1] for hold in place.holds),
        "until": place.span[1],
    }


@dataclass(frozen=True)
class Wanted:
    """A place that somebody is to have, for these procedures."""

    registration: int | None
    place: Place
    procedures: tuple[int, ...]


def read_all(
    *, organisation_id: int, wanted: Sequence[Wanted]
) -> Iterator[tuple[Wanted, Candidate | None, Standing | None]]:
    """How each wanted place stands, in one statement; call it under the locks.

    Each counts those before it: they will be in the arrival window when it comes. None where a registration, or a
    window, is not there.
    """
    rows = [
        {"number": number}
        | parameters_of(
            organisation_id=organisation_id,
            registration_id=one.registration,
            place=one.place,
            procedure_ids=one.procedures,
        )
        for number, one in enumerate(wanted)
    ]
    given = {"organisation": organisation_id, "wanted": json.dumps(rows)}
    _, found = prepared((PLAN_ONCE, {}), (READ_ALL, given))
    before: Counter[int] = Counter()
    for one, row in zip(wanted, found, strict=True):
        if row[0] is None:
            yield one, None, None
            continue
        standing = standing_of(row)
        yield one, candidate_of(row), replace(standing, taken=standing.taken + before[one.place.slot])
        before[one.place.slot] += 1


def standing_of(row: tuple[Any, ...]) -> Standing:
    camp, station, starts, ends, capacity, taken, venue, uncovered = row[:8]
    return Standing(camp, station, (starts, ends), capacity, taken, venue, tuple(uncovered))


def candidate_of(row: tuple[Any, ...]) -> Candidate | None:
    """Who wants it; None when there is no such registration."""
    return None if row[10] is None else Candidate(*row[8:])
