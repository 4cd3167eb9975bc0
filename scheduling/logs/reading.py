"""Rows of a log to operations. A row that can't be read is told with what puts it right, and holds up no other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from camps.sheets.cells import Suspect
from camps.sheets.folding import fold, is_blank, plain_digits
from camps.sheets.problems import NotUnderstood, Problem
from camps.sheets.table import Row
from scheduling.logs.columns import LogColumns
from scheduling.logs.hours import read_log_day, read_moment

LONGEST = 16 * 60  # minutes; more is a slip of the pen
MOST_PLANNED = 24 * 60


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a log. `code`, `procedure`, `surgeon` as they came; instants are aware; `planned` in minutes."""

    sheet_row: int
    number: str
    room: str
    code: str
    procedure: str
    surgeon: str
    started_at: datetime
    ended_at: datetime
    planned: int | None

    @property
    def name(self) -> str:
        """What the log calls the procedure: its code and its name, as far as they stand there."""
        return " ".join(filter(None, (self.code, self.procedure)))

    @property
    def minutes(self) -> float:
        return (self.ended_at - self.started_at) / timedelta(minutes=1)

    @property
    def mark(self) -> str:
        """The same for the same operation in every copy of the log, and it tells nobody whose it was.

        Room and surgeon are no part of it: their columns may be named in one copy and left out in the next.
        """
        told = "\n".join([fold(self.number), fold(self.name), _utc(self.started_at), _utc(self.ended_at)])
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LogReading:
    """What a log holds: how many rows, the operations, and what is wrong with the others. `doubled` are rows that say
    the very same as an earlier one, which counts once.
    """

    rows: int
    operations: tuple[Operation, ...]
    problems: tuple[Problem, ...]
    doubled: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LogContext:
    """How to read: the zone that its hours are of, the order of its days, and the instant nothing can be after."""

    zone: ZoneInfo
    day_first: bool
    now: datetime


def read_log(rows: Iterable[Row], columns: LogColumns, context: LogContext) -> LogReading:
    """Every row, with the doubles told apart."""
    operations: dict[str, Operation] = {}
    problems: list[Problem] = []
    doubled: list[int] = []
    count = 0
    for row in rows:
        count += 1
        try:
            found = _Reader(row, columns, context).operation()
        except _Refused as refusal:
            problems.append(refusal.problem)
            continue
        if found.mark in operations:
            doubled.append(row.sheet_row)
        else:
            operations[found.mark] = found
    return LogReading(count, tuple(operations.values()), tuple(problems), tuple(doubled))


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class _Reader:
    """One row, field by field."""

    def __init__(self, row: Row, columns: LogColumns, context: LogContext) -> None:
        self.row, self.columns, self.context = row, columns, context

    def operation(self) -> Operation:
        code, procedure = self.text("code"), self.text("procedure")
        if not code and not procedure:
            field = "procedure" if self.columns.place("procedure") is not None else "code"
            raise self.refused(field, "no-procedure", "The row names no procedure.", "Write what was done.")
        started_at = self.started()
        ended_at = self.ended(started_at)
        return Operation(
            sheet_row=self.row.sheet_row,
            number=self.text("number"),
            room=self.text("room"),
            code=code,
            procedure=procedure,
            surgeon=self.text("surgeon"),
            started_at=started_at,
            ended_at=ended_at,
            planned=self.planned(),
        )

    def started(self) -> datetime:
        field = "started"
        if not self.text(field):
            raise self.refused(field, "no-start", "It is not said when it began.", "Write the day and the hour.")
        found = self.moment(field)
        if not isinstance(found, datetime):
            day, hour = found
            if day is None and (day := self.day()) is None:
                raise self.refused(
                    field, "no-day", "An hour without its day.", "Write the day before it, or name the column of days."
                )
            found = self.instant(datetime.combine(day, hour))
        if found > self.context.now:
            raise self.refused(field, "not-yet", "This is still to come.", "Put the day right, or its order.")
        return found

    def ended(self, started_at: datetime) -> datetime:
        field = "ended"
        if self.text(field):
            found = self.moment(field)
            if not isinstance(found, datetime):
                local = started_at.astimezone(self.context.zone)
                end = datetime.combine(found[0] or local.date(), found[1])
                if found[0] is None and end <= local.replace(tzinfo=None):
                    end += timedelta(days=1)  # past midnight
                found = self.instant(end)
        else:
            minutes = self.whole("minutes", most=LONGEST)
            if minutes is None:
                field = field if self.columns.place(field) is not None else "minutes"
                raise self.refused(field, "no-end", "It is not said when it ended.", "Write the hour it ended.")
            found = started_at + timedelta(minutes=minutes)
        if found <= started_at:
            raise self.refused(
                field, "end-first", "It ended before it began.", "Put the beginning or the end right, day and hour."
            )
        if found - started_at > timedelta(minutes=LONGEST):
            hours = (found - started_at) / timedelta(hours=1)
            raise self.refused(
                field,
                "too-long",
                f"It would have taken {hours:.0f} hours; at most {LONGEST // 60} are believed.",
                "Put the beginning or the end right, day and hour.",
            )
        return found

    def planned(self) -> int | None:
        """Many a log says 0 where nothing was planned, as of an emergency: its hours count all the same."""
        if not self.text("planned").strip("0.,"):
            return None
        return self.whole("planned", most=MOST_PLANNED)

    def text(self, field: str) -> str:
        """The cell of a field; empty where it has none or says so."""
        place = self.columns.place(field)
        cell = self.row.cells[place] if place is not None and place < len(self.row.cells) else ""
        if isinstance(cell, Suspect):
            raise self.refused(field, cell.kind, cell.why, cell.cure)
        return "" if is_blank(cell) else " ".join(cell.split())

    def moment(self, field: str) -> tuple[date | None, time] | datetime:
        try:
            return read_moment(self.text(field), day_first=self.context.day_first)
        except NotUnderstood as error:
            raise self.refused(field, error.kind, error.why, error.cure) from error

    def day(self) -> date | None:
        if not (text := self.text("date")):
            return None
        try:
            return read_log_day(text, day_first=self.context.day_first)
        except NotUnderstood as error:
            raise self.refused("date", error.kind, error.why, error.cure) from error

    def instant(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.context.zone).astimezone(UTC)

    def whole(self, field: str, *, most: int) -> int | None:
        """Minutes above nothing, or None for an empty cell."""
        if not (text := self.text(field)):
            return None
        try:
            minutes = round(float(plain_digits(text).lower().removesuffix("min").strip().replace(",", ".")))
        except (ValueError, OverflowError):
            raise self.refused(
                field, "minutes", "This is no number of minutes.", "Write a number such as 45."
            ) from None
        if not 0 < minutes <= most:
            raise self.refused(field, "minutes-range", f"Between 1 and {most} minutes are believed.", "Put it right.")
        return minutes

    def refused(self, field: str, kind: str, why: str, cure: str) -> _Refused:
        place = self.columns.place(field)
        value = self.row.cells[place] if place is not None and place < len(self.row.cells) else ""
        return _Refused(Problem(self.row.sheet_row, self.columns.heading(place), str(value), why, cure, kind))


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
