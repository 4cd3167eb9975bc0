"""The schedule as bits: who is free when, and where one more case fits.

One number for each resource and day, one bit for each slot: a feasible start is a few shifts and ands. Pools (kit,
recovery beds) hold a number for each count, "at least n are in use"; which unit a case gets is settled at the end,
which always works since the units of a pool are alike. Putting in, taking out and asking take microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from scheduling.planning.grid import Grid, Held, Job, Lead, Way, ones, runs

SHORTEST = 5  # fewer free slots than this on a table help nobody
EARLY = 0.01  # what a later start costs, beside idle time
ANOTHER_TABLE = 30  # idle slots are as good as a leader at a further table: who runs over there holds up both


class Pool:
    """Alike units over one day; level n is where more than n of them are in use."""

    __slots__ = ("_known", "levels", "open", "units")

    def __init__(self, units: int, open_: int) -> None:
        self.units = units
        self.open = open_
        self.levels = [0] * units
        self._known: dict[int, int] = {}

    def starts(self, length: int) -> int:
        """Where one unit is free for `length` slots in a row. (Alike units: the counts alone decide.)"""
        found = self._known.get(length)
        if found is None:
            found = self._known[length] = runs(self.open & ~self.levels[-1], length) if self.units else 0
        return found

    def add(self, bits: int) -> None:
        self._known = {}
        levels = self.levels
        for n, level in enumerate(levels):
            levels[n] = level | bits
            bits &= level
            if not bits:
                return

    def remove(self, bits: int) -> None:
        self._known = {}
        levels = self.levels
        for n in range(len(levels) - 1, -1, -1):
            level = levels[n]
            levels[n] = level & ~bits
            bits &= ~level
            if not bits:
                return


class Schedule:
    """A plan that can be changed. `held` says where each job is, by its index."""

    def __init__(self, grid: Grid, weight: Sequence[Sequence[float]] | None = None) -> None:
        self.grid = grid
        self.free = [list(masks) for masks in grid.open]
        self.known: list[list[dict[int, int]]] = [[{} for _ in grid.days] for _ in grid.open]
        whole = ones(grid.width)
        self.kits = [[Pool(kit.units, whole) for kit in grid.kits] for _ in grid.days]
        self.bays = [self._bays(day) for day in grid.days]
        beds = grid.problem.ward_beds
        nights = max((job.case.nights for job in grid.jobs), default=0)
        self.beds = None if beds is None else [beds] * (len(grid.days) + nights)
        self.held: dict[int, Held] = {}
        self.until = [  # when a table must be clean, in slots and parts of them: time is kept back after it
            [masks[day].bit_length() - grid.reserve[table] for day in grid.days]
            for table, masks in enumerate(grid.open[: len(grid.tables)])
        ]
        self.on_day: list[set[int]] = [set() for _ in grid.days]
        self.families: dict[int, list[int]] = {}
        self.led_at: list[list[dict[int, int]]] = [[{} for _ in grid.days] for _ in grid.open]  # cases by table
        self.value = 0
        self.keeps = grid.problem.z > 0
        self.weight = weight or [[1.0] * len(grid.days) for _ in grid.open]

    def _bays(self, day: int) -> Pool | None:
        grid = self.grid
        if not grid.problem.bays:
            return None
        opened = 0
        for bays in grid.problem.bays:
            opened |= grid.mask(bays.hours[day])
        pool = Pool(sum(bays.beds for bays in grid.problem.bays), opened)
        for bays in grid.problem.bays:  # beds that nobody watches at an hour are in use then
            away = opened & ~grid.mask(bays.hours[day])
            for _ in range(bays.beds if away else 0):
                pool.add(away)
        return pool

    def runs(self, resource: int, day: int, length: int) -> int:
        """The starts at which a table or doctor is free for so long; remembered until its day changes."""
        known = self.known[resource][day]
        found = known.get(length)
        if found is None:
            found = known[length] = runs(self.free[resource][day], length)
        return found

    def base(self, job: Job, day: int) -> int:
        """The starts that the patient, the anaesthetists, the beds and the family allow on a day."""
        found = job.starts[day]
        case = job.case
        if not found:
            return 0
        if case.family is not None and any(self.held[other].day != day for other in self.families.get(case.family, ())):
            return 0
        if self.beds is not None and case.nights and min(self.beds[day : day + case.nights]) <= 0:
            return 0
        if case.anaesthetist:
            someone = 0
            for doctor in self.grid.anaesthetists:
                someone |= self.runs(doctor, day, job.length)
            found &= someone
        if job.recovery and found:
            bays = self.bays[day]
            assert bays is not None, "a recovery of some slots means that there are bays"
            found &= bays.starts(job.recovery) >> job.rests_at
        return found

    def best(self, job: Job, day: int, noise: Random | None = None) -> Held | None:
        """Where it leaves the least idle time, by its price; then the earliest; then where the least else can be done.

        With `noise` the choice is by chance, good ones more often.
        """
        base = self.base(job, day)
        if not base:
            return None
        least: float = 1 << 30
        found: Held | None = None
        for way, allowed in self._ways(job, day, base):
            tables = [(table, there) for table in way.tables if (there := self.room(job, day, table) & allowed)]
            for lead in job.leads if tables else ():
                starts = self.led(lead, day, job.length)
                for table, there in tables if starts else ():
                    both = there & starts
                    if both:
                        start = (both & -both).bit_length() - 1
                        cost = self._cost(job, day, start, table, lead.doctor)
                        if noise is not None:
                            cost *= 0.5 + noise.random()
                        if cost < least:
                            least, found = cost, Held(day, start, table, lead.doctor, -1, way.kits)
        if found is None or not job.case.anaesthetist:
            return found
        return found._replace(anaesthetist=self.anaesthetist(job, day, found.start))

    def nearest(self, job: Job, day: int, target: Held) -> Held | None:
        """Nearest to where it was: in slots away from its start, a slot for another leader, two for another table."""
        base = self.base(job, day)
        least: float = 1 << 30
        found: Held | None = None
        for way, allowed in self._ways(job, day, base) if base else ():
            led = [(lead.doctor, both) for lead in job.leads if (both := self.led(lead, day, job.length) & allowed)]
            for table in way.tables:
                there = self.runs(table, day, job.hold)
                for doctor, starts in led:
                    change = 2 * (table != target.table) + (doctor != target.leader)
                    for start in _around(there & starts, target.start):
                        cost = abs(start - target.start) + change
                        if cost < least and self.leaves_slack(job, day, table, start):
                            least, found = cost, Held(day, start, table, doctor, -1, way.kits)
        if found is None or not job.case.anaesthetist:
            return found
        return found._replace(anaesthetist=self.anaesthetist(job, day, found.start, target.anaesthetist))

    def _ways(self, job: Job, day: int, base: int) -> Iterator[tuple[Way, int]]:
        """The ways of a job with the starts at which the kit that each takes is there."""
        for way in job.ways:
            allowed = base
            for kit, length in way.kits:
                allowed &= self.kits[day][kit].starts(length)
            if allowed:
                yield way, allowed

    def _cost(self, job: Job, day: int, start: int, table: int, doctor: int) -> float:
        weight = self.weight
        tables = self.led_at[doctor][day]
        return (
            weight[table][day] * idle(self.free[table][day], start, job.hold)
            + weight[doctor][day] * idle(self.free[doctor][day], start, job.length)
            + EARLY * start
            + (weight[table][day] * ANOTHER_TABLE if tables and table not in tables else 0.0)
        )

    def led(self, lead: Lead, day: int, length: int) -> int:
        starts = self.runs(lead.doctor, day, length)
        return starts if lead.starts is None else starts & lead.starts[day]

    def leaves_slack(self, job: Job, day: int, table: int, start: int) -> bool:
        """Is the table clean, with this case and those that stand, before the time kept back begins?"""
        return bool(self.slack_starts(job, day, table) >> start & 1)

    def slack_starts(self, job: Job, day: int, table: int) -> int:
        """The starts that leave the time kept back, whether the table is free or not."""
        if not self.keeps:
            return -1
        limit = int(self.until[table][day] - job.buffer + 1e-9)
        if limit < job.hold or (self.grid.open[table][day] & ~self.free[table][day]).bit_length() > limit:
            return 0
        return ones(limit - job.hold + 1)

    def room(self, job: Job, day: int, table: int) -> int:
        """The starts at which the table is free and `leaves_slack` says yes."""
        found = self.runs(table, day, job.hold)
        return found & self.slack_starts(job, day, table) if found else 0

    def anaesthetist(self, job: Job, day: int, start: int, rather: int = -1) -> int:
        """Somebody free then: `rather`, else the first of them, so that the others stay free in one piece."""
        for doctor in (rather, *self.grid.anaesthetists) if rather >= 0 else self.grid.anaesthetists:
            if self.runs(doctor, day, job.length) >> start & 1:
                return doctor
        raise AssertionError("asked for a start at which nobody is free")

    def put(self, job: Job, held: Held) -> None:
        """Put a job where `best` said; nothing is asked again."""
        self._turn(job, held, adding=True)
        self.held[job.index] = held
        self.on_day[held.day].add(job.index)
        if job.case.family is not None:
            self.families.setdefault(job.case.family, []).append(job.index)
        self.value += job.case.value

    def take(self, job: Job) -> Held:
        """Take a job out; returns where it was."""
        held = self.held.pop(job.index)
        self._turn(job, held, adding=False)
        self.on_day[held.day].discard(job.index)
        if job.case.family is not None:
            self.families[job.case.family].remove(job.index)
        self.value -= job.case.value
        return held

    def _turn(self, job: Job, held: Held, *, adding: bool) -> None:
        day, start = held.day, held.start
        operation = ones(job.length) << start
        self._flip(held.table, day, ones(job.hold) << start, adding)
        if held.leader >= 0:
            self._flip(held.leader, day, operation, adding)
            _count(self.led_at[held.leader][day], held.table, adding)
        if held.anaesthetist >= 0:
            self._flip(held.anaesthetist, day, operation, adding)
        for kit, length in held.kits:
            pool = self.kits[day][kit]
            (pool.add if adding else pool.remove)(ones(length) << start)
        if job.recovery:
            bays = self.bays[day]
            assert bays is not None, "a recovery of some slots means that there are bays"
            (bays.add if adding else bays.remove)(ones(job.recovery) << (start + job.rests_at))
        if self.beds is not None:
            for night in range(day, day + job.case.nights):
                self.beds[night] += -1 if adding else 1
        self.until[held.table][day] -= job.buffer if adding else -job.buffer

    def _flip(self, resource: int, day: int, bits: int, adding: bool) -> None:
        if adding:
            self.free[resource][day] &= ~bits
        else:
            self.free[resource][day] |= bits
        self.known[resource][day] = {}


def _count(cases: dict[int, int], table: int, adding: bool) -> None:
    cases[table] = cases.get(table, 0) + (1 if adding else -1)
    if not cases[table]:
        del cases[table]


def idle(free: int, start: int, hold: int) -> int:
    """The slots before it that stay free, and those after it where they are too few for anything."""
    taken = ~free
    rest = taken >> (start + hold)
    after = (rest & -rest).bit_length() - 1
    before = start - (taken & ((1 << start) - 1)).bit_length()
    return before + after if after < SHORTEST else before


def _around(starts: int, wanted: int) -> Iterator[int]:
    """The last start up to `wanted` and the first one after it."""
    before = starts & ones(wanted + 1)
    if before:
        yield before.bit_length() - 1
    after = starts >> (wanted + 1)
    if after:
        yield wanted + (after & -after).bit_length()
