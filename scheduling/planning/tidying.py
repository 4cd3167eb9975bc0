"""The order of a day, once it is settled who is served: who should go first does, and who was told an hour keeps it.

Infants and young children first, diabetics and others who fast early, infected cases last, the preferred surgeon,
little change to what people were told. Nobody gains or loses a place by it, so this tier never costs the one above.
"""

from __future__ import annotations

from random import Random

from scheduling.planning.grid import Grid, Held, Job
from scheduling.planning.schedule import Schedule
from scheduling.planning.stopping import Stopped, never

EMERGENCY = 5.0  # a slot of waiting, in the same unit as all below
EARLY = (0.0, 1.5, 3.0)  # a slot after opening, by `Case.early`
FASTING = 0.5  # a slot of somebody who fasts for other reasons
INFECTED = 1.0  # a slot before the table's last
MOVED = 0.3  # a slot away from the hour that people were told
ANOTHER_DAY = 40.0
ANOTHER_TABLE = 1.0
ANOTHER_SURGEON = 4.0  # than the preferred one
EVERY = 20  # steps between two looks at the clock
TOGETHER = 8  # are taken out at once, at most


def discomfort(grid: Grid, job: Job, held: Held) -> float:
    """What is not as it should be with one case, in slots; 0 is perfect."""
    case = job.case
    opens = grid.open[held.table][held.day]
    after = held.start - ((opens & -opens).bit_length() - 1)
    found = EARLY[case.early] * after
    if case.priority == 1:
        found += EMERGENCY * after
    if case.latest_start is not None and not case.early:
        found += FASTING * after
    if case.infected:
        found += INFECTED * max(0, opens.bit_length() - held.start - job.hold)
    if case.preferred is not None and grid.doctor_at.get(case.preferred) != held.leader:
        found += ANOTHER_SURGEON
    if case.stands is not None:
        found += MOVED * abs(held.start - grid.slot(case.stands.start)) if case.stands.day == held.day else ANOTHER_DAY
        found += ANOTHER_TABLE * (grid.table_at.get(case.stands.table) != held.table)
    return found


def tidy(
    schedule: Schedule,
    random: Random,
    *,
    steps: int,
    fixed: frozenset[int] = frozenset(),
    stopped: Stopped = never,
) -> float:
    """Reorder days for less discomfort; returns how much less. Those in `fixed` stay; everybody keeps the day."""
    grid, jobs = schedule.grid, schedule.grid.jobs
    days = [day for day in grid.days if schedule.on_day[day]]
    gained = 0.0
    for step in range(steps if days else 0):
        if step % EVERY == 0 and stopped():
            break
        day = random.choice(days)
        here = sorted(schedule.on_day[day] - fixed)
        if not here:
            continue
        centre = schedule.held[random.choice(here)]
        here.sort(key=lambda index: abs(schedule.held[index].start - centre.start))
        out = here[: random.randint(2, TOGETHER)]
        before = sum(discomfort(grid, jobs[index], schedule.held[index]) for index in out)
        was = {index: schedule.take(jobs[index]) for index in out}
        after = _put_back(schedule, out, was, random)
        if after is None or after >= before - 1e-9:
            for index in out:
                if index in schedule.held:
                    schedule.take(jobs[index])
            for index, held in was.items():
                schedule.put(jobs[index], held)
        else:
            gained += before - after
    return gained


def _put_back(schedule: Schedule, out: list[int], was: dict[int, Held], random: Random) -> float | None:
    """Each where it would best be, who needs it most first; None when somebody finds no place any more."""
    jobs = schedule.grid.jobs
    found = 0.0
    for index in sorted(out, key=lambda index: _need(jobs[index]) * (0.5 + random.random())):
        held = schedule.nearest(jobs[index], was[index].day, _wish(schedule.grid, jobs[index], was[index]))
        if held is None:
            return None
        schedule.put(jobs[index], held)
        found += discomfort(schedule.grid, jobs[index], held)
    return found


def _need(job: Job) -> float:
    """How much the hour matters, as a number below 0; nothing for those who may come at any hour."""
    case = job.case
    return -(EARLY[case.early] + EMERGENCY * (case.priority == 1) + INFECTED * case.infected + 0.1)


def _wish(grid: Grid, job: Job, was: Held) -> Held:
    """The spot it would have if it were alone."""
    case = job.case
    if case.preferred is not None:
        was = was._replace(leader=grid.doctor_at.get(case.preferred, was.leader))
    if case.infected:
        return was._replace(start=grid.width)
    if case.early or case.priority == 1 or case.latest_start is not None:
        return was._replace(start=0)
    if case.stands is not None and case.stands.day == was.day:
        return was._replace(
            start=max(0, grid.slot(case.stands.start)), table=grid.table_at.get(case.stands.table, was.table)
        )
    return was
