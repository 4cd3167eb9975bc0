"""Why somebody has no place in a plan, in words."""

from __future__ import annotations

from dataclasses import dataclass

from scheduling.planning.explain import Reason, Remedy
from scheduling.planning.openings import Rule
from scheduling.planning.problem import Case, Problem, clock

MANY = "More than two things are in the way on every day."


@dataclass(frozen=True)
class ReasonLine:
    """One sentence a reason, with the rules it names."""

    rules: tuple[str, ...]
    words: str


def reason_lines(problem: Problem, reason: Reason) -> list[ReasonLine]:
    """What would give the case a place, each way in a sentence; days are counted from 1."""
    case = next(each for each in problem.cases if each.key == reason.case)
    lines = [
        ReasonLine(tuple(str(rule) for rule in remedy.rules), _sentence(problem, case, remedy))
        for remedy in reason.remedies
    ]
    return lines or [ReasonLine((), MANY)]


def _sentence(problem: Problem, case: Case, remedy: Remedy) -> str:
    whats = " and ".join(_what(problem, case, remedy, rule) for rule in remedy.rules)
    return f"Would fit on day {remedy.day + 1} at {clock(remedy.start)} {whats}."


def _what(problem: Problem, case: Case, remedy: Remedy, rule: Rule) -> str:
    table = next((table.name for table in problem.tables if table.key == remedy.table), "the table")
    specialties = " and ".join(sorted(case.specialties - {"any"})) or "any specialty"
    kits = " or ".join(sorted(case.equipment)) or "kit"
    words = {
        Rule.READY: "if consent and fitness were there",
        Rule.DAYS: "if the patient could be there that day",
        Rule.ELSEWHERE: "if the patient had no other place at that hour, at another camp say",
        Rule.ARRIVAL: "if the patient could be there by then",
        Rule.FASTING: "if the fast could last until then",
        Rule.LAST_BUS: "if there were a later way home",
        Rule.FAMILY: "on another day than the family",
        Rule.HOURS: f"if {table} and its team stayed {remedy.longer or 'some'} minutes longer",
        Rule.SLACK: "if less time were kept back for what runs over",
        Rule.KIT: f"with one more {kits}",
        Rule.ANAESTHETIST: "with one more anaesthetist",
        Rule.LEADER: f"with one more {case.roles[0]} for {specialties}",
        Rule.TABLE: f"with one more table like {table}",
        Rule.RECOVERY: "with one more recovery bed",
        Rule.WARD: "with one more bed for the night",
    }
    return words[rule]
