"""What the planner promises (one figure a row of its table of targets), measured in one run on this machine."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from bench.campbench.best_known import PEER, BestKnown
from bench.campbench.day_of import SCENARIOS
from bench.campbench.greedy import greedy
from bench.campbench.instances import PATIENTS, Instance
from bench.campbench.measuring import Run, by_class, explaining, overtime, run, urgent_left_out
from bench.campbench.replanning import replanned, swap_check
from bench.campbench.rules import broken
from bench.campbench.second_opinion import apart, opinion, small_camp
from bench.figures import Figure

LOAD = 1.2
LONG, SHORT = 30.0, 5.0  # seconds: of a search, and of the smallest camps
SURE = 1.645  # the dial at which one table-day in twenty may run over
SMALL_CAMPS = 6
Tell = Callable[[dict[str, Any]], None]


def measured(seeds: Sequence[int], seconds: float, tell: Tell) -> Iterator[Figure]:
    """All of them. `tell` gets a row for each search and each day of the scenarios."""
    runs: dict[int, list[Run]] = {}
    for patients in PATIENTS:
        runs[patients] = []
        for seed in seeds:
            instance = Instance(patients, LOAD, seed)
            one = run(instance, instance.problem(), seconds=SHORT if patients == PATIENTS[0] else seconds)
            tell(one.as_dict())
            runs[patients].append(one)
    large = runs[1000]
    yield from _gaps(runs, seconds)
    yield _against_cp_sat(runs[60])
    yield _against_greedy(large)
    yield _urgent(large[0], seconds, tell)
    yield from _overtime(large, seconds, tell)
    yield _violations([each for own in runs.values() for each in own])
    yield from _days(tell)
    yield Figure(
        "explanation",
        _median(explaining(one.instance.problem(), one.spots) for one in large),
        "ms",
        at_most=1.0,
        note="CPU for each patient left out, 1,000 patients",
    )
    yield from _bound(runs)


def _gaps(runs: dict[int, list[Run]], seconds: float) -> Iterator[Figure]:
    large = runs[1000]
    yield Figure("first plan", max(one.first for one in large), "s", at_most=0.6, note="1,000 patients, slowest camp")
    targets = [(1000, 1.0, 3.0), (1000, 5.0, 2.0), (1000, 30.0, 1.5), (500, 30.0, 1.3), (200, 30.0, 2.0)]
    for patients, look, target in targets:
        if look <= seconds:
            found = [one.gaps[look] for one in runs[patients]]
            each = ", ".join(f"{gap:.2f}" for gap in found)
            yield Figure(
                f"gap {patients} at {look:.0f} s", _median(found), "%", at_most=target, note=f"median of {each}"
            )


def _against_cp_sat(small: Sequence[Run]) -> Figure:
    """Ours at 5 s less what plain CP-SAT found in two minutes, which is kept as data: it takes ten minutes to make."""
    known = BestKnown.load()
    pairs = [(one, known.rows.get(one.instance.name, {}).get(PEER)) for one in small]
    least = min((one.value - peer for one, peer in pairs if peer is not None), default=0)
    each = ", ".join(f"{one.value} to {peer}" for one, peer in pairs)
    return Figure("60 patients at 5 s", least, "worth more than CP-SAT at 120 s", at_least=0, note=each)


def _against_greedy(large: Sequence[Run]) -> Figure:
    more = []
    for one in large:
        by_hand = len(greedy(one.instance.problem()))
        more.append(100 * (len(one.spots) - by_hand) / by_hand)
    return Figure("served against greedy", min(more), "%", at_least=6.0, note="1,000 patients, worst camp")


def _urgent(one: Run, seconds: float, tell: Tell) -> Figure:
    problem = by_class(one.instance.problem())
    found = run(one.instance, problem, seconds=min(seconds, 10.0))
    tell({**found.as_dict(), "weights": "×10 a class"})
    left = urgent_left_out(problem, found.spots)
    return Figure("P1 and P2 left out", left, "people", at_most=0, note="who could have a place; ×10 a class")


def _overtime(large: Sequence[Run], seconds: float, tell: Tell) -> Iterator[Figure]:
    over = [overtime(one.instance.problem(), one.spots) for one in large]
    yield Figure("P(overtime) at z = 1", _median(over), "of table-days", at_most=0.15)
    sure = []
    for one in large:
        problem = one.instance.problem(z=SURE)
        found = run(one.instance, problem, seconds=min(seconds, 10.0))
        tell(found.as_dict())
        sure.append(overtime(problem, found.spots))
    yield Figure(f"P(overtime) at z = {SURE}", _median(sure), "of table-days", at_most=0.07)


def _violations(runs: Sequence[Run]) -> Figure:
    found = sum(len(broken(one.instance.problem(), one.spots)) for one in runs)
    return Figure("checker violations", found, f"in {len(runs)} plans", at_most=0)


def _days(tell: Tell) -> Iterator[Figure]:
    days = [replanned(scenario) for scenario in SCENARIOS]
    for day in days:
        tell(day.as_dict())
    note = f"{len(days)} days; slowest %.2f"
    first, good = [day.first for day in days], [day.good for day in days]
    yield Figure("re-plan, first", _median(first), "s", at_most=0.15, note=note % max(first))
    yield Figure("re-plan, three proposals", _median(good), "s", at_most=2.0, note=note % max(good))
    share = [day.moved / day.from_scratch for day in days if day.from_scratch]
    yield Figure(
        "moved over 30 min", _median(share), "of a plan from scratch", at_most=1 / 3, note=f"worst {max(share):.2f}"
    )
    dropped = sum(day.dropped for day in days), sum(day.dropped_from_scratch for day in days)
    yield Figure("dropped", dropped[0], "people", at_most=dropped[1], note="target: as a plan from scratch")
    yield Figure("re-plan violations", sum(day.violations for day in days), f"in {3 * len(days)} proposals", at_most=0)
    took, possible = swap_check()
    yield Figure("swap check", took, "ms", at_most=0.2, note=f"possible for {possible:.0f} % of random pairs")


def _bound(runs: dict[int, list[Run]]) -> Iterator[Figure]:
    opinions = [opinion(small_camp(seed)) for seed in range(1, SMALL_CAMPS + 1)]
    proved = [each for each in opinions if each.best is not None]
    loose = _median(100 * (each.bound - each.best) / each.bound for each in proved if each.best is not None)
    yield Figure(
        "bound below the best",
        sum(each.contradicts for each in opinions),
        "camps",
        at_most=0,
        note=f"of {len(proved)} that CP-SAT solved to the end; the bound is {loose:.1f} % above the best there",
    )
    far = max(apart(runs[patients][0].instance) for patients in PATIENTS)
    yield Figure("bound by HiGHS and by GLOP", far, "% apart", at_most=1e-6, note="one camp of each size")


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)
