"""A quick end for tests that commit: their rows are deleted, where Django would truncate every table.

TRUNCATE gives fifty tables and their indexes new files, and Django then makes all content types and permissions
again: together half a second, for a handful of rows.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from django.contrib.contenttypes.management import create_contenttypes
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate

MADE_BY_MIGRATE = {"django_content_type", "auth_permission"}


def empty_by_deleting(patch: pytest.MonkeyPatch) -> None:
    """From here on a flush deletes. Call it when the test database stands."""
    patch.setattr(DatabaseOperations, "sql_flush", _deletes)
    assert post_migrate.disconnect(create_contenttypes)
    assert post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


def _deletes(
    self: DatabaseOperations,
    style: Any,
    tables: Sequence[str],
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    """Deletes in any order: as a replica PostgreSQL asks no foreign key meanwhile (a superuser may say so)."""
    assert not reset_sequences, "numbers from 1 again need TRUNCATE: let the test not rely on them"
    deletes = [f"DELETE FROM {self.quote_name(table)}" for table in tables if table not in MADE_BY_MIGRATE]
    return ["; ".join(["SET LOCAL session_replication_role = replica", *deletes])]  # one way there and back
