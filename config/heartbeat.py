"""The worker's heartbeat is work done, not a process that lives: written after each task, the tick's included."""

from datetime import datetime
from typing import Any

from celery.signals import task_postrun, worker_ready
from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError

from config.celery import PLANNER

KEY = "worker:heartbeat"
KEPT_SECONDS = 24 * 60 * 60


def last_heartbeat() -> datetime | None:
    """When a worker last finished a task; None when unknown. Raises RedisError when Redis is away."""
    written = caches["live"].get(KEY)
    return datetime.fromisoformat(written) if written else None


@worker_ready.connect
@task_postrun.connect
def beat(sender: Any = None, **_: Any) -> None:
    """Celery's own signals, for watching only: nothing of ours hangs on them."""
    worker = getattr(sender, "hostname", None) or getattr(getattr(sender, "request", None), "hostname", None) or ""
    if worker.startswith(f"{PLANNER}@"):
        return  # a planner that works says nothing of the worker that sends
    try:
        caches["live"].set(KEY, timezone.now().isoformat(), KEPT_SECONDS)
    except RedisError:
        pass  # the queue itself is away then, and /readyz says so
