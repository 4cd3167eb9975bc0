"""The folder read whole, with every problem in it told at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from camps.sheets.bundle import doctors, procedures, stations
from camps.sheets.bundle.camp import FILE as CAMP_FILE
from camps.sheets.bundle.camp import read_camp
from camps.sheets.bundle.facts import Bundle
from camps.sheets.bundle.record import Record
from camps.sheets.folding import fold
from camps.sheets.problems import NotUnderstood, Problem, SheetRefused
from camps.sheets.reading import open_table

SHEETS = ("registrations.csv", "registrations.xlsx")

T = TypeVar("T")


class BundleRefused(Exception):
    """A camp's folder can't be taken, so nothing of it is; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(" ".join(problem.sentence for problem in problems))


def read_bundle(folder: Path) -> Bundle:
    """The facts in a camp's folder. Raises BundleRefused with everything that is wrong."""
    if not folder.is_dir():
        raise BundleRefused(
            [_file_problem(folder.name, "There is no folder of this name.", "Give the path of a camp's folder.")]
        )
    problems: list[Problem] = []
    camp = read_camp(data, problems) if (data := _bytes(folder, CAMP_FILE, problems)) is not None else None
    country, days = (camp.country, camp.days) if camp else ("NG", 60)
    bundle_parts = (
        _records(
            folder,
            procedures.FILE,
            procedures.COLUMNS,
            "code",
            procedures.read_procedure,
            problems,
            optional=procedures.OPTIONAL,
        ),
        _records(folder, stations.FILE, stations.COLUMNS, "name", stations.read_station, problems),
        _records(
            folder,
            doctors.FILE,
            doctors.COLUMNS,
            "e_mail",
            partial(doctors.read_doctor, country=country, days=days),
            problems,
        ),
    )
    sheet = next((folder / name for name in SHEETS if (folder / name).is_file()), None)
    if sheet is None:
        problems.append(
            _file_problem(SHEETS[0], "The file is missing.", "Add the registration sheet as .csv or .xlsx.")
        )
    if problems or camp is None or sheet is None:
        raise BundleRefused(problems)
    return Bundle(camp, *bundle_parts, registrations=sheet)


def _records(
    folder: Path,
    file: str,
    columns: tuple[str, ...],
    once: str,
    read: Callable[[Record], T],
    problems: list[Problem],
    *,
    optional: tuple[str, ...] = (),
) -> tuple[T, ...]:
    """The records of a file; no two may have the same text in the column `once`. `optional` columns may be missing."""
    if not (folder / file).is_file():
        problems.append(_file_problem(file, "The file is missing.", f"Add it with the columns {', '.join(columns)}."))
        return ()
    found: list[T] = []
    seen: dict[str, int] = {}
    try:
        with (folder / file).open("rb") as opened:
            rows = open_table(opened, name=file)
            heading = next(rows)
            places = {fold(text): place for place, text in enumerate(heading.cells)}
            if missing := [column for column in columns if fold(column) not in places]:
                cure = f"Add it; the columns are {', '.join(columns)}."
                problems += [_problem(file, heading.sheet_row, c, "The column is missing.", cure) for c in missing]
                return ()
            for row in rows:
                cells = dict(enumerate(map(str, row.cells)))
                there = [column for column in (*columns, *optional) if fold(column) in places]
                record = Record(file, row.sheet_row, {c: cells.get(places[fold(c)], "") for c in there}, problems)
                found.append(read(record))
                first = seen.setdefault(fold(record.texts[once]), row.sheet_row)
                if first != row.sheet_row and record.texts[once]:
                    record.refuse(once, NotUnderstood("twice", f"Row {first} has the same.", "Give each row its own."))
    except SheetRefused as refusal:
        problems.append(refusal.problem)
    return tuple(found)


def _bytes(folder: Path, file: str, problems: list[Problem]) -> bytes | None:
    try:
        return (folder / file).read_bytes()
    except OSError:
        problems.append(
            _file_problem(file, "The file is missing.", "Add it, with the camp's name, country, first day and days.")
        )
        return None


def _file_problem(file: str, why: str, cure: str) -> Problem:
    return _problem(file, 0, "", why, cure)


def _problem(file: str, sheet_row: int, column: str, why: str, cure: str) -> Problem:
    return Problem(sheet_row, column, "", why, cure, "missing", file)
