"""A long step seen from outside: who works on it, and how far it is, while its transaction is still open.

Both need a connection of their own. What the step's transaction writes nobody sees before its end; and a lock held by
the connection is gone in the moment that its process dies, so nobody has to guess from a clock whether a worker lives.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from camps.models import SheetJob
from camps.services.intake.progress import Step

LOCKS = 0x5EE7 << 40  # sets our advisory locks apart from anybody else's in the database


class Watched:
    """Writes how far a job is at once, past the open transaction; `Progress` for the step."""

    def __init__(self, job: SheetJob, beside: BaseDatabaseWrapper) -> None:
        self.job, self.beside = job, beside

    def __call__(self, step: Step, done: int, whole: int) -> None:
        with self.beside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {SheetJob._meta.db_table} SET step = %s, done = %s, whole = %s WHERE id = %s",  # noqa: S608  our own table
                [step.value, done, whole, self.job.pk],
            )


@contextmanager
def watched(job: SheetJob) -> Iterator[Watched | None]:
    """The job is ours until the end of the block; None when another process works on it."""
    with _held(LOCKS | job.pk) as beside:
        yield Watched(job, beside) if beside else None


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else loads sheets until the end of the block."""
    with _held(LOCKS) as beside:
        yield beside is not None


@contextmanager
def _held(lock: int) -> Iterator[BaseDatabaseWrapper | None]:
    """The connection that holds the advisory lock; None when another one does."""
    beside = connection.copy()
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
            taken = cursor.fetchone()[0]
        yield beside if taken else None
    finally:
        beside.close()
