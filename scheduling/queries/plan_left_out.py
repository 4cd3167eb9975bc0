"""Who has no place in a plan, with names, and what would help most of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from camps.models import Registration
from scheduling.models import Plan
from scheduling.planning.openings import Rule

WAYS = {
    Rule.READY: "Consent and fitness on record",
    Rule.DAYS: "Patients who can be there on another day",
    Rule.ELSEWHERE: "Patients without another place at that hour",
    Rule.ARRIVAL: "Patients who can be there earlier",
    Rule.FASTING: "A later end of the fast",
    Rule.LAST_BUS: "A later way home",
    Rule.FAMILY: "A day apart from the family",
    Rule.HOURS: "Longer hours",
    Rule.SLACK: "Less time kept back for what runs over",
    Rule.KIT: "One more kit",
    Rule.ANAESTHETIST: "One more anaesthetist",
    Rule.LEADER: "One more surgeon",
    Rule.TABLE: "One more table",
    Rule.RECOVERY: "One more recovery bed",
    Rule.WARD: "One more bed for the night",
}


@dataclass(frozen=True)
class LeftOut:
    """`lines` are as Plan.left_out has them, with `name`; `ways` count whom each thing alone would give a place."""

    many: int
    lines: list[dict[str, Any]]
    more: int
    ways: list[tuple[str, int]]


def left_out_of(plan: Plan, *, most: int | None) -> LeftOut:
    """The most urgent first, then by card number; at most so many lines."""
    order = sorted(plan.left_out, key=lambda line: (line["priority"], line["number"]))
    shown = order if most is None else order[:most]
    people = Registration.objects.select_related("patient").in_bulk([line["registration"] for line in shown])
    lines = [
        {**line, "name": people[line["registration"]].patient.name} for line in shown if line["registration"] in people
    ]
    alone = Counter(rule for line in order for rule in line["alone"])
    ways = [(WAYS[Rule(rule)], many) for rule, many in alone.most_common()]
    return LeftOut(len(order), lines, len(order) - len(shown), ways)
