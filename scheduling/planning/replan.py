"""Plan the rest of a day again with the least disturbance, after something changed.

Whoever can stay where they were stays, emergencies always get in, and a short search moves as few people as little as
it can. What has begun is pinned by the caller, the past is closed in the hours of tables and doctors.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from scheduling.planning.emergencies import late_emergencies, pinned_at
from scheduling.planning.grid import Held, Job
from scheduling.planning.overtime import longer_for
from scheduling.planning.problem import Problem
from scheduling.planning.proposal import FAR, Aim, Proposal, proposal_of
from scheduling.planning.the_day import Day

STEPS = 300
AT_THE_TROUBLE = 0.7  # of the steps begin at somebody who is moved or has no place
TOGETHER = 6  # are taken out at once, at most


def replan(
    problem: Problem,
    day: int,
    *,
    aim: Aim,
    seed: int = 0,
    steps: int = STEPS,
    since: int = 0,
    gone: frozenset[int] = frozenset(),
) -> Proposal:
    """The day again, with the least of what `aim` counts; emergencies first, then all who stood there, nobody new.

    Where somebody would lose the place, another way is tried that moves many, unless few moves are what is asked for.
    `since` and `gone` as in `shift_right`. Raises PinsContradict as `plan` does.
    """
    late = late_emergencies(problem, day, since=since, gone=gone)
    the_day = Day.of(pinned_at(problem, late.spots), day, since=since)
    the_day.put_all()
    settle(the_day, costs_of(aim), Random(seed), steps)  # noqa: S311  a search, no secret
    if aim is not Aim.FEWEST and the_day.somebody_waits():
        other = Day.of(pinned_at(problem, late.spots), day, since=since)
        other.put_by_worth()
        settle(other, costs_of(aim), Random(seed), steps)  # noqa: S311  a search, no secret
        the_day = other if other.schedule.value > the_day.schedule.value else the_day
    spots = the_day.spots()
    return proposal_of(problem, day, spots, aim, longer=longer_for(problem, spots, late.spots), helpless=late.helpless)


Cost = Callable[[Job, Held, Held], float]


def costs_of(aim: Aim) -> Cost:
    """What it costs that a job is here and not at its target, in the unit of one minute or of one person."""

    def moved(job: Job, held: Held, target: Held) -> float:
        minutes = abs(held.start - target.start)
        change = 2.5 * (held.table != target.table) + 1.25 * (held.leader != target.leader)
        change += 0.5 * (held.anaesthetist != target.anaesthetist)
        if job.case.stands is None:
            return 5.0 * held.start  # an emergency: nothing weighs more than its waiting
        if aim is Aim.FEWEST:
            return 5 * change + 0.01 * minutes + 50 * (minutes > 0) + 150 * (minutes > FAR)
        if aim is Aim.NEAREST:
            return change + minutes
        return change + max(0, held.start - target.start) ** 1.5 / 2 + 0.2 * max(0, target.start - held.start)

    return moved


def settle(the_day: Day, cost: Cost, random: Random, steps: int) -> None:
    """Take a few out, put them back near where they were, keep what serves more or moves less."""
    schedule, targets = the_day.schedule, the_day.targets
    total = sum(_cost(the_day, index, cost) for index in targets)
    for _ in range(steps):
        placed = sorted(index for index in targets if index in schedule.held)
        centre = _centre(the_day, placed, random)
        if centre is None:
            return  # everybody is where they stood
        placed.sort(key=lambda index: abs(schedule.held[index].start - centre.start))
        out = placed[: random.randint(1, TOGETHER)]
        value, was = schedule.value, {index: schedule.take(the_day.job(index)) for index in out}
        waiting = [index for index in targets if index not in schedule.held]
        before = total - sum(cost(the_day.job(index), held, targets[index]) for index, held in was.items())
        random.shuffle(waiting)
        if random.random() < 0.5:
            waiting.sort(key=lambda index: (not the_day.is_emergency(index), -the_day.job(index).case.value))
        put = [index for index in waiting if the_day.put_near(index)]
        after = before + sum(_cost(the_day, index, cost) for index in put)
        emergencies = all(index in schedule.held for index in out if the_day.is_emergency(index))
        if emergencies and (schedule.value, -after) > (value, -total):
            total = after
            continue
        for index in put:
            schedule.take(the_day.job(index))
        for index, held in was.items():
            schedule.put(the_day.job(index), held)


def _cost(the_day: Day, index: int, cost: Cost) -> float:
    held = the_day.schedule.held.get(index)
    return 0.0 if held is None else cost(the_day.job(index), held, the_day.targets[index])


def _centre(the_day: Day, placed: list[int], random: Random) -> Held | None:
    """Somebody who is moved, or who stands near where somebody without a place should be; now and then anybody."""
    schedule, targets = the_day.schedule, the_day.targets
    trouble = [targets[index] for index in targets if index not in schedule.held]
    trouble += [schedule.held[index] for index in placed if _is_moved(schedule.held[index], targets[index])]
    if not trouble or not placed:
        return None
    if random.random() < AT_THE_TROUBLE:
        return random.choice(trouble)
    return schedule.held[random.choice(placed)]


def _is_moved(held: Held, target: Held) -> bool:
    return held[:5] != target[:5]
