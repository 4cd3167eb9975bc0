"""`manage.py plan_camp SLUG [--seconds N] [--seed S] [--iterations K] [--z Z] [--json]`: propose a plan of a camp."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.planning.pins import PinsContradict
from scheduling.planning.solution import gap
from scheduling.planning.solve import Limits, Progress
from scheduling.services.planning import Planned, plan_camp

SECONDS = 20.0


class Command(BaseCommand):
    help = "Propose who, when, at which table, the gap to the best, why each one left out is. Books nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--seconds", type=float, help=f"how long to search (default {SECONDS:.0f})")
        parser.add_argument("--iterations", type=int, help="how many steps, for the same plan on every machine")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--z", type=float, default=1.0, help="time kept back for overruns, 0 to 2 (default 1)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(f"No camp has the slug “{slug}”.")
        seconds = options["seconds"] or (None if options["iterations"] else SECONDS)
        limits = Limits(
            iterations=options["iterations"],
            seconds=seconds,
            seed=options["seed"],
            workers=1 if options["iterations"] else 2,
        )
        report = None if options["json"] or not self.stdout.isatty() else self.progress
        with scope(organisation=camp.organisation):
            try:
                planned = plan_camp(
                    camp=camp, limits=limits, now=timezone.now(), clock=time.monotonic, z=options["z"], report=report
                )
            except PinsContradict as error:
                raise CommandError(f"{error}. Move or unpin one of them on the day view.") from error
        if options["json"]:
            self.stdout.write(json.dumps(planned.as_dict(), indent=1, ensure_ascii=False))
        else:
            self.tell(planned)

    def progress(self, progress: Progress) -> None:
        """One line that is written over."""
        best = "" if progress.bound is None else f", at most {gap(progress.value, progress.bound):.1f} % from the best"
        self.stdout.write(f"\r{progress.seconds:5.1f} s: worth {progress.value}{best}   ", ending="")

    def tell(self, planned: Planned) -> None:
        served = ", ".join(f"P{priority} {many}" for priority, many in planned.served.items())
        self.stdout.write(
            f"\nServes {sum(planned.served.values())} of {len(planned.of.problem.cases)} ({served}); "
            f"at most {planned.gap:.1f} % short of the best there can be. Left out {len(planned.left_out)}."
        )
        for line in planned.as_dict()["left_out"]:
            self.stdout.write(f"  card {line['number']:03d}: {' '.join(line['reasons'])}")
