"""What was placed by hand stays where it is, also where it is against the rules; the rest is planned around it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from scheduling.planning.grid import Grid, Held, Job
from scheduling.planning.problem import Spot
from scheduling.planning.schedule import Schedule


class PinsContradict(ValueError):
    """Two cases are pinned to one table or doctor at one time, or to what is not there."""


def put_pins(schedule: Schedule) -> dict[int, Spot]:
    """Hold what is pinned, on the slots that its minutes touch; returns the spots by case.

    Raises PinsContradict, naming both cases.
    """
    pinned: dict[int, Spot] = {}
    owner: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for job in schedule.grid.jobs:
        spot = job.case.pinned
        if spot is None:
            continue
        covering, held = _on_slots(schedule.grid, job, spot)
        over = spot.start + job.case.minutes
        clean = over + job.case.turnover
        for resource, end in ((held.table, clean), (held.leader, over), (held.anaesthetist, over)):
            if resource < 0:
                continue
            for start, stop, number in owner.setdefault((resource, held.day), []):
                if spot.start < stop and start < end:
                    raise PinsContradict(f"cases {number} and {job.case.number} are pinned to one place at one time")
            owner[resource, held.day].append((spot.start, end, job.case.number))
        schedule.grid.jobs[job.index] = covering
        schedule.put(covering, held)
        pinned[job.case.key] = spot
    return pinned


def put_standing(schedule: Schedule) -> None:
    """Hold what is pinned also where it contradicts itself, to look at it; what is on no table here is passed over."""
    for job in tuple(schedule.grid.jobs):
        if job.case.pinned is not None:
            with suppress(PinsContradict):
                covering, held = _on_slots(schedule.grid, job, job.case.pinned)
                schedule.grid.jobs[job.index] = covering
                schedule.put(covering, held)


def _on_slots(grid: Grid, job: Job, spot: Spot) -> tuple[Job, Held]:
    """The job as long as the slots that it touches where it was pinned, which may be off the grid."""
    if spot.table not in grid.table_at or not 0 <= spot.day < len(grid.days):
        raise PinsContradict(f"case {job.case.number} is pinned to a table or day that is not there")
    start = grid.slot(spot.start)
    end = grid.slots(spot.start + job.case.minutes - grid.origin)
    clean = grid.slots(spot.start + job.case.minutes + job.case.turnover - grid.origin)
    table = grid.table_at[spot.table]
    kits = next((way.kits for way in job.ways if table in way.tables), ())
    leader = grid.doctor_at.get(spot.leader or 0, -1)
    asleep = grid.doctor_at.get(spot.anaesthetist or 0, -1)
    rests_at = grid.slot(spot.start + job.case.minutes) - start
    rested = grid.slots(spot.start + job.case.minutes + job.case.recovery - grid.origin)
    covering = replace(
        job,
        length=end - start,
        hold=max(end, clean) - start,
        rests_at=rests_at,
        recovery=rested - start - rests_at if job.recovery else 0,
    )
    return covering, Held(spot.day, start, table, leader, asleep, kits)


def put_start(schedule: Schedule, spots: Mapping[int, Spot]) -> None:
    """Put cases where an earlier plan had them, as far as that is still possible; the rest wait."""
    grid = schedule.grid
    for key, spot in sorted(spots.items(), key=lambda pair: (pair[1].day, pair[1].start, pair[0])):
        job = grid.job_of.get(key)
        if job is None or job.index in schedule.held or spot.day not in job.days or spot.table not in grid.table_at:
            continue
        if spot.start < grid.origin:
            continue
        wanted = Held(
            spot.day,
            grid.slot(spot.start),
            grid.table_at[spot.table],
            grid.doctor_at.get(spot.leader or 0, -1),
            grid.doctor_at.get(spot.anaesthetist or 0, -1),
            (),
        )
        held = schedule.nearest(job, spot.day, wanted)
        if held is not None and (held.start, held.table, held.leader) == (wanted.start, wanted.table, wanted.leader):
            schedule.put(job, held)
