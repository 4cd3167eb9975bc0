"""`manage.py fill_camp SLUG [--json]`: give every listed patient of a camp the first place that fits."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.errors import SchedulingError
from scheduling.queries.fillings import report_of
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp


class Command(BaseCommand):
    help = "Place the listed patients of a camp, urgent first, families together; names what was short for the rest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(f"No camp has the slug “{slug}”.")
        with scope(organisation=camp.organisation):
            try:
                progress = None if options["json"] else self.progress
                result = fill_camp(camp=camp, actor=SYSTEM, now=timezone.now(), progress=progress)
            except SchedulingError as error:
                raise CommandError(f"{error.message} {error.cure}") from error
            report = report_of(result.filling)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), indent=1, ensure_ascii=False))
            return
        self.stdout.write(f"\nPlaced {report.placed}, left out {len(report.left_out)}, split {len(report.split)}.")
        for line in report.left_out:
            self.stdout.write(f"  card {line.number:03d}: {line.why}")

    def progress(self, done: int, whole: int) -> None:
        """One line that is written over, on a terminal only."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{done} of {whole}", ending="")
