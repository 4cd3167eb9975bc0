"""`manage.py screen_camp SLUG [--redo] [--json]`: decide by the procedures' rules who is listed."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.models import Camp, Registration
from scheduling.services.decisions import screen_camp


class Command(BaseCommand):
    help = "Apply the eligibility rules to a camp's registrations; what a person decided stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--redo", action="store_true", help="also those the rules decided before")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(f"No camp has the slug “{slug}”.")
        with scope(organisation=camp.organisation):
            done = screen_camp(camp=camp, now=timezone.now(), redo=options["redo"])
            asked = Registration.objects.filter(pk__in=[*done.needs_check, *done.not_now]).order_by("number")
            lines = [(one.number, one.decision, one.needs_check, one.decision_reason) for one in asked]
        counts = {"listed": len(done.listed), "needs_check": len(done.needs_check), "not_now": len(done.not_now)}
        if options["json"]:
            people = [
                {"number": number, "decision": decision, "needs_check": check, "why": why}
                for number, decision, check, why in lines
            ]
            self.stdout.write(json.dumps(counts | {"left": done.left, "people": people}, indent=1, ensure_ascii=False))
            return
        self.stdout.write(
            f"Listed {counts['listed']}, listed and to be checked {counts['needs_check']}, not now"
            f" {counts['not_now']}, left as they were {done.left}."
        )
        for number, _, check, why in lines:
            self.stdout.write(f"  card {number:03d}{' (check)' if check else ''}: {why}")
