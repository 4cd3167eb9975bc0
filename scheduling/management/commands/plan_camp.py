"""`manage.py plan_camp SLUG [--seconds N] [--seed S] [--iterations K] [--z Z] [--accept] [--json]`: plan a camp."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.errors import SchedulingError
from scheduling.models import Plan, PlanState
from scheduling.planning.settings import SECONDS, PlanSettings
from scheduling.queries.plans import gap_of, plan_as_dict, tenth_up
from scheduling.services.accepting import accept_plan
from scheduling.services.booking import Actor
from scheduling.services.plan_jobs import ask_for_plan, run_plan

BAR = 24


def how_good(gap: float | None) -> str:
    """In words; `gap` in per cent."""
    if gap is None:
        return "how good that is was not worked out"
    return f"at most {tenth_up(gap):.1f} % short of the best there can be" if gap else "no plan can be better"


class Command(BaseCommand):
    help = "Propose who, when, at which table, the gap to the best, why each one left out is; --accept books it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--seconds", type=float, help=f"how long to search (default {SECONDS:.0f})")
        parser.add_argument("--iterations", type=int, help="how many steps, for the same plan on every machine")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--z", type=float, default=1.0, help="time kept back for overruns, 0 to 3 (default 1)")
        parser.add_argument("--accept", action="store_true", help="book, move and give up what the plan says")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(f"No camp has the slug “{slug}”.")
        settings = PlanSettings(
            seconds=SECONDS if options["seconds"] is None and not options["iterations"] else options["seconds"],
            iterations=options["iterations"],
            seed=options["seed"],
            z=options["z"],
        )
        with scope(organisation=camp.organisation):
            try:
                said = self.planned(camp, settings, accept=options["accept"], quiet=options["json"])
            except SchedulingError as error:
                raise CommandError(f"{error.message} {error.cure}".strip()) from error
        if options["json"]:
            self.stdout.write(json.dumps(said, indent=1, ensure_ascii=False))
        else:
            self.tell(said)

    def planned(self, camp: Camp, settings: PlanSettings, *, accept: bool, quiet: bool) -> dict[str, Any]:
        """Search here and now, in a row that the page shows too; raises CommandError when it did not come to an end."""
        plan = ask_for_plan(camp=camp, settings=settings, by=None, now=timezone.now())
        done = run_plan(
            plan_id=plan.pk,
            now=timezone.now,
            clock=time.monotonic,
            workers=1 if settings.iterations else 2,
            report=(lambda _: None) if quiet or not self.stdout.isatty() else self.progress,
        )
        if done is None or done.state != PlanState.DONE:
            raise CommandError(done.trouble if done else "A worker took this plan; see it on the camp's page.")
        said = plan_as_dict(done)
        if accept:
            actor = Actor(said_by="system", reason=f"plan {plan.pk} accepted")
            took = accept_plan(plan=done, actor=actor, now=timezone.now())
            said["accepted"] = {name: getattr(took, name) for name in ("booked", "moved", "dropped", "at_once")}
        return said

    def progress(self, plan: Plan) -> None:
        """One line that is written over."""
        spent = plan.progress[-1][0] if plan.progress else 0.0
        share = min(1.0, spent / (plan.settings.get("seconds") or max(spent, 1.0)))
        bar = "█" * round(BAR * share) + "░" * (BAR - round(BAR * share))
        best = "" if plan.bound is None else f", {how_good(gap_of(plan))}"
        self.stdout.write(f"\r{bar} {spent:5.1f} s: worth {plan.value}{best}   ", ending="")

    def tell(self, said: dict[str, Any]) -> None:
        served = ", ".join(f"{name} {many}" for name, many in said["served"].items())
        self.stdout.write(
            f"\nServes {sum(said['served'].values())} of {said['listed']} ({served}); "
            f"{how_good(said['gap'])}. Left out {len(said['left_out'])}."
        )
        for line in said["left_out"]:
            self.stdout.write(f"  card {line['number']:03d}: {' '.join(line['reasons'])}")
        if "accepted" in said:
            took = said["accepted"]
            self.stdout.write(
                f"Accepted: {took['booked']} booked, {took['moved']} moved, {took['dropped']} given up. "
                f"{took['at_once']} are told at once, the others when you publish."
            )
