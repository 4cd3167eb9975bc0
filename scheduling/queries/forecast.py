"""What a plan, or what stands, will be like: drawn, and put in lines, before anybody is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scheduling.planning.arrivals import HEDGE, arrivals, at_opening, bailey_welch
from scheduling.planning.forecast import CaseDay, Forecast, WorkDay
from scheduling.planning.problem import Case, Problem, Spot
from scheduling.planning.simulation import simulate
from scheduling.planning.standby import StandbyList, standby_list
from scheduling.queries.forecast_known import Known

FAR = 50  # km from which on people may be said to stay away more often
COMPARED = 400  # draws for each way of asking people to come: enough to tell them apart
MOST_DRAWN = 2_400_000  # operations in all: of a huge camp fewer days are drawn, so that its page comes in seconds
AT_RISK = 0.1  # of beginning too late: from here on a patient is named
UNKNOWN = -1


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What a forecast assumes: shares from 0 to 1, `hedge` in standard deviations, distances in km."""

    absent: float = 0.23  # the mean of 105 studies; 0.43 in Africa (Dantas et al. 2018)
    absent_far: float | None = None  # of those who live at least FAR away, where it is another one
    hedge: float = HEDGE
    samples: int = 1000
    near_km: int = 30
    standby_a_day: int = 6


@dataclass(frozen=True)
class WorkLine:
    """A table or doctor on one day, if everybody comes; and the chance of overtime with those who stay away."""

    name: str
    work: WorkDay
    over_with_absent: float


@dataclass(frozen=True)
class Way:
    """One way to ask people to come, in minutes: a patient waits, a table stands still and runs over so long."""

    name: str
    mean_wait: float
    wait_p90: float
    idle: float
    minutes_over: float


@dataclass(frozen=True)
class PatientLine:
    """One patient's hours, if everybody comes. `risk` is the greater of the two chances to begin too late."""

    case: Case
    spot: Spot
    table: str
    day: CaseDay

    @property
    def risk(self) -> float:
        return max(self.day.late, self.day.missed)


@dataclass(frozen=True)
class Outlook:
    """All that a page shows. `everybody` if all come, `some` with those who stay away."""

    assumed: Assumed
    everybody: Forecast
    some: Forecast
    tables: tuple[WorkLine, ...]
    doctors: tuple[WorkLine, ...]
    ways: tuple[Way, ...]
    patients: tuple[PatientLine, ...]
    standby: StandbyList
    far: int  # of those placed, how many live far away
    unknown_km: int

    @property
    def at_risk(self) -> list[PatientLine]:
        return sorted((line for line in self.patients if line.risk >= AT_RISK), key=lambda line: -line.risk)


def forecast_of(known: Known, assumed: Assumed, *, seed: int = 0) -> Outlook | None:
    """Draw the days; None where nobody is placed."""
    problem, likely, spots = known.standing, known.likely, known.spots
    if not spots:
        return None
    samples = min(assumed.samples, max(100, MOST_DRAWN // len(spots)))
    absent = {key: _absence(known.km.get(key), assumed) for key in spots}
    told = arrivals(likely, spots, hedge=assumed.hedge)
    fasts = known.fasted(told)
    everybody = simulate(likely, spots, samples=samples, seed=seed, told=told, fasts=fasts)
    some = simulate(likely, spots, samples=samples, seed=seed, told=told, fasts=fasts, absent=absent)
    doctor_names = {doctor.key: doctor.name for doctor in problem.doctors}
    table_names = {table.key: table.name for table in problem.tables}
    planned = _planned(problem, spots)
    near = {case.key for case in problem.cases if known.km.get(case.key, UNKNOWN) <= assumed.near_km}
    return Outlook(
        assumed=assumed,
        everybody=everybody,
        some=some,
        tables=_lines(everybody.tables, some.tables, table_names, planned),
        doctors=tuple(
            line for line in _lines(everybody.doctors, some.doctors, doctor_names, planned) if line.work.over
        ),
        ways=_ways(likely, spots, told, known.invited, samples=min(samples, COMPARED), seed=seed),
        patients=tuple(
            PatientLine(case, spots[case.key], table_names.get(spots[case.key].table, ""), everybody.cases[case.key])
            for case in sorted(problem.cases, key=lambda case: case.number)
            if case.key in spots
        ),
        standby=standby_list(
            problem,
            spots,
            absent=absent,
            near=near,
            most_a_day=assumed.standby_a_day,
            samples=samples,
            seed=seed,
        ),
        far=sum(known.km.get(key, UNKNOWN) >= FAR for key in spots),
        unknown_km=sum(key not in known.km for key in spots),
    )


def _absence(km: int | None, assumed: Assumed) -> float:
    if assumed.absent_far is not None and km is not None and km >= FAR:
        return assumed.absent_far
    return assumed.absent


def _planned(problem: Problem, spots: Mapping[int, Spot]) -> dict[tuple[int, int], int]:
    """When each table and doctor should end on each day, by what was booked."""
    found: dict[tuple[int, int], int] = {}
    for case in problem.cases:
        if (spot := spots.get(case.key)) is not None:
            for key in (spot.table, spot.leader, spot.anaesthetist):
                if key is not None:
                    found[key, spot.day] = max(found.get((key, spot.day), 0), spot.start + case.minutes)
    return found


def _lines(
    all_come: tuple[WorkDay, ...],
    some: tuple[WorkDay, ...],
    names: Mapping[int, str],
    planned: Mapping[tuple[int, int], int],
) -> tuple[WorkLine, ...]:
    less = {(work.key, work.day): work.over for work in some}
    return tuple(
        WorkLine(
            names.get(work.key, ""),
            replace(work, planned=planned[work.key, work.day]),
            less[work.key, work.day],
        )
        for work in all_come
    )


def _ways(
    problem: Problem,
    spots: Mapping[int, Spot],
    told: Mapping[int, int],
    invited: Mapping[int, int],
    *,
    samples: int,
    seed: int,
) -> tuple[Way, ...]:
    """The hedged hours against two others, and those that stand; all with everybody coming, in the same draws."""
    asked = {"hedged": told, "opening": at_opening(problem, spots), "bailey_welch": bailey_welch(problem, spots)}
    if invited:
        asked["invited"] = {key: invited.get(key, spot.start) for key, spot in spots.items()}
    found = []
    for name, hours in asked.items():
        forecast = simulate(problem, spots, samples=samples, seed=seed, told=hours)
        found.append(Way(name, forecast.mean_wait, forecast.wait.p90, forecast.idle, forecast.minutes_over))
    return tuple(found)
