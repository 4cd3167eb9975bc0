"""Keys that tie a row to rows of its own organisation, held by the database itself (docs/decisions/tenants.md).

django-scopes keeps a query inside one organisation; these keys keep a row inside it, also for raw SQL and for a
mistake in our own code. Migrations make them; tests/test_tenant_keys.py finds a foreign key without one.
"""

from django.db.migrations import RunSQL

SUFFIX = "_same_organisation"


def own_key(table: str) -> RunSQL:
    """(organisation, id) as a key that others can refer to."""
    name = f"{table}_organisation_key"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (organisation_id, id)",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def tie(table: str, to: str, *fields: str) -> RunSQL:
    """Each `field` of `table` may only name a row of `to` in the same organisation; none at all stays allowed."""
    names = [(f"{table}_{field}{SUFFIX}", f"{field}_id") for field in fields]
    return RunSQL(
        [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organisation_id, {column}) "
            f"REFERENCES {to} (organisation_id, id) DEFERRABLE INITIALLY DEFERRED"
            for name, column in names
        ],
        [f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name, _ in names],
    )
