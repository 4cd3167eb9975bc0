"""The queue and its expected times, read and reckoned once a change for all who ask (camps/live/sharing.py)."""

from __future__ import annotations

from datetime import datetime

from camps.live.sharing import shared
from camps.models import Camp
from scheduling.queries.expected import Expected, expected_of


def expected_now(camp: Camp, *, now: datetime) -> Expected:
    """As `expected_of`: with the queue of the whole day, in which nobody is named."""
    return shared(camp.pk, "expected", lambda: expected_of(camp, now=now), now=now)
