"""Logs of operations, and operations that were timed."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count

from django_scopes import scope

from camps.models import Camp, Doctor
from scheduling.models import Timing, TimingLog, TimingSource
from scheduling.services.timings.logs import stage_log
from tests.factories.camps import World

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
HEADINGS = "Case number,Date,Procedure,Surgeon,Wheels In,Wheels Out,Booked minutes"
_numbers = count(1)


def log_text(rows: Iterable[str]) -> bytes:
    return "\n".join([HEADINGS, *rows]).encode()


def log_rows(procedure: str, minutes: Iterable[int], *, surgeon: str = "", planned: int | str = 60) -> list[str]:
    """A row for each, at seven in the morning of the days from 1 March 2026."""
    start = datetime(2026, 3, 1, 7)
    return [
        f"{procedure[:3]}{n},{(start + timedelta(days=n)).date()},{procedure},{surgeon},07:00,"
        f"{(start + timedelta(minutes=each)).time():%H:%M},{planned}"
        for n, each in enumerate(minutes)
    ]


def staged_log(camp: Camp, rows: Iterable[str], *, name: str = "log.csv") -> TimingLog:
    return stage_log(camp=camp, file=io.BytesIO(log_text(rows)), name=name, by=None, now=NOW)


def log_of(world: World) -> TimingLog:
    """A staged log of the organisation's camp, with an operation, a faulty row, and a name nobody knows."""
    with scope(organisation=world.organisation):
        if known := TimingLog.objects.filter(camp=world.camp).first():
            return known
        word = world.word
        rows = log_rows(f"{word} operation", [70], surgeon=f"{word} Surgeon")
        return staged_log(
            world.camp, [*rows, f"{word},2026-03-04,{word},,,,", *log_rows(f"{word} other", [30])], name=f"{word}.csv"
        )


def timed(
    camp: Camp,
    *codes: str,
    minutes: Iterable[float],
    surgeon: Doctor | None = None,
    planned: int | None = 60,
) -> list[Timing]:
    """Operations of these codes (together) that took so long, one a day up to the first day of the camp."""
    made = []
    for n, each in enumerate(minutes):
        started = NOW - timedelta(days=n + 1)
        made.append(
            Timing.objects.create(
                organisation_id=camp.organisation_id,
                codes=list(codes),
                surgeon=surgeon,
                started_at=started,
                ended_at=started + timedelta(minutes=each),
                planned_min=planned,
                source=TimingSource.LOG,
                mark=f"made {next(_numbers)}",
                at=NOW,
            )
        )
    return made
