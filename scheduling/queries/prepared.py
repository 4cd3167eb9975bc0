"""Statements that PostgreSQL plans once a connection, sent together where they need not wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

Statement = tuple[str, Mapping[str, Any]]


def prepared(*statements: Statement) -> list[list[tuple[Any, ...]]]:
    """The rows of each prepared statement, in order, in one round trip, inside whatever transaction is open.

    For statements that take longer to plan than to run: the rule of cover is planned in milliseconds and runs in half
    of one. Each sees what was committed before it began (READ COMMITTED), so a lock taken by one is held when the
    next one reads. A pooler between us and PostgreSQL must know prepared statements (PgBouncer 1.21 and later do).
    Raises Django's database errors.
    """
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors:
        cursors = [psycopg.Cursor(raw) for _ in statements]
        with raw.pipeline():
            for cursor, (sql, parameters) in zip(cursors, statements, strict=True):
                cursor.execute(sql, parameters, prepare=True)
        return [cursor.fetchall() for cursor in cursors]
