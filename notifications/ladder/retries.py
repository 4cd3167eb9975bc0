"""How long to wait after a failed try. The waits are pretix's (services/mail.py)."""

from datetime import datetime, timedelta
from random import Random
from typing import Literal

Pace = Literal["quick", "slow"]

QUICK_WAITS = (10, 30, 60, 300, 900)
"""Seconds after a passing fault: a dropped connection, an answer 500."""
SLOW_WAITS = (60, 300, 600, 1200, 1800)
"""Seconds after "too many" or a greylisting: asking again soon makes it worse."""

JITTER = 0.2

_WAITS: dict[Pace, tuple[int, ...]] = {"quick": QUICK_WAITS, "slow": SLOW_WAITS}


def next_try(
    *,
    tries: int,
    pace: Pace,
    now: datetime,
    not_after: datetime,
    random: Random,
    retry_after: timedelta | None = None,
) -> datetime | None:
    """When to try again after `tries` failed ones (1 or more); None when it would be too late.

    The last wait repeats until `not_after`. `retry_after` is what the provider asked for and
    is never undercut. `random` spreads the tries by a fifth either way.
    Raises ValueError when tries is under 1.
    """
    if tries < 1:
        raise ValueError(f"tries={tries}; count the failed try, so 1 or more")
    waits = _WAITS[pace]
    wait = timedelta(seconds=waits[min(tries, len(waits)) - 1])
    wait *= random.uniform(1 - JITTER, 1 + JITTER)
    if retry_after is not None:
        wait = max(wait, retry_after * random.uniform(1, 1 + JITTER))
    at = now + wait
    return at if at < not_after else None
