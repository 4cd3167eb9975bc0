"""How honest the ranges of the queue are: whole days of four lanes, asked every ten minutes about everybody who waits.

What is shown (a range in full five minutes) against when each was really called, and the middle of it, asked about an
hour before the call, against two plain rules on the same days: fixed minutes a person, and the average so far. The
estimator's figures were chosen on the seeds 100 to 159; none of those from FIRST on was looked at before they stood.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from statistics import fmean, median

from bench.figures import Figure
from bench.queue_days import CROWD, DAWN, EXAMINATION, THEATRE, VITALS
from bench.queue_looks import Look, looks
from scheduling.queue.estimate import estimates
from scheduling.queue.pace import MINUTE, Minutes, Served
from scheduling.queue.rest_of_day import InLine, Station

DAYS = {VITALS: 14, EXAMINATION: 20, CROWD: 8, THEATRE: 100}
FIRST = 1001  # seed
HOUR_AHEAD = (50, 70)  # minutes before the call


def run() -> Iterator[Figure]:
    everything: list[Look] = []
    for lane, days in DAYS.items():
        seen = [look for seed in range(FIRST, FIRST + days) for look in looks(lane, seed)]
        yield from _honesty(f"queue.{lane.name}", seen, days)
        yield from _errors(f"queue.{lane.name}", seen)
        everything += seen
    yield Figure("queue.all.inside", 100 * fmean(look.is_inside for look in everything), "%", at_least=80)
    yield Figure(
        "queue.estimates.500", _milliseconds(), "ms", at_most=30, note="of the processor; 4 stations, best of 5"
    )


def _honesty(name: str, seen: Sequence[Look], days: int) -> Iterator[Figure]:
    below = fmean(look.called is not None and look.called < look.low for look in seen)
    by_day = [[look.is_inside for look in seen if look.day == day] for day in {look.day for look in seen}]
    yield Figure(
        f"{name}.inside",
        100 * fmean(look.is_inside for look in seen),
        "%",
        at_least=80,
        note=f"{len(seen)} ranges shown on {days} days; {100 * below:.1f} % called before theirs; "
        f"the worst day {100 * min(fmean(day) for day in by_day):.0f} %",
    )
    yield Figure(
        f"{name}.width", median(look.high - look.low for look in seen), "min", note="of the shown range, median"
    )


def _errors(name: str, seen: Sequence[Look]) -> Iterator[Figure]:
    """Median minutes between what was told an hour ahead and the call."""
    first, last = HOUR_AHEAD
    ahead = [(look, look.called) for look in seen if look.called is not None and first <= look.called - look.at <= last]

    def error(told: Callable[[Look], float]) -> float:
        return median(abs(told(look) - called) for look, called in ahead)

    own, fixed, average = error(lambda look: look.mid), error(lambda look: look.fixed), error(lambda look: look.average)
    late = median(look.mid - called for look, called in ahead)
    yield Figure(
        f"{name}.error_an_hour_ahead",
        own,
        "min",
        at_most=15,
        note=f"{len(ahead)} calls; {late:+.1f} min late in the middle",
    )
    yield Figure(f"{name}.error_an_hour_ahead.fixed_minutes", fixed, "min")
    yield Figure(f"{name}.error_an_hour_ahead.average_so_far", average, "min")
    yield Figure(f"{name}.error_to_the_better_plain_rule", own / min(fixed, average), "ratio", at_most=1)


def _milliseconds() -> float:
    """To tell 500 who wait, after 200 who were served."""
    now = DAWN + timedelta(hours=10)
    believed = Minutes(12, 20)
    stations = [Station(key, now - 5 * MINUTE, believed) for key in range(4)]
    served = [
        Served(number % 4, now - (15 * (number // 4) + 20) * MINUTE, now - (15 * (number // 4) + 6) * MINUTE, believed)
        for number in range(200)
    ]
    line = [InLine(key, believed) for key in range(500)]
    took = []
    for _ in range(5):
        begun = time.process_time()
        estimates(line, stations, served, now=now)
        took.append(time.process_time() - begun)
    return 1000 * min(took)
