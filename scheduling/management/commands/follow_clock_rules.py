"""`manage.py follow_clock_rules`: what is to come keeps its hour on the wall when a zone's rules changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from scheduling.services.clock_rules import follow_clock_rules


class Command(BaseCommand):
    help = "After an update of tzdata: compute the instants of what is to come anew. Run it before the web server."

    def handle(self, *args: Any, **options: Any) -> None:
        for done in follow_clock_rules(now=timezone.now()):
            self.stdout.write(
                f"{done.zone}: the rules changed with {done.version}; {done.appointments} appointments keep their hour."
            )
