"""A GET changes no row: every address is opened again and again and the database is the same as before."""

import pytest
from django.apps import apps
from django.db import connection

from tests.addresses import all_addresses

pytestmark = pytest.mark.xdist_group("two worlds")
# Signing in, and the sign of life it needs, are the only things a GET may leave behind.
APART = {"camps_signin"}


def digest() -> dict[str, str]:
    """A check sum of each table."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - APART
    sums = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"
            )
            sums[table] = cursor.fetchone()[0]
    return sums


def test_a_get_changes_nothing(world):
    paths = [address.path(world) for address in all_addresses()] + [f"/invitation/{world.token}/"]
    clients = [world.client(column) for column in ("owner", "doctor", "expert")]  # between them they open every page
    before = digest()
    for client in clients:
        for path in paths:
            assert client.get(path).status_code < 500, path
    assert digest() == before


def test_the_digest_sees_a_change(world):
    client = world.client()
    before = digest()
    client.post("/venues/new/", {"name": "x", "country": "NG", "timezone": "Africa/Lagos"})
    after = digest()
    assert [table for table in after if after[table] != before[table]] == ["camps_venue"]
