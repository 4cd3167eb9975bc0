"""The one door to the table of allocations (design.md, 1; foundation.md, "Allocations").

All holds go in by one statement, sorted by resource, ON CONFLICT DO NOTHING: fewer rows back than asked means
taken, and the caller's transaction rolls back. Sorting is what keeps a race free of deadlocks.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from scheduling.errors import Taken
from scheduling.filling.problem import Hold
from scheduling.intervals import instant

INSERT = """
INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
SELECT %s, w.appointment, w.resource, w.part, tstzrange(w.starts, w.ends, '[)'), true
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
  AS w(appointment, resource, part, starts, ends)
ORDER BY w.resource, w.starts
ON CONFLICT DO NOTHING
RETURNING resource_id
"""


def hold_all(*, organisation_id: int, wanted: Sequence[tuple[int, Hold]]) -> None:
    """Hold everything for the given (appointment id, hold) pairs, or raise Taken; call inside a transaction."""
    rows = sorted(wanted, key=lambda pair: (pair[1].resource, pair[1].span))
    columns: list[list[object]] = [
        [appointment for appointment, _ in rows],
        [hold.resource for _, hold in rows],
        [hold.part for _, hold in rows],
        [instant(hold.span[0]) for _, hold in rows],
        [instant(hold.span[1]) for _, hold in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [organisation_id, *columns])
        got = cursor.rowcount
    if got < len(rows):
        raise Taken("This time was just taken.")


def release(*, appointment_ids: Sequence[int]) -> None:
    """Give back every live hold of these appointments; the rows stay as history."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE scheduling_allocation SET live = false WHERE appointment_id = ANY(%s) AND live",
            [list(appointment_ids)],
        )


def keep_from_changing(*, resource_ids: Sequence[int]) -> None:
    """Share-lock the resources, in id order, before their facts are read.

    Bookings do not hinder each other; a change of a shift or a closure takes the same rows FOR UPDATE, so it waits
    for bookings under way, and later ones read what it wrote.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM camps_resource WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [sorted(resource_ids)]
        )


def lock_for_change(*, resource_ids: Sequence[int]) -> None:
    """The other side of `keep_from_changing`: call it before writing an absence, a closure or a shift."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM camps_resource WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [sorted(resource_ids)]
        )
