"""/healthz and /readyz."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import DatabaseError
from redis.exceptions import RedisError

from config import readiness
from config.heartbeat import KEY, beat, last_heartbeat

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def heartbeat():
    """A worker that finished a task a moment ago."""
    beat()
    yield
    caches["live"].delete(KEY)


class Away:
    """A Redis that can't be reached."""

    def get(self, key):
        raise RedisError("away")

    def set(self, *_):
        raise RedisError("away")


def test_healthz_answers_without_touching_the_database(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_is_ready_when_every_part_is(client, heartbeat):
    response = client.get("/readyz")
    state = response.json()
    assert response.status_code == 200
    assert 0 <= state["worker"].pop("heartbeat_seconds") <= 60
    assert state == {
        "status": "ready",
        "database": {"ok": True},
        "migrations": {"ok": True, "pending": 0},
        "redis": {"ok": True},
        "worker": {"ok": True},
        "due_messages": {"ok": True, "oldest_seconds": 0},
        "telling": {"ok": True, "late": 0, "refused": 0, "unknown": 0, "leases": 0, "failing_providers": []},
    }


@pytest.mark.django_db
def test_readyz_is_degraded_when_redis_is_away(client, monkeypatch):
    monkeypatch.setattr(readiness, "caches", {"live": Away()})
    response = client.get("/readyz")
    state = response.json()
    assert (response.status_code, state["status"]) == (200, "degraded")
    assert state["redis"] == {"ok": False, "error": "RedisError"}
    assert state["worker"] == {"ok": False, "heartbeat_seconds": None}


@pytest.mark.django_db
def test_readyz_is_degraded_when_no_worker_has_finished_anything_for_long(heartbeat):
    later = last_heartbeat() + timedelta(seconds=121)
    state = readiness.state_of_everything(now=later)
    assert (state["status"], state["worker"]) == ("degraded", {"ok": False, "heartbeat_seconds": 121})


@pytest.mark.django_db
def test_readyz_is_unavailable_when_tables_are_missing(client, monkeypatch):
    monkeypatch.setattr(readiness.MigrationExecutor, "migration_plan", lambda *_: [("camps", "0009_new")])
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert response.json()["migrations"] == {"ok": False, "pending": 1}
    assert response.json()["due_messages"] == {"ok": False, "oldest_seconds": None}


def test_readyz_is_unavailable_when_the_database_is_away(client, monkeypatch):
    class NoConnection:
        def cursor(self):
            raise DatabaseError("away")

    monkeypatch.setattr(readiness, "connection", NoConnection())
    response = client.get("/readyz")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert response.json()["database"] == {"ok": False, "error": "DatabaseError"}


def test_a_heartbeat_without_redis_stops_no_worker(monkeypatch):
    from config import heartbeat as module

    monkeypatch.setattr(module, "caches", {"live": Away()})
    beat()
