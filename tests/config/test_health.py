"""/healthz and /readyz."""

import pytest


def test_healthz_answers_without_touching_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_names_every_part(client):
    state = client.get("/readyz").json()
    assert list(state) == ["status", "database", "migrations", "redis", "worker", "due_messages"]
