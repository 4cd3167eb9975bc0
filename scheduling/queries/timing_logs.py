"""A staged log of operations as it stands: read by its columns, with our names for its procedures and surgeons."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, QuerySet

from camps.models import Camp, Doctor, Procedure
from camps.sheets.folding import fold
from camps.sheets.problems import Problem
from camps.sheets.reading import open_table
from camps.sheets.table import Row
from scheduling.logs.columns import LogColumns, guess_columns
from scheduling.logs.names import doctor_meant, procedure_meant
from scheduling.logs.reading import LogContext, LogReading, Operation, read_log
from scheduling.logs.sheets import sheet_by_headings
from scheduling.models import LogName, NameKind, Timing, TimingLog

LONGEST_KEY = 200
FIRST_OF_GROUP = 5


@dataclass(slots=True)
class NameAsked:
    """A name of the log: how often, and what it means by now (our code or a doctor's id; empty: left out, nobody).

    `known` says that nobody need be asked: it is ours, was chosen, or was remembered.
    """

    key: str
    text: str
    count: int
    means: str
    known: bool


@dataclass(slots=True)
class Group:
    """Rows that the same cure puts right; `problems` are the first of `count`."""

    why: str
    cure: str
    count: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What taking in the log would do. `new` are the operations with our code and our doctor's id."""

    reading: LogReading
    procedures: list[NameAsked]
    surgeons: list[NameAsked]
    new: list[tuple[Operation, str, int | None]]
    known: int
    left_out: int

    @property
    def unknown(self) -> list[NameAsked]:
        """Procedures nobody has said anything about."""
        return [name for name in self.procedures if not name.known]

    def counts(self) -> dict[str, int]:
        """How many rows end as what; together they are all of them."""
        return {
            "rows": self.reading.rows,
            "new": len(self.new),
            "known": self.known,
            "left_out": self.left_out,
            "doubled": len(self.reading.doubled),
            "refused": len(self.reading.problems),
        }


def logs_of(camp: Camp) -> QuerySet[TimingLog]:
    """The camp's logs, newest first, each with `operations`, those it brought that still count."""
    found = TimingLog.objects.filter(camp=camp).defer("file").select_related("uploaded_by")
    return found.annotate(operations=Count("timings")).order_by("-created_at", "-pk")


def remembered(kind: NameKind) -> dict[str, str]:
    """What names meant in this organisation's earlier logs, by folded text."""
    return dict(LogName.objects.filter(kind=kind).values_list("text", "means"))


def columns_of(log: TimingLog) -> LogColumns:
    """The headings and the field of each column, as they are now set."""
    fields = (log.columns.get(str(place)) or None for place in range(len(log.headings)))
    return LogColumns(log.heading_row, tuple(log.headings), tuple(fields))


def guessed_columns(log: TimingLog) -> LogColumns:
    """What would be guessed if nothing was remembered."""
    return guess_columns(Row(log.heading_row, tuple(log.headings)))


def rows_of(log: TimingLog) -> Iterable[Row]:
    """The rows below the headings. Raises SheetRefused."""
    file = io.BytesIO(bytes(log.file or b""))
    sheet = sheet_by_headings(file, name=log.file_name, heading_row=log.heading_row, headings=log.headings)
    return (row for row in open_table(file, name=log.file_name, sheet=sheet) if row.sheet_row > log.heading_row)


def faulty_table(log: TimingLog, *, now: datetime, row_heading: str, what_to_do: str) -> Iterator[list[str]]:
    """The rows that can't be read as a log of their own, that can be put right and loaded.

    Two columns are added at the end, which a reader leaves out: the row in this log, and what to do. Raises
    SheetRefused.
    """
    problems = {one.sheet_row: one for one in check_log(log, now=now).reading.problems}
    width = len(log.headings)
    yield [*log.headings, row_heading, what_to_do]
    for row in rows_of(log):
        if (problem := problems.get(row.sheet_row)) is not None:
            cells = [*map(str, row.cells), *[""] * (width - len(row.cells))]
            cells = [*cells[: width - 1], " ".join(filter(None, cells[width - 1 :]))]  # what stands further right stays
            yield [*cells, str(row.sheet_row), f"{problem.column}: {problem.why} {problem.cure}"]


def sample_values(log: TimingLog, *, most: int = 3, looked_at: int = 60) -> list[list[str]]:
    """A few different values of each column, from the first rows."""
    found: list[list[str]] = [[] for _ in log.headings]
    for count, row in enumerate(rows_of(log)):
        if count == looked_at:
            break
        for values, cell in zip(found, row.cells, strict=False):
            text = " ".join(str(cell).split())[:40]
            if text and text not in values and len(values) < most:
                values.append(text)
    return found


def procedure_names() -> dict[str, str]:
    """The organisation's procedures, name by code; of a code at several camps the newest camp's name."""
    found = Procedure.objects.order_by("camp__first_day", "pk").values_list("code", "name")
    return dict(sorted(dict(found).items()))


def check_log(log: TimingLog, *, now: datetime) -> LogCheck:
    """Read the log and settle what becomes of each row. Raises SheetRefused for columns that can't be read."""
    columns = columns_of(log)
    columns.check()
    assert log.camp is not None
    context = LogContext(zone=log.camp.zone, day_first=not log.month_first, now=now)
    reading = read_log(rows_of(log), columns, context)
    procedures = _procedures(log, reading.operations)
    surgeons = _surgeons(log, reading.operations)
    means = {asked.key: asked.means for asked in procedures}
    doctors = {asked.key: int(asked.means) for asked in surgeons if asked.means}
    ours = [(one, means[key_of(one.name)]) for one in reading.operations]
    wanted = [(one, code, doctors.get(key_of(one.surgeon))) for one, code in ours if code]
    there = set(Timing.objects.filter(mark__in=[one.mark for one, _, _ in wanted]).values_list("mark", flat=True))
    new = [each for each in wanted if each[0].mark not in there]
    return LogCheck(reading, procedures, surgeons, new, len(wanted) - len(new), len(ours) - len(wanted))


def groups_of(problems: Iterable[Problem]) -> list[Group]:
    """The problems grouped by what puts them right, the largest group first."""
    groups: dict[tuple[str, str], Group] = {}
    for problem in problems:
        group = groups.setdefault((problem.why, problem.cure), Group(problem.why, problem.cure))
        group.count += 1
        if len(group.problems) < FIRST_OF_GROUP:
            group.problems.append(problem)
    return sorted(groups.values(), key=lambda group: -group.count)


def key_of(name: str) -> str:
    return fold(name)[:LONGEST_KEY]


def _procedures(log: TimingLog, operations: Iterable[Operation]) -> list[NameAsked]:
    ours, before = procedure_names(), remembered(NameKind.PROCEDURE)
    asked = []
    for one, count in _counted(operations, lambda operation: operation.name):
        key = key_of(one.name)
        means = _first_said(key, log.procedures, before, ours)
        if means is None:
            means = procedure_meant(code=one.code, name=one.procedure, ours=ours)
        asked.append(NameAsked(key, one.name, count, means or "", known=means is not None))
    return asked


def _surgeons(log: TimingLog, operations: Iterable[Operation]) -> list[NameAsked]:
    ours = list(Doctor.objects.order_by("pk").values_list("pk", "name"))
    keys, before = {str(key) for key, _ in ours}, remembered(NameKind.SURGEON)
    asked = []
    for one, count in _counted((each for each in operations if each.surgeon), lambda operation: operation.surgeon):
        key = key_of(one.surgeon)
        means = _first_said(key, log.surgeons, before, keys)
        if means is None and (found := doctor_meant(one.surgeon, ours=ours)) is not None:
            means = str(found)
        asked.append(NameAsked(key, one.surgeon, count, means or "", known=means is not None))
    return asked


def _first_said(key: str, chosen: Mapping[str, str], before: Mapping[str, str], ours: Iterable[str]) -> str | None:
    """What was chosen for this log, else for an earlier one, as long as it is still there; None where nobody said."""
    for said in (chosen, before):
        if key in said and (not said[key] or said[key] in ours):
            return said[key]
    return None


def _counted(operations: Iterable[Operation], name: Callable[[Operation], str]) -> list[tuple[Operation, int]]:
    """The first operation of each name and how many there are, the most frequent first."""
    first: dict[str, Operation] = {}
    counted: Counter[str] = Counter()
    for operation in operations:
        key = key_of(name(operation))
        first.setdefault(key, operation)
        counted[key] += 1
    return [(first[key], count) for key, count in counted.most_common()]
