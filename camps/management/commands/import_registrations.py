"""`manage.py import_registrations SLUG FILE`: load a registration sheet into a camp, as the console does."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.errors import CampError
from camps.management.intake import Bar, add_options, as_text, refused, tell
from camps.models import Camp
from camps.services.intake.whole import load_sheet
from camps.sheets.problems import SheetRefused


class Command(BaseCommand):
    help = "Load a registration sheet (.csv, .tsv, .xlsx) into a camp. Faulty rows are reported and hold up no others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the camp's slug, as in its address")
        parser.add_argument("file", type=Path)
        add_options(parser)

    def handle(self, *args: Any, slug: str, file: Path, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(
                f"No camp has the slug “{slug}”. The addresses of the console show them: /camps/<slug>/."
            )
        bar = Bar(self.stderr)
        try:
            with file.open("rb") as opened, scope(organisation=camp.organisation):
                loaded = load_sheet(
                    camp=camp,
                    file=opened,
                    name=file.name,
                    agreed_to_texts=options["agreed"],
                    by=None,
                    now=timezone.now(),
                    dry_run=options["dry_run"],
                    on_row=bar,
                )
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}. Give the path of the sheet.") from error
        except SheetRefused as refusal:
            raise refused(self, [refusal.problem], as_json=options["json"]) from refusal
        except CampError as error:
            raise CommandError(str(error)) from error
        finally:
            bar.end()
        if options["json"]:
            self.stdout.write(as_text(loaded.report))
        else:
            tell(self, loaded, dry_run=options["dry_run"], agreed=options["agreed"])
