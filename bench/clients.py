"""Many clients at once: a process each, so that Python's own lock does not stand in line for the database's."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Run:
    """What the clients did: seconds from the start signal to the last one's end, each act's seconds and result."""

    seconds: float
    took: list[float]
    ended: list[str]

    def rate(self, *results: str) -> float:
        """Acts a second that ended as one of `results` (any, when none is named)."""
        return sum(not results or end in results for end in self.ended) / self.seconds


def run_clients(
    clients: int, prepare: Callable[[int], Callable[[Any], str]], work: list[list[Any]], *, warm: int = 1
) -> Run:
    """Give client n the list `work[n]`; `prepare(n)` runs in its process before the start signal, and gives the act.

    The first `warm` items of each are done before the signal and not counted: a server's connections live long, and
    what they plan once should not be measured at every start.
    """
    context = multiprocessing.get_context("fork")
    ready, results = context.Barrier(clients + 1, timeout=60), context.Queue()

    def client(number: int) -> None:
        connections.close_all()  # a forked connection belongs to the parent
        act = prepare(number)
        for item in work[number][:warm]:
            act(item)
        took, ended = [], []
        ready.wait()
        for item in work[number][warm:]:
            begun = time.perf_counter()
            ended.append(act(item))
            took.append(time.perf_counter() - begun)
        results.put((took, ended))
        connections.close_all()

    connections.close_all()
    processes = [context.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    ready.wait()
    begun = time.perf_counter()
    rows = [results.get(timeout=300) for _ in processes]
    seconds = time.perf_counter() - begun
    for process in processes:
        process.join()
    return Run(seconds, [one for took, _ in rows for one in took], [one for _, ended in rows for one in ended])
