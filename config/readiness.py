"""How each part of Campline stands, for the page that machines ask (/readyz)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django_scopes import scopes_disabled
from redis.exceptions import RedisError

from config.heartbeat import last_heartbeat
from notifications.models import Channel, Message, MessageState
from notifications.queries.alerts import CODES, alerts

# delivery.md, 10: a due message older than this is somebody's business; a worker does a tick each 30 s.
LATE_AFTER_SECONDS, SILENT_AFTER_SECONDS = 300, 120


@dataclass(frozen=True)
class Part:
    """One part: `ok`, and what was found."""

    ok: bool
    found: dict[str, Any]

    def shown(self) -> dict[str, Any]:
        return {"ok": self.ok, **self.found}


def state_of_everything(*, now: datetime) -> dict[str, Any]:
    """The parts and the whole: `ready`, `degraded` (people are served, something is late) or `unavailable`."""
    database = _database()
    migrations = _migrations() if database.ok else Part(ok=False, found={"pending": None})
    due = _due_messages(now=now) if migrations.ok else Part(ok=False, found={"oldest_seconds": None})
    redis = _redis()
    worker = _worker(now=now) if redis.ok else Part(ok=False, found={"heartbeat_seconds": None})
    telling = _telling(now=now) if migrations.ok else Part(ok=False, found={})
    parts = {
        "database": database,
        "migrations": migrations,
        "redis": redis,
        "worker": worker,
        "due_messages": due,
        "telling": telling,
    }
    if not (database.ok and migrations.ok):
        status = "unavailable"
    else:
        status = "ready" if all(part.ok for part in parts.values()) else "degraded"
    return {"status": status, **{name: part.shown() for name, part in parts.items()}}


def _database() -> Part:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Part(ok=False, found={"error": type(error).__name__})
    return Part(ok=True, found={})


def _migrations() -> Part:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Part(ok=pending == 0, found={"pending": pending})


def _redis() -> Part:
    try:
        caches["live"].get("readyz")
    except RedisError as error:
        return Part(ok=False, found={"error": type(error).__name__})
    return Part(ok=True, found={})


def _worker(*, now: datetime) -> Part:
    beaten = last_heartbeat()
    age = None if beaten is None else max(0, round((now - beaten).total_seconds()))
    return Part(ok=age is not None and age <= SILENT_AFTER_SECONDS, found={"heartbeat_seconds": age})


def _telling(*, now: datetime) -> Part:
    """The figures of every alarm of the telling, over all organisations; providers by name."""
    try:
        with scopes_disabled():
            found = alerts(now=now)
    except DatabaseError as error:
        return Part(ok=False, found={"error": type(error).__name__})
    figures: dict[str, Any] = dict.fromkeys(CODES, 0)
    for alert in found:
        if alert.code in figures:
            figures[alert.code] = alert.count
    figures["failing_providers"] = [alert.provider for alert in found if alert.code == "provider"]
    return Part(ok=not found, found=figures)


def _due_messages(*, now: datetime) -> Part:
    """Seconds since the oldest message that a worker (not a person with a call list) should have sent by now."""
    waiting = {"state": MessageState.PLANNED, "channel__in": [Channel.MAIL, Channel.SMS], "due_at__lte": now}
    try:
        with scopes_disabled():
            oldest = Message.objects.filter(**waiting).order_by("due_at").values_list("due_at", flat=True).first()
    except DatabaseError as error:
        return Part(ok=False, found={"oldest_seconds": None, "error": type(error).__name__})
    seconds = 0 if oldest is None else round((now - oldest).total_seconds())
    return Part(ok=seconds <= LATE_AFTER_SECONDS, found={"oldest_seconds": seconds})
