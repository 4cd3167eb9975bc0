"""`manage.py import_log CAMP FILE`: take in a log of operations, from which plans learn how long they really take."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.errors import CampError
from camps.models import Camp, Organisation
from camps.sheets.problems import SheetRefused
from scheduling.queries.timing_logs import LogCheck, groups_of
from scheduling.services.timings.whole import load_log


class Command(BaseCommand):
    help = "Take in a log of operations (.csv, .tsv, .xlsx). Rows that can't be read are told and hold up no others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "slug", help="a camp's slug, or an organisation's: then its newest camp gives the time zone"
        )
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--columns", default="", metavar="FIELD=HEADING,…", help="such as started=Start Time,ended=End Time"
        )
        parser.add_argument(
            "--procedure",
            action="append",
            default=[],
            metavar="NAME=CODE",
            help="the log's code and name, and ours; may be said again",
        )
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--month-first", action="store_true", default=None, dest="month_first")
        order.add_argument("--day-first", action="store_false", dest="month_first")
        parser.add_argument("--dry-run", action="store_true", help="do everything, report it, and write nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, slug: str, file: Path, **options: Any) -> None:
        camp = _camp(slug)
        try:
            with file.open("rb") as opened, scope(organisation=camp.organisation):
                check = load_log(
                    camp=camp,
                    file=opened,
                    name=file.name,
                    by=None,
                    now=timezone.now(),
                    columns=_pairs(options["columns"].split(",")),
                    procedures=_pairs(options["procedure"]),
                    month_first=options["month_first"],
                    dry_run=options["dry_run"],
                )
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}. Give the path of the log.") from error
        except SheetRefused as refusal:
            raise CommandError(refusal.problem.sentence) from refusal
        except CampError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(_report(check), indent=1, ensure_ascii=False))
        else:
            self.tell(check, dry_run=options["dry_run"])

    def tell(self, check: LogCheck, *, dry_run: bool) -> None:
        counts = check.counts()
        self.stdout.write(
            self.style.SUCCESS(
                f"{counts['rows']:,} rows: {counts['new']:,} taken in, {counts['known']:,} known already,"
                f" {counts['left_out']:,} of no procedure of ours, {counts['doubled']:,} doubled,"
                f" {counts['refused']:,} that can't be read."
            )
        )
        for group in groups_of(check.reading.problems):
            first = group.problems[0]
            self.stdout.write(f"\n{group.count:,} × {group.why} {group.cure} First: {first.sentence}")
        if check.unknown:
            self.stdout.write("\nNot known, so left out:")
            for name in check.unknown:
                self.stdout.write(f"  {name.text} ({name.count:,})")
            self.stdout.write(f'Say which are ours, such as --procedure "{check.unknown[0].text}=CODE".')
        if dry_run:
            self.stdout.write(self.style.WARNING("\nThis was a dry run: nothing was written."))


def _report(check: LogCheck) -> dict[str, object]:
    return {
        **check.counts(),
        "problems": [problem.as_json() for problem in check.reading.problems],
        "unknown": [{"name": name.text, "operations": name.count} for name in check.unknown],
    }


def _camp(slug: str) -> Camp:
    with scopes_disabled():
        camps = Camp.objects.select_related("venue", "organisation")
        found = camps.filter(slug=slug).first()
        if found is None and (organisation := Organisation.objects.filter(slug=slug).first()):
            found = camps.filter(organisation=organisation).order_by("-first_day", "-pk").first()
    if found is None:
        raise CommandError(f"No camp has the slug “{slug}”, and no organisation that holds a camp.")
    return found


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs = {}
    for text in filter(str.strip, texts):
        name, equals, value = text.rpartition("=")
        if not equals or not name.strip():
            raise CommandError(f"“{text}”: write it with a sign of equality, such as started=Start Time.")
        pairs[name.strip()] = value.strip()
    return pairs
