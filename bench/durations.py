"""Minutes learned from the first half of a hospital's log, judged by the second half against what had been planned."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import fmean

from bench.figures import Figure
from scheduling.planning.durations import Seen, believed, bias_of, learned

LOG = Path(__file__).parent / "durations_q1_2022.csv"
P90 = 1.5  # of the planned minutes: the log says nothing of nine in ten, an organiser would


def run() -> Iterator[Figure]:
    """The belief is what was booked; each procedure of the first half moves it, as on the page of durations."""
    with LOG.open(newline="") as file:
        log = [Seen(row["code"], None, float(row["minutes"]), float(row["planned"])) for row in csv.DictReader(file)]
    first, second = log[: len(log) // 2], log[len(log) // 2 :]
    seen: dict[str, list[Seen]] = defaultdict(list)
    for one in first:
        seen[one.procedure].append(one)
    booked = {code: fmean(one.predicted or 0 for one in own) for code, own in seen.items()}
    known = {code: learned(believed(median=booked[code], p90=P90 * booked[code]), own) for code, own in seen.items()}
    judged = [one for one in second if one.procedure in known]

    def by_plan(one: Seen) -> float:
        return one.predicted or 0

    def by_learning(one: Seen) -> float:
        return known[one.procedure].duration.mean

    def by_mean(one: Seen) -> float:
        return fmean(each.minutes for each in seen[one.procedure])

    error, was, mean = (_error(judged, guess) for guess in (by_learning, by_plan, by_mean))
    share = bias_of(_told(judged, by_learning)).share
    inside = fmean(
        known[one.procedure].duration.quantile(0.1) <= one.minutes <= known[one.procedure].duration.quantile(0.9)
        for one in judged
    )
    yield Figure(
        "durations: mean error of the learned minutes to that of the booked",
        error / was,
        "times",
        at_most=0.6,
        note=f"{error:.1f} against {was:.1f} minutes, the first half's plain mean {mean:.1f}; {len(judged)} operations",
    )
    yield Figure(
        "durations: signed bias of the learned minutes",
        abs(100 * share),
        "%",
        at_most=2,
        note=f"{100 * share:+.1f} % against {100 * bias_of(_told(judged, by_plan)).share:+.1f} % of the booked",
    )
    off, were = _off(judged, by_learning), _off(judged, by_plan)
    yield Figure(
        "durations: procedures off by more than chance",
        off,
        "procedures",
        at_most=were / 2,
        note=f"{off} of {len(known)} by the learned minutes, {were} by the booked",
    )
    yield Figure("durations: operations inside the band of 80 %", 100 * inside, "%", at_least=75)


def _told(operations: Sequence[Seen], minutes: Callable[[Seen], float]) -> list[Seen]:
    """The operations with these minutes as what was predicted."""
    return [Seen(one.procedure, None, one.minutes, minutes(one)) for one in operations]


def _error(operations: Sequence[Seen], minutes: Callable[[Seen], float]) -> float:
    return fmean(abs(one.minutes - minutes(one)) for one in operations)


def _off(operations: Sequence[Seen], minutes: Callable[[Seen], float]) -> int:
    told = _told(operations, minutes)
    codes = {one.procedure for one in told}
    return sum(bias_of([one for one in told if one.procedure == code]).is_off for code in codes)
