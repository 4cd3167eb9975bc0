"""Plan a camp: something at once, then better and better, until the time is over or somebody says stop.

A plan by time on the table, then the bound, a plan by its prices, the walk; then CP-SAT for a small camp as a whole,
for a large one a few tables of a day at a time. The best plan so far stands beside all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from statistics import median_low

from scheduling.planning.bound import Bound, Interrupted, bound_of
from scheduling.planning.construction import construct
from scheduling.planning.grid import Grid, Held
from scheduling.planning.pins import put_pins, put_start
from scheduling.planning.polish import Effort, options, polish
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.schedule import Schedule
from scheduling.planning.search import Walk
from scheduling.planning.solution import Solution, most
from scheduling.planning.stopping import Stopped, never, refuse_too_large
from scheduling.planning.teams import settle_teams
from scheduling.planning.tidying import tidy

SMALL = 1500  # options of a camp that CP-SAT takes at once
WALK = 0.3  # of the time of a small camp, before CP-SAT has the rest
HOT, COLD = 1.0, 0.015  # of the usual value of a case, at the begin and at the end of the walk
EXACT = 1e-6
EVERY = 20  # steps between two looks at the clock
TIDY = 60  # steps a day for the order of the day, when it is settled who is served
GRACE = 0.4  # seconds for that when the time is over already, or somebody said stop
IDLE = 0.1  # what an idle slot costs beside its price


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to end: after so many steps (the same plan on every machine), after so many seconds, or both."""

    iterations: int | None = None
    seconds: float | None = None
    seed: int = 0
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it has come; `bound` is None until it is known."""

    seconds: float
    iterations: int
    value: int
    bound: float | None
    spots: Callable[[], dict[int, Spot]]


@dataclass
class _Best:
    """The incumbent, and whom to tell when there is a better one."""

    grid: Grid
    clock: Callable[[], float]
    report: Callable[[Progress], None]
    begun: float
    held: dict[int, Held]
    pins: dict[int, Spot]
    value: int = -1
    bound: Bound | None = None
    iterations: int = 0

    def offer(self, schedule: Schedule) -> None:
        if schedule.value > self.value:
            self.value, self.held = schedule.value, dict(schedule.held)
            self.tell()

    def tell(self) -> None:
        bound = None if self.bound is None else self.bound.value
        seconds = self.clock() - self.begun
        self.report(
            Progress(seconds=seconds, iterations=self.iterations, value=self.value, bound=bound, spots=self.spots)
        )

    def spots(self) -> dict[int, Spot]:
        """In keys and minutes, what is pinned as it was pinned."""
        jobs = self.grid.jobs
        return {jobs[index].case.key: self.grid.spot(held) for index, held in self.held.items()} | self.pins


def plan(
    problem: Problem,
    *,
    limits: Limits,
    clock: Callable[[], float],
    report: Callable[[Progress], None] = lambda _: None,
    stopped: Stopped = never,
    start: Mapping[int, Spot] | None = None,
) -> Solution:
    """The best plan found within `limits`. `clock` gives seconds from any origin.

    `start` is an earlier plan, of this problem or of one with less: what comes out is worth no less than what of it
    can still be done.

    Stopped before the bound is known, it is the first plan, and says no bound.

    Raises PinsContradict when what is pinned by hand can't stand together, TooLarge for more than can be planned.
    """
    begun = clock()
    refuse_too_large(len(problem.cases), problem.days)
    grid = Grid(problem)
    first = Schedule(grid)
    pins = put_pins(first)
    best = _Best(grid, clock, report, begun, {}, pins)
    put_start(first, start or {})
    free = [job for job in grid.jobs if job.index not in first.held]
    construct(first, free, None)
    best.offer(first)
    pinned = Schedule(grid)
    put_pins(pinned)
    try:
        best.bound = bound = bound_of(pinned, stopped=stopped)
    except Interrupted:
        return Solution(spots=best.spots())
    weight = [[IDLE + price for price in days] for days in bound.slot]
    for by_value in (True, False):
        another = Schedule(grid, weight)
        put_pins(another)
        put_start(another, start or {})
        construct(another, free, bound, by_value=by_value)
        best.offer(another)
    best.tell()
    schedule = _schedule_of(best, weight)
    chance = Random(limits.seed)  # noqa: S311  a search, no secret
    walk = Walk(schedule, bound, chance, frozenset(grid.job_of[key].index for key in pins))
    small = 0 < options(grid) <= SMALL
    _walk(walk, best, limits, stopped, share=WALK if small else 1.0)
    if small and not stopped() and best.value < most(bound.value):
        _at_once(best, limits, stopped)
    _tidied(best, bound, chance, limits, stopped)
    return Solution(spots=best.spots(), bound=bound.value)


def _walk(walk: Walk, best: _Best, limits: Limits, stopped: Stopped, *, share: float) -> None:
    """Steps that cool down with what is used of the limits."""
    usual = median_low(sorted(job.case.value for job in best.grid.jobs)) if best.grid.jobs else 1
    used = 0.0
    while used < 1 and best.value < most(walk.bound.value):  # nothing can be better than the bound
        if best.iterations % EVERY == 0:
            used = _used(best, limits, share)
            if stopped() or used >= 1:
                return
        if walk.step(usual * HOT * (COLD / HOT) ** min(1.0, used)):
            best.offer(walk.schedule)
        best.iterations += 1


def _used(best: _Best, limits: Limits, share: float) -> float:
    by_steps = 0.0 if limits.iterations is None else best.iterations / max(limits.iterations * share, EXACT)
    by_time = 0.0 if limits.seconds is None else (best.clock() - best.begun) / max(limits.seconds * share, EXACT)
    if limits.iterations is None and limits.seconds is None:
        raise ValueError("give a limit: iterations, seconds, or both")
    return max(by_steps, by_time)


def _schedule_of(best: _Best, weight: list[list[float]] | None = None) -> Schedule:
    """The best plan so far as a schedule of its own."""
    schedule = Schedule(best.grid, weight)
    put_pins(schedule)
    for index, held in best.held.items():
        if index not in schedule.held:
            schedule.put(best.grid.jobs[index], held)
    return schedule


def _tidied(best: _Best, bound: Bound, random: Random, limits: Limits, stopped: Stopped) -> None:
    """The second tier: the same people on the same days, in a better order; then whoever fits into what is left; then
    who works with whom.
    """
    schedule = _schedule_of(best)
    fixed = frozenset(best.grid.job_of[key].index for key in best.pins)
    begun = best.clock()

    def over() -> bool:
        """Is it time, and was there a little for the order of the day all the same?"""
        now = best.clock()
        late = limits.seconds is not None and now - best.begun >= limits.seconds
        return now - begun >= GRACE and (late or stopped())

    tidy(schedule, random, steps=TIDY * len(best.grid.days), fixed=fixed, stopped=over)
    construct(schedule, [job for job in best.grid.jobs if job.index not in schedule.held], bound)
    settle_teams(schedule, fixed)
    best.held, best.value = dict(schedule.held), schedule.value
    best.tell()


def _at_once(best: _Best, limits: Limits, stopped: Stopped) -> None:
    """The whole of a small camp, from the best plan so far."""
    grid = best.grid
    schedule = _schedule_of(best)
    left = None if limits.seconds is None else max(0.1, limits.seconds - (best.clock() - best.begun))
    effort = Effort(
        seconds=left,
        deterministic=limits.iterations / 1000 if limits.iterations else None,
        workers=limits.workers,
        seed=limits.seed,
        stopped=stopped,
    )
    free = [job for job in grid.jobs if job.case.key not in best.pins]
    if polish(schedule, days=grid.days, tables=range(len(grid.tables)), jobs=free, effort=effort):
        best.offer(schedule)
