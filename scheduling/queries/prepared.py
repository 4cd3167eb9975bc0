"""Statements that PostgreSQL plans once a connection, sent together where they need not wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

Statement = tuple[str, Mapping[str, Any]]
# Left to itself PostgreSQL plans these anew each time: it takes the general plan to be dearer than the special one.
PLAN_ONCE = "SET LOCAL plan_cache_mode = force_generic_plan"


def prepared(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """The rows of each prepared statement, in order, in one round trip, inside whatever transaction is open.

    For statements that take longer to plan than to run: the rule of cover is planned in milliseconds and runs in half
    of one. Each sees what was committed before it began (READ COMMITTED), so a lock taken by one is held when the
    next one reads. A pooler between us and PostgreSQL must know prepared statements (PgBouncer 1.21 and later do).
    Raises Django's database errors.
    """
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = raw.prepare_threshold or 5  # Django switches it off, and prepare=True with it
    with connection.wrap_database_errors:
        cursors = [psycopg.Cursor(raw) for _ in statements]
        with raw.pipeline():
            psycopg.Cursor(raw).execute(PLAN_ONCE)
            for cursor, (sql, parameters) in zip(cursors, statements, strict=True):
                cursor.execute(sql, parameters, prepare=True)
        return [cursor.fetchall() for cursor in cursors]
