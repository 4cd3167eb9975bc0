"""The clock of a round of sending: the database's hour, kept going by this machine's stopwatch.

All workers share one hour, so a machine whose clock is an hour off, or is set while it sends, tells nobody early or
twice; and a lease that one takes is over for all at the same moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection


def round_clock() -> Callable[[], datetime]:
    """Read the database's clock once, and go on from there by `time.monotonic`, which nobody sets."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (start,) = cursor.fetchone()

    def now() -> datetime:
        moment: datetime = start + timedelta(seconds=time.monotonic() - begun)
        return moment

    return now
