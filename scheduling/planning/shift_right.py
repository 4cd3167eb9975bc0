"""At once after a change: everybody keeps table, team and order, and begins as soon as all of that is free again."""

from __future__ import annotations

from collections import defaultdict

from scheduling.planning.emergencies import late_emergencies, pinned_at
from scheduling.planning.grid import Held, Job
from scheduling.planning.overtime import longer_for
from scheduling.planning.problem import Problem
from scheduling.planning.proposal import Proposal, proposal_of
from scheduling.planning.the_day import Day


def shift_right(problem: Problem, day: int, *, since: int, gone: frozenset[int] = frozenset()) -> Proposal:
    """Everybody of the day in the order they stood, none earlier than that, around what is frozen.

    Who can't be done by every rule within the hours any more is dropped; emergencies come first, in overtime if need
    be. `since` is the minute it is now; what is in `gone` (tables, doctors) can't stay longer. Raises PinsContradict.
    """
    late = late_emergencies(problem, day, since=since, gone=gone)
    the_day = Day.of(pinned_at(problem, late.spots), day, since=since)
    for index in the_day.in_order(the_day.targets):
        if the_day.is_emergency(index) and the_day.job(index).case.stands is None:
            the_day.put_near(index)
    standing = [index for index in the_day.targets if the_day.job(index).case.stands is not None]
    free: dict[int, int] = defaultdict(int)  # from which slot on, for those who come after
    for index in sorted(standing, key=lambda index: (the_day.targets[index].start, the_day.job(index).case.key)):
        job = the_day.job(index)
        held = _first(the_day, job, the_day.targets[index], free)
        if held is None:
            continue
        the_day.schedule.put(job, held)
        free[held.table] = held.start + job.hold
        for who in (held.leader, held.anaesthetist):
            free[who] = held.start + job.length
    spots = the_day.spots()
    return proposal_of(problem, day, spots, None, longer=longer_for(problem, spots, late.spots), helpless=late.helpless)


def _first(the_day: Day, job: Job, target: Held, free: dict[int, int]) -> Held | None:
    """The first start from where it stood on at which table, team, kit and beds are free; None where there is none."""
    schedule, day = the_day.schedule, the_day.day
    way = next((way for way in job.ways if target.table in way.tables), None)
    lead = next((lead for lead in job.leads if lead.doctor == target.leader), None)
    if way is None or lead is None:
        return None
    starts = schedule.base(job, day) & schedule.runs(target.table, day, job.hold) & schedule.led(lead, day, job.length)
    for kit, length in way.kits:
        starts &= schedule.kits[day][kit].starts(length)
    asleep = target.anaesthetist
    if job.case.anaesthetist and asleep >= 0:
        starts &= schedule.runs(asleep, day, job.length)
    holders = [target.table, target.leader, *([asleep] if asleep >= 0 else [])]
    begins = max(target.start, *(free[holder] for holder in holders))
    starts = starts >> begins << begins
    if not starts:
        return None
    start = (starts & -starts).bit_length() - 1
    if not schedule.leaves_slack(job, day, target.table, start):
        return None  # a later start leaves less
    if job.case.anaesthetist and asleep < 0:
        asleep = schedule.anaesthetist(job, day, start)
    return Held(day, start, target.table, target.leader, asleep if job.case.anaesthetist else -1, way.kits)
