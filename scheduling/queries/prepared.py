"""Statements that PostgreSQL plans once a connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def prepared(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a prepared statement, inside whatever transaction is open.

    For statements that take longer to plan than to run: the rule of cover is planned in milliseconds and runs in half
    of one. A pooler between us and PostgreSQL must know prepared statements (PgBouncer 1.21 and later do).
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, parameters, prepare=True).fetchall()
