"""`manage.py sample_camp [--fresh]`: the sample camps, and who to sign in as."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope

from camps.sample_accounts import PASSWORD
from notifications.services.sample_camp import sample_camp
from notifications.services.sample_day import day_under_way, sample_day


class Command(BaseCommand):
    help = "Load the sample camp `ortho`, beginning in nine days, filled and published, and one under way today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="make another when the last one is over")

    def handle(self, *args: Any, fresh: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The sample's passwords are known to everybody: it is for CAMPLINE_MODE=local only.")
        now = timezone.now()
        sample = sample_camp(now=now, fresh=fresh)
        camp = sample.camp
        say = self.stdout.write
        if fresh and not sample.made:
            say(f"{camp.name} is not over yet, so it stays.")
        days = f"{camp.first_day:%-d %B} to {camp.last_day:%-d %B %Y}"
        say(f"{camp.name}, {days}: {settings.PUBLIC_URL}/camps/{camp.slug}/")
        with scope(organisation=camp.organisation):
            today = sample_day(camp.organisation, now=now) if sample.made or fresh else day_under_way(now=now)
        if today:
            say(f"{today.name}: {settings.PUBLIC_URL}/camps/{today.slug}/today/")
        say(f"Sign in with the password “{PASSWORD}” as")
        for key, email in sample.sign_ins:
            say(f"  {key:<10} {email}")
        say(f"A patient's link: {sample.patient_link}")
