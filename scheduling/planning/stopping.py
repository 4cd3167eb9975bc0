"""What ends a search before its time: somebody says stop, also while a solver works; or the camp is too large."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
LOOK = 0.1  # seconds between two questions while a solver works
LARGEST = 100_000  # patients times days: ten times the largest camp that is known, and half a minute of bound
Stopped = Callable[[], bool]


class TooLarge(ValueError):
    """A camp that can't be planned in one piece."""


def never() -> bool:
    return False


def refuse_too_large(cases: int, days: int) -> None:
    """Raises TooLarge with the limit and what to do, before anything is built that would fill the memory."""
    if cases * days > LARGEST:
        raise TooLarge(
            f"{cases:,} patients on {days} days are more than one plan takes ({LARGEST:,} patients times days). "
            "Split the camp into several, or list only the patients of the first days"
        )


def interruptible(solve: Callable[[], T], *, stopped: Stopped, interrupt: Callable[[], None]) -> T:
    """What `solve` gives; `interrupt` is called from here, again and again, once `stopped` says so.

    The solver works in a thread of its own (it holds no lock of Python while it does), so whoever asks may sleep.
    """
    if stopped is never:
        return solve()
    with ThreadPoolExecutor(1, thread_name_prefix="solver") as threads:
        future = threads.submit(solve)
        while True:
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:
                if future.done():
                    raise  # its own, not ours
                if stopped():
                    interrupt()
