"""An empty database is made by the squashed migrations, an older one by those that they replace: into the same."""

import pytest
from django.db.migrations import RunSQL
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

HOUSE = ("camps", "notifications", "scheduling")

one_by_one = MigrationLoader(None, replace_migrations=False)
at_once = MigrationLoader(None)
squashed = {key[0]: key for key in one_by_one.replacements if key[0] in HOUSE}


def test_both_ways_lead_to_the_same_models():
    before = one_by_one.project_state([one_by_one.replacements[key].replaces[-1] for key in squashed.values()])
    made = at_once.project_state(list(squashed.values()))
    assert made.models.keys() == before.models.keys()
    assert {app for app, _ in made.models} >= set(HOUSE)
    assert MigrationAutodetector(before, made).changes(graph=at_once.graph) == {}


@pytest.mark.parametrize("app", HOUSE)
def test_both_ways_make_the_same_keys_of_organisations(app):
    new = one_by_one.replacements[squashed[app]]
    before = [operation for key in new.replaces for operation in one_by_one.get_migration(*key).operations]
    assert keys(new.operations) == keys(before) != []


def keys(operations: list[Operation]) -> list[str]:
    """What is run as SQL, but for what only changes rows: an empty database has none."""
    found = [operation.sql for operation in operations if isinstance(operation, RunSQL)]
    statements = [part for sql in found for part in (sql if isinstance(sql, list) else [sql])]
    return [statement for statement in statements if statement.startswith("ALTER TABLE")]
