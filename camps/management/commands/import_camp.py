"""`manage.py import_camp DIR`: a camp from its folder (camp.json, procedures, stations, doctors, registrations)."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from camps.errors import CampError
from camps.management.intake import Bar, add_options, as_text, refused, tell
from camps.models import Camp, Organisation
from camps.services.intake.whole import Loaded, load_sheet
from camps.services.loading import load_camp
from camps.sheets.bundle import Bundle, BundleRefused, read_bundle
from camps.sheets.problems import SheetRefused


class Command(BaseCommand):
    help = "Load a camp and its registration sheet from a folder. Faulty rows are reported and hold up no others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--organisation", metavar="SLUG", help="whose camp it is, where there are several")
        parser.add_argument("--starts", type=_day, metavar="DATE", help="another first day, such as 2027-03-01")
        parser.add_argument("--slug", default="", help="the camp's address; by default made from its name and year")
        add_options(parser)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            bundle = read_bundle(folder)
        except BundleRefused as refusal:
            raise refused(self, refusal.problems, as_json=options["json"]) from refusal
        organisation = self.organisation(options["organisation"])
        bar = Bar(self.stderr)
        try:
            with scope(organisation=organisation):
                camp, loaded = self.load(organisation, bundle, bar, options, now=timezone.now())
        except SheetRefused as refusal:
            raise refused(self, [refusal.problem], as_json=options["json"]) from refusal
        except CampError as error:
            raise CommandError(str(error)) from error
        finally:
            bar.end()
        if options["json"]:
            self.stdout.write(as_text(loaded.report))
            return
        self.stdout.write(f"{camp.name}: /camps/{camp.slug}/")
        tell(self, loaded, dry_run=options["dry_run"], agreed=options["agreed"])

    def load(
        self, organisation: Organisation, bundle: Bundle, bar: Bar, options: dict[str, Any], *, now: datetime
    ) -> tuple[Camp, Loaded]:
        """The camp and its people, or neither."""
        with transaction.atomic():
            camp = load_camp(
                organisation=organisation, bundle=bundle, slug=options["slug"], first_day=options["starts"]
            )
            with bundle.registrations.open("rb") as sheet:
                loaded = load_sheet(
                    camp=camp,
                    file=sheet,
                    name=bundle.registrations.name,
                    agreed_to_texts=options["agreed"],
                    by=None,
                    now=now,
                    on_row=bar,
                )
            if options["dry_run"]:
                transaction.set_rollback(True)
        return camp, loaded

    def organisation(self, slug: str | None) -> Organisation:
        """The one named, or the only one there is."""
        found = list(Organisation.objects.order_by("slug"))
        if not found:
            raise CommandError("There is no organisation yet. Open /start/ to make the first one, then load its camp.")
        known = ", ".join(organisation.slug for organisation in found)
        if slug is None and len(found) > 1:
            raise CommandError(f"There are several organisations. Say which with --organisation: {known}.")
        for organisation in found:
            if slug in (None, organisation.slug):
                return organisation
        raise CommandError(f"No organisation has the slug “{slug}”. There are: {known}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no date; write it such as 2027-03-01.") from error
