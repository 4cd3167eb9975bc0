"""What was told to a feed's people after a given point: the ground of RFC 6578, which no address serves yet.

`Told.change_seq` is the number of the transaction that wrote the row. A sequence would not do: a transaction that took
the lower number may commit later, and its change would be missed. With transaction numbers the database itself says up
to where all are finished. They begin anew in a database restored from a dump, so a point also names the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from notifications.models import Feed, Told
from notifications.queries.feed_rows import recipient_of

_NOW = """
SELECT system_identifier::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1 FROM pg_control_system()
"""


@dataclass(frozen=True)
class Point:
    """A moment in the life of one database; `seq` is the last transaction before which all are finished."""

    database: str
    seq: int


@dataclass(frozen=True)
class Changes:
    """Ids of the Told rows that changed, and the point to ask from next. `rows` None: ask for everything."""

    rows: list[int] | None
    point: Point


def changed_after(feed: Feed, point: Point | None) -> Changes:
    """Return what was told to the feed's people after `point`, which an earlier call gave; call in its scope.

    A change may be named by two calls that follow each other, and is never missed. Without a point, or with one of
    another database, everything is to be read anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        here = Point(*cursor.fetchone())
    if point is None or point.database != here.database or point.seq > here.seq:
        return Changes(None, here)
    rows = Told.objects.filter(recipient=recipient_of(feed), change_seq__gt=point.seq).order_by("change_seq", "id")
    return Changes(list(rows.values_list("id", flat=True)), here)
