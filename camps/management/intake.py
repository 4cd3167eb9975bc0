"""What the two importing commands share: the options, the progress bar, the report."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import defaultdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from camps.services.intake.progress import Step
from camps.services.intake.whole import Loaded
from camps.sheets.problems import Problem
from camps.sheets.report import Report

WIDTH = 30
ROWS_SHOWN = 8


def add_options(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="do everything, report it, and write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    agreed = parser.add_mutually_exclusive_group()
    agreed.add_argument(
        "--agreed",
        action="store_true",
        default=None,
        dest="agreed",
        help="the sheet's people agreed to be called or texted (recorded for each of them)",
    )
    agreed.add_argument(
        "--not-agreed", action="store_false", dest="agreed", help="they did not: nobody of them is called or texted"
    )


class Bar:
    """One line that is written over, on a terminal only."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out = out
        self.shown = False

    def __call__(self, step: Step, done: int, whole: int) -> None:
        if not self.out.isatty():
            return
        filled = "█" * (WIDTH * done // whole if whole else 0)
        counted = f"{done:,} of {whole:,}" if whole else f"{done:,}"
        self.out.write(f"\r{step.value:<24} {filled:·<{WIDTH}} {counted} ", ending="")
        self.shown = True

    def end(self) -> None:
        if self.shown:
            self.out.write("")


def refused(command: BaseCommand, problems: list[Problem], *, as_json: bool) -> CommandError:
    """The error to raise when nothing could be taken; as JSON it is also a report with nothing but problems."""
    if as_json:
        command.stdout.write(as_text(Report(0, 0, (), tuple(problems), ())))
    return CommandError("\n".join(problem.sentence for problem in problems))


def as_text(report: Report) -> str:
    return json.dumps(report.as_json(), indent=1, ensure_ascii=False)


def tell(command: BaseCommand, loaded: Loaded, *, dry_run: bool, agreed: bool | None) -> None:
    """What became of the sheet, for a person."""
    report, out = loaded.report, command.stdout.write
    style: Any = command.style
    faulty = len({problem.sheet_row for problem in report.errors})
    out(
        style.SUCCESS(
            f"{report.rows:,} rows: {loaded.outcomes['new']:,} new, {loaded.outcomes['same']:,} known already and the"
            f" same, {loaded.outcomes['changed']:,} otherwise than what stands, {len(report.duplicates):,} doubled,"
            f" {faulty:,} to put right."
        )
    )
    _tell_problems(command, report)
    if report.duplicates:
        pairs = ", ".join(f"{twin} (as {first})" for first, twin in report.duplicates[:ROWS_SHOWN])
        out(f"\nThe same person as in an earlier row, so left out: row {pairs}{_more(report.duplicates)}.")
    if report.no_contact:
        rows = ", ".join(map(str, report.no_contact[:ROWS_SHOWN]))
        out(f"\nNo phone or mail, so on the list by town: row {rows}{_more(report.no_contact)}.")
    if loaded.outcomes["changed"]:
        out(
            style.WARNING(
                "\nNothing that stands was written over. Load the sheet in the console to be asked row by row."
            )
        )
    if dry_run:
        out(style.WARNING("\nThis was a dry run: nothing was written."))
    elif agreed is None and loaded.outcomes["new"]:
        out(
            style.WARNING(
                "\nNobody said whether these people agreed to be called or texted. Answer it in the console, or say"
                " --agreed or --not-agreed next time."
            )
        )


def _tell_problems(command: BaseCommand, report: Report) -> None:
    by_cure: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in report.errors:
        by_cure[problem.kind, problem.cure].append(problem)
    for (_, cure), problems in sorted(by_cure.items(), key=lambda found: -len(found[1])):
        command.stdout.write(f"\n{problems[0].why} {cure}")
        for problem in problems[:ROWS_SHOWN]:
            value = f" “{problem.value[:60]}”" if problem.value else " is empty"
            command.stdout.write(f"  row {problem.sheet_row}, {problem.column}:{value}")
        if len(problems) > ROWS_SHOWN:
            command.stdout.write(f"  … and {len(problems) - ROWS_SHOWN:,} more")


def _more(found: tuple[Any, ...]) -> str:
    return f" and {len(found) - ROWS_SHOWN:,} more" if len(found) > ROWS_SHOWN else ""
