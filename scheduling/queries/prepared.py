"""Statements that PostgreSQL plans once a connection, sent together where they need not wait for each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection


@dataclass(frozen=True)
class Statement:
    """A text with $1, $2 … in place of its named parameters: numbered once here, not at each execution."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, named: str) -> Statement:
        """Make it of a text with parameters as `%(name)s`."""
        names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", named)))
        return cls(re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", named), names)


# Left to itself PostgreSQL plans these anew each time: it takes the general plan to be dearer than the special one.
# Lasts until the end of the transaction, so its first statements say it for all.
PLAN_ONCE = Statement.of("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")


def prepared(*statements: tuple[Statement, Mapping[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """The rows of each prepared statement, in order, in one round trip, inside whatever transaction is open.

    For statements that take longer to plan than to run: the rule of cover is planned in milliseconds and runs in half
    of one. Each sees what was committed before it began (READ COMMITTED), so a lock taken by one is held when the
    next one reads. A pooler between us and PostgreSQL must know prepared statements (PgBouncer 1.21 and later do).
    A parameter that is a tuple (of numbers or plain names) becomes an array. Raises Django's database errors.
    """
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = raw.prepare_threshold or 5  # Django switches it off, and prepare=True with it
    with connection.wrap_database_errors:
        cursors = [psycopg.RawCursor(raw) for _ in statements]
        with raw.pipeline() if len(statements) > 1 else nullcontext():  # a pipeline of one costs more than it saves
            for cursor, (statement, parameters) in zip(cursors, statements, strict=True):
                cursor.execute(statement.text, [plain(parameters[name]) for name in statement.names], prepare=True)
        return [cursor.fetchall() for cursor in cursors]


def plain(value: Any) -> Any:
    """Numbers go as text without a type: psycopg would make a small and a large one two statements to be planned."""
    if type(value) is int:
        return str(value)
    if isinstance(value, tuple):
        return "{" + ",".join(map(str, value)) + "}"
    return value
