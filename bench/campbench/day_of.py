"""Thirty days on which something happens: six camps of one day as they were told, five things that happen on each.

At `now` what has begun stays, the hours before are over, and the rest of the day has to be planned again. How each
day stood is kept in `days/`, so that it is the same day for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from random import Random

from bench.campbench.generator import CLOSES, OPENS, made
from bench.campbench.plan_file import read
from scheduling.planning.problem import Case, Hours, Problem, Spot

DAYS = Path(__file__).parent / "days"
SEEDS = (1, 2, 3, 4, 5, 6)
PATIENTS, TABLES, LOAD = 80, 8, 0.85
NEW = 9000  # the key of an emergency


class Happening(StrEnum):
    """What happens."""

    LATE_TABLE = "late table"
    NO_SHOW = "no-show"
    SURGEON_GONE = "surgeon gone"
    EMERGENCY = "emergency"
    SWAP = "swap"  # one patient has to go before another one of the same day


@dataclass(frozen=True, slots=True)
class Scenario:
    """One day of one camp and what happens on it."""

    happening: Happening
    seed: int

    @property
    def name(self) -> str:
        return f"day-{self.seed}-{self.happening.replace(' ', '-')}"


SCENARIOS = tuple(Scenario(happening, seed) for happening in Happening for seed in SEEDS)


def stood(seed: int) -> Problem:
    """The day as everybody was told."""
    camp = made(patients=PATIENTS, tables=TABLES, days=1, load=LOAD, seed=seed)
    spots = read((DAYS / f"day-{seed}.csv").read_text().splitlines())
    return replace(camp, cases=tuple(replace(case, stands=spots.get(case.key)) for case in camp.cases))


def happened(scenario: Scenario) -> tuple[Problem, int]:
    """The day as it has to be planned again, and the minute at which that is known."""
    random = Random(f"campbench {scenario.name}")
    problem = stood(scenario.seed)
    now = OPENS if scenario.happening is Happening.LATE_TABLE else OPENS + random.randrange(60, 180, 5)
    standing = [(case, case.stands) for case in problem.cases if case.stands is not None]
    later = [(case, stands) for case, stands in standing if stands.start > now + 30]
    if scenario.happening is Happening.LATE_TABLE:
        table = random.choice(sorted({stands.table for _, stands in standing}))
        opens = OPENS + random.randrange(60, 160, 5)
        changed = replace(
            problem,
            tables=tuple(
                replace(each, hours=(((opens, CLOSES),),)) if each.key == table else each for each in problem.tables
            ),
        )
        return changed, now
    problem = _frozen(problem, now)
    if scenario.happening is Happening.NO_SHOW:
        missing, _ = random.choice(later)
        return replace(problem, cases=tuple(each for each in problem.cases if each.key != missing.key)), now
    if scenario.happening is Happening.SURGEON_GONE:
        gone = random.choice(sorted({stands.leader for _, stands in later if stands.leader is not None}))
        return _gone(problem, gone, now, standing), now
    if scenario.happening is Happening.EMERGENCY:
        like = random.choice([case for case, _ in later if case.anaesthetist])
        new = replace(like, key=NEW, number=NEW, priority=1, value=10_000, stands=None, family=None)
        new = replace(new, earliest=now, latest_start=None, home_by=None)
        return replace(problem, cases=(*problem.cases, new)), now
    return _first(problem, random, later), now


def _frozen(problem: Problem, now: int) -> Problem:
    """What has begun stays; nothing else begins before now."""

    def own(case: Case) -> Case:
        if case.stands is not None and case.stands.start <= now:
            return replace(case, pinned=case.stands)
        return replace(case, earliest=max(case.earliest, now))

    return replace(problem, cases=tuple(own(case) for case in problem.cases))


def _gone(problem: Problem, doctor: int, now: int, standing: list[tuple[Case, Spot]]) -> Problem:
    """A surgeon who leaves after the operation that is under way."""
    ends = [stands.start + case.minutes for case, stands in standing if stands.leader == doctor and stands.start <= now]
    leaves = max([now, *ends])

    def until(hours: Hours) -> Hours:
        return (tuple((start, min(end, leaves)) for start, end in hours[0] if start < leaves),)

    return replace(
        problem,
        doctors=tuple(
            replace(each, hours=until(each.hours)) if each.key == doctor else each for each in problem.doctors
        ),
    )


def _first(problem: Problem, random: Random, later: list[tuple[Case, Spot]]) -> Problem:
    """One who can't wait until the hour that was told: it must begin when another one of the table was to begin."""
    one, stands = random.choice([(case, stands) for case, stands in later if _before(later, stands)])
    other = random.choice(_before(later, stands))
    asked = replace(one, latest_start=other[1].start, value=one.value * 100)
    return replace(problem, cases=tuple(asked if each.key == one.key else each for each in problem.cases))


def _before(later: list[tuple[Case, Spot]], stands: Spot) -> list[tuple[Case, Spot]]:
    return [pair for pair in later if pair[1].table == stands.table and pair[1].start < stands.start]
