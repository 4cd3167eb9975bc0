"""`manage.py replan_camp SLUG --change JSON [--day D] [--aim A] [--accept] [--json]`: plan a day again after a change.

--change '{"what": "table", "table": "Table 1", "until": "10:30"}'      (or "from", today else from now on)
--change '{"what": "doctor", "doctor": "Ada Bone", "from": "13:00"}'
--change '{"what": "runs_over", "card": 12, "minutes": 40}'
--change '{"what": "emergency", "card": 90}'          --change '{"what": "no_show", "card": 12}'
--change '{"what": "patient_late", "card": 12, "until": "11:00"}'
--change '{"what": "first", "card": 12, "before": 7}' --change '{"what": "nothing"}'
"""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.errors import SchedulingError
from scheduling.planning.proposal import Aim
from scheduling.queries.plan_faults import faults_as_dicts
from scheduling.queries.replan_cards import Card, card_of
from scheduling.queries.said_changes import change_said
from scheduling.services.booking import Actor
from scheduling.services.replanning import RIGHT, accept_proposal, propose

AIMS = [RIGHT, *(str(aim) for aim in Aim)]


class Command(BaseCommand):
    help = __doc__ or ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--change", required=True, metavar="JSON", help="what happened, see above")
        parser.add_argument("--day", type=date.fromisoformat, help="as 2027-03-09 (default: today at the venue)")
        parser.add_argument("--aim", choices=AIMS, help="show and accept only this proposal")
        parser.add_argument("--accept", action="store_true", help="do what the proposal of --aim says (default fewest)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        with scopes_disabled():
            camp = Camp.objects.select_related("venue", "organisation").filter(slug=slug).first()
        if camp is None:
            raise CommandError(f"No camp has the slug “{slug}”.")
        with scope(organisation=camp.organisation):
            try:
                said = self.replanned(camp, **options)
            except SchedulingError as error:
                raise CommandError(f"{error.message} {error.cure}".strip()) from error
            except ValueError as error:
                raise CommandError(f"--change: {error}") from error
        self.stdout.write(json.dumps(said, indent=1, ensure_ascii=False) if options["json"] else in_words(said))

    def replanned(
        self, camp: Camp, *, change: str, day: date | None, aim: str | None, accept: bool, **_: Any
    ) -> dict[str, Any]:
        """The proposals, and what was done of them. Raises ValueError for a change that can't be read."""
        now = timezone.now()
        on = day or now.astimezone(camp.zone).date()
        rows = propose(camp=camp, change=change_said(camp, on, json.loads(change)), by=None, now=now)
        cards = [card_of(row) for row in rows]
        wanted = aim or (str(Aim.FEWEST) if accept else None)
        if wanted and len(cards) > 1:
            cards = [card for card in cards if wanted in card.aims]
        said: dict[str, Any] = {"day": on.isoformat(), "proposals": [as_dict(card, camp) for card in cards]}
        if accept:
            actor = Actor(said_by="system", reason="changed on the day")
            done = accept_proposal(plan=cards[0].plan, actor=actor, now=timezone.now())
            said["accepted"] = {"booked": done.booked, "moved": done.moved, "dropped": done.dropped}
        return said


def as_dict(card: Card, camp: Camp) -> dict[str, Any]:
    """A proposal as `--json` prints it; hours are the venue's."""

    def clock(at: Any) -> str | None:
        return None if at is None else f"{at.astimezone(camp.zone):%H:%M}"

    return {
        "aims": card.aims,
        "plan": card.plan.pk,
        "moved": len(card.moved),
        "moved_far": card.far,
        "minutes_moved": card.minutes,
        "dropped": [line.person.number for line in card.dropped],
        "new": [line.person.number for line in card.new],
        "helpless": [person.number for person in card.helpless],
        "stuck": [person.number for person in card.stuck],
        "under_way": [person.number for person in card.under_way],
        "overtime": card.overtime,
        "longer": [
            {"what": one.what, "name": one.name, "until": clock(one.until), "minutes": one.minutes}
            for one in card.longer
        ],
        "doctors": card.doctors,
        "violations": faults_as_dicts(card.plan, stands=False),
        "people": [
            {
                "card": line.person.number,
                "was": clock(line.moved.was),
                "will_be": clock(line.moved.will_be),
                "other_day": line.moved.other_day,
                "minutes": line.moved.minutes,
                "table": line.moved.table,
            }
            for line in card.lines
        ],
    }


def in_words(said: dict[str, Any]) -> str:
    """The same for people."""
    lines = []
    for one in said["proposals"]:
        lines.append(
            f"{' · '.join(one['aims'])}: {one['moved']} moved ({one['moved_far']} by more than 30 minutes), "
            f"{len(one['dropped'])} lose the place, {one['overtime']} minutes of overtime, plan {one['plan']}"
        )
        lines += [f"  {each['name'] or each['what']} until {each['until'] or 'morning'}" for each in one["longer"]]
        lines += [f"  card {number:03d}: nobody of this camp can operate" for number in one["helpless"]]
        lines += [f"  card {number:03d}: put there by hand, needs cover then" for number in one["stuck"]]
        lines += [f"  card {number:03d}: the hour has come, so not moved" for number in one["under_way"]]
        lines += [
            f"  card {each['card']:03d}: {each['was'] or 'no place'}"
            + (" of another day" if each["other_day"] else "")
            + f" → {each['will_be'] or 'no place any more'}"
            + (f" ({each['minutes']:+d} min)" if each["minutes"] and not each["other_day"] else "")
            for each in one["people"]
        ]
    if "accepted" in said:
        took = said["accepted"]
        lines.append(f"Done: {took['moved']} moved, {took['booked']} new, {took['dropped']} lost the place.")
    return "\n".join(lines)
