"""May this patient go first? Possible; possible, but others move too; or not possible, and what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from scheduling.planning.emergencies import pinned_at
from scheduling.planning.explain import Reason, remedies_of, why
from scheduling.planning.grid import Held, Job, ones
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.proposal import Aim, Move, proposal_of
from scheduling.planning.replan import costs_of, settle
from scheduling.planning.schedule import Schedule
from scheduling.planning.the_day import Day

STEPS = 120  # for the third patients who have to move


class Verdict(StrEnum):
    """What the check comes to; `also`: third patients move too."""

    POSSIBLE = "possible"
    ALSO = "also"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Answer:
    """`spots` is the whole day as it would be. A no says why: `frozen` is who can't be moved at all, `reason` what is
    in the way of whom it names (the one who would go first, or somebody who would lose the place).
    """

    verdict: Verdict
    spots: Mapping[int, Spot]
    moves: tuple[Move, ...] = ()
    frozen: int | None = None
    reason: Reason | None = None


def let_first(problem: Problem, day: int, *, first: int, before: int | None = None, since: int = 0) -> Answer:
    """Let the case `first` begin before the case `before`, or without one as early as it can be that day.

    Only what has to move does; nobody loses the place, and whoever has lost table or team already stays there for a
    person to decide. Raises PinsContradict as `plan` does, KeyError for a case that does not stand on that day.
    """
    the_day = Day.of(problem, day, since=since)
    one = the_day.grid.job_of[first]
    if first in the_day.pins:
        return Answer(Verdict.NO, {}, frozen=first)
    if one.index not in the_day.targets:
        raise KeyError(f"case {first} has no place on day {day}")
    lost = {
        job.case.key: job.case.stands
        for job in (the_day.job(index) for index in the_day.targets)
        if not the_day.put_back(job.index) and job.case.stands is not None and job.index != one.index
    }
    if lost:
        the_day = Day.of(pinned_at(problem, lost), day, since=since)
        one = the_day.grid.job_of[first]
        the_day.put_all()
    elif one.index not in the_day.schedule.held:
        the_day.put_near(one.index)
    until = _latest(the_day, first, before)
    here = the_day.schedule.held.get(one.index)
    if before is not None and here is not None and max(here.start, the_day.targets[one.index].start) < until:
        return _answer(the_day, Verdict.POSSIBLE)  # it begins before the other one already
    return (
        _alone(the_day, one, until, before) or _pair(the_day, one, until, before) or _all(the_day, one, until, before)
    )


def changes_places(schedule: Schedule, one: Job, other: Job) -> tuple[Held, Held] | None:
    """Where the two would be if `one` began where `other` does and `other` went as near as it can to where `one` was.

    The schedule stays as it is; it takes microseconds. None where no such pair of places is free.
    """
    was_one, was_other = schedule.take(one), schedule.take(other)
    day = was_other.day
    found = None
    held = schedule.nearest(_until(one, day, was_other.start), day, was_other)
    if held is not None:
        schedule.put(one, held)
        back = schedule.nearest(_since(other, day, held.start), day, was_one)
        schedule.take(one)
        found = None if back is None else (held, back)
    schedule.put(one, was_one)
    schedule.put(other, was_other)
    return found


def _latest(the_day: Day, first: int, before: int | None) -> int:
    """The last slot at which `first` would begin soon enough."""
    if before is None:
        return the_day.targets[the_day.grid.job_of[first].index].start - 1
    other = the_day.grid.job_of[before]
    held = the_day.schedule.held.get(other.index)
    if held is None:
        raise KeyError(f"case {before} has no place on day {the_day.day}")
    return held.start


def _alone(the_day: Day, one: Job, until: int, before: int | None) -> Answer | None:
    """Into a gap that is there already."""
    schedule = the_day.schedule
    was = schedule.held.get(one.index)
    if was is not None:
        schedule.take(one)
    goal = the_day.targets[one.index]._replace(start=0 if before is None else until)
    held = schedule.nearest(_until(one, the_day.day, until), the_day.day, goal)
    if held is not None:
        schedule.put(one, held)
        return _answer(the_day, Verdict.POSSIBLE)
    if was is not None:
        schedule.put(one, was)
    return None


def _pair(the_day: Day, one: Job, until: int, before: int | None) -> Answer | None:
    """The two change places, as near as their lengths let them."""
    schedule = the_day.schedule
    if one.index not in schedule.held:
        return None
    for index in _whom(the_day, one, until, before):
        other = the_day.job(index)
        found = changes_places(schedule, one, other)
        if found is not None and found[0].start <= until:
            for job in (one, other):
                schedule.take(job)
            for job, held in zip((one, other), found, strict=True):
                schedule.put(job, held)
            return _answer(the_day, Verdict.POSSIBLE)
    return None


def _whom(the_day: Day, one: Job, until: int, before: int | None) -> list[int]:
    """With whom it may change places: the one that was named, else who begins earliest."""
    held = the_day.schedule.held
    if before is not None:
        index = the_day.grid.job_of[before].index
        return [index] if index in the_day.targets and index in held else []
    others = [index for index in the_day.targets if index != one.index and index in held and held[index].start <= until]
    return sorted(others, key=lambda index: (held[index].start, index))


def _all(the_day: Day, one: Job, until: int, before: int | None) -> Answer:
    """First of all the one, then the others as near as they can be to where they stand."""
    schedule = the_day.schedule
    stood = {index: schedule.held[index] for index in the_day.targets if index in schedule.held}
    for index in stood:
        schedule.take(the_day.job(index))
    goal = the_day.targets[one.index]._replace(start=0 if before is None else until)
    held = schedule.nearest(_until(one, the_day.day, until), the_day.day, goal)
    if held is None:
        remedies = remedies_of(schedule, one, days=(the_day.day,), until=until)
        return Answer(Verdict.NO, {}, reason=Reason(one.case.key, remedies))
    schedule.put(one, held)
    del the_day.targets[one.index]
    if before is not None:
        index = the_day.grid.job_of[before].index
        the_day.grid.jobs[index] = _since(the_day.job(index), the_day.day, held.start)
    for index in the_day.in_order(the_day.targets):
        the_day.put_near(index)
    settle(the_day, costs_of(Aim.FEWEST), Random(0), STEPS)  # noqa: S311  a search, no secret
    lost = [index for index in stood if index not in schedule.held]
    if lost:
        return Answer(Verdict.NO, {}, reason=_today(why(schedule, the_day.job(lost[0])), the_day.day))
    return _answer(the_day, Verdict.ALSO)


def _today(reason: Reason, day: int) -> Reason:
    """Only what would help on that day."""
    return replace(reason, remedies=tuple(each for each in reason.remedies if each.day == day), instead_of=None)


def _answer(the_day: Day, verdict: Verdict) -> Answer:
    spots = the_day.spots()
    return Answer(verdict, spots, proposal_of(the_day.problem, the_day.day, spots, None).moves)


def _until(job: Job, day: int, last: int) -> Job:
    """The same job, if it must begin by this slot."""
    starts = job.starts[day] & ones(max(0, last + 1))
    return replace(job, starts=(*job.starts[:day], starts, *job.starts[day + 1 :]))


def _since(job: Job, day: int, first: int) -> Job:
    """The same job, if it may not begin before this slot."""
    starts = job.starts[day] >> max(0, first) << max(0, first)
    return replace(job, starts=(*job.starts[:day], starts, *job.starts[day + 1 :]))
