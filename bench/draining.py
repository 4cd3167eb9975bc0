"""A heap of due messages drained by two worker processes, and the same the naive way (bench/naive.py) in the same run.

Lag is from the due instant to the record of the sending; of the naive way only what it sent in five minutes counts.
Memory is the largest growth of a process from a fifth of the way to the end. `DRAIN=2000 ARGS=draining make bench`
drains fewer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_scopes import scopes_disabled

from bench.crowd import crowd
from bench.figures import Figure, percentile
from bench.sink import running_sink
from notifications.models import Message
from notifications.services.sweep import sweep

HEAP = int(os.environ.get("DRAIN", "100000"))
FUTURE = int(os.environ.get("FUTURE", "1000000"))
WORKERS = 2
LONGEST = 3600.0
NAIVE_LONGEST = 300.0  # what is not sent by then need not be waited for: the rate is known
POLLS = 200


def run() -> Iterator[Figure]:
    """Ours, the naive way, and a look that finds nothing due in front of a million rows of the future."""
    yield from idle()
    ours = drained(start=our_workers)
    naive = drained(start=naive_workers, ahead=timedelta(seconds=max(30, HEAP // 1000)), longest=NAIVE_LONGEST)
    for name, result in (("ours", ours), ("naive", naive)):
        yield Figure(
            f"draining.{name}.rate", result.rate, "messages/s", note=f"{HEAP} due at once, {WORKERS} processes"
        )
        yield Figure(f"draining.{name}.lag_p99", result.lag_p99, "s")
        yield Figure(f"draining.{name}.memory", result.memory, "MB")
        yield Figure(f"draining.{name}.growth", result.growth, "MB", at_most=30 if name == "ours" else None)
    yield Figure("draining.ours.not_sent", ours.not_sent, "messages", at_most=0)
    yield Figure("draining.ours.to_naive", ours.rate / naive.rate, "ratio", at_least=1)


@dataclass
class Drained:
    """`memory` and `growth` in MB, of all processes and of the one that grew most."""

    rate: float
    lag_p99: float
    memory: float
    growth: float
    not_sent: int


@dataclass
class Memory:
    """Resident memory of processes over time, by process, in MB."""

    seen: dict[int, list[float]] = field(default_factory=dict)

    def look(self, leader: int) -> None:
        for pid in group_of(leader):
            try:
                pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            self.seen.setdefault(pid, []).append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)

    @property
    def whole(self) -> float:
        return sum(max(series) for series in self.seen.values())

    @property
    def growth(self) -> float:
        return max((max(series) - series[len(series) // 5] for series in self.seen.values()), default=0.0)


def drained(
    *,
    start: Callable[[int, datetime], list[subprocess.Popen]],
    ahead: timedelta = timedelta(),
    longest: float = LONGEST,
) -> Drained:
    now = timezone.now()
    due = now + ahead
    crowd(HEAP, now=now, due_at=due - timedelta(milliseconds=1))
    memory = Memory()
    with running_sink() as port:
        begun = timezone.now()
        workers = start(port, due)
        try:
            deadline = time.monotonic() + ahead.total_seconds() + longest
            while left() and time.monotonic() < deadline:
                for worker in workers:
                    memory.look(worker.pid)
                time.sleep(1)
        finally:
            for worker in workers:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait()
    with scopes_disabled():
        ended = list(Message.objects.filter(state="sent").values_list("ended_at", flat=True))
    first = max(begun, due)
    lags = [(at - first).total_seconds() for at in ended]
    return Drained(
        rate=len(ended) / max(lags), lag_p99=percentile(lags, 99), memory=memory.whole, growth=memory.growth,
        not_sent=HEAP - len(ended),
    )  # fmt: skip


def our_workers(port: int, due: datetime) -> list[subprocess.Popen]:
    command = [sys.executable, "manage.py", "send_due", "--loop", "--every", "1"]
    return [started(command, port) for _ in range(WORKERS)]


def naive_workers(port: int, due: datetime) -> list[subprocess.Popen]:
    from bench.naive import app, schedule  # noqa: PLC0415  it is a peer, not ours

    app.control.purge()
    with scopes_disabled():
        ids = list(Message.objects.values_list("pk", flat=True))
    schedule(ids, at=due)
    flags = ["--concurrency", str(WORKERS), "--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
    return [started([sys.executable, "-m", "celery", "-A", "bench.naive", "worker", *flags], port)]


def started(command: list[str], port: int) -> subprocess.Popen:
    database = connection.settings_dict
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://postgres@/{database['HOST']}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "REDIS_URL": settings.REDIS_URL,
        "PYTHONWARNINGS": "ignore",
    }
    return subprocess.Popen(
        command, env=env, cwd=settings.BASE_DIR, start_new_session=True, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )


def left() -> int:
    with scopes_disabled():
        return Message.objects.exclude(state="sent").count()


def group_of(leader: int) -> list[int]:
    """The processes of a group, by its leader."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == leader:
            found.append(int(path.parent.name))
    return found


def idle() -> Iterator[Figure]:
    """A round that finds nothing to do: before, and in front of FUTURE rows that are due later."""
    now = timezone.now()
    crowd(1, now=now, due_at=now + timedelta(days=1))
    alone = polls(now)
    with connection.cursor() as cursor:
        cursor.execute(MANY_LATER, {"many": FUTURE})
        cursor.execute("ANALYZE notifications_message")
    many = polls(now)
    yield Figure("draining.idle.alone", percentile(alone, 50), "ms")
    yield Figure("draining.idle.p50", percentile(many, 50), "ms", at_most=5, note=f"{FUTURE} rows due later")
    yield Figure("draining.idle.p99", percentile(many, 99), "ms")


def polls(now: datetime) -> list[float]:
    found = []
    for _ in range(POLLS):
        begun = time.perf_counter()
        sweep(clock=lambda: now, until=now + timedelta(hours=1))
        found.append((time.perf_counter() - begun) * 1000)
    return found


MANY_LATER = """
INSERT INTO notifications_message (organisation_id, camp_id, appointment_id, registration_id, contact_id, kind, rung,
  channel, recipient, revision, idem_key, language, facts, template_version, state, why, due_at, not_after, lease_owner,
  attempts_made, message_id, subject, body, created_at)
SELECT organisation_id, camp_id, appointment_id, registration_id, contact_id, kind, rung, channel, recipient, revision,
  'later ' || n, language, facts, template_version, 'planned', '', due_at + n * interval '1 second',
  not_after + n * interval '1 second', '', 0, '', '', '', created_at
FROM notifications_message, generate_series(1, %(many)s) AS n
"""
