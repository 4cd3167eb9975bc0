"""The queue and its expected times, read and reckoned once a change for all who ask (camps/live/sharing.py)."""

from __future__ import annotations

from datetime import datetime

from camps.live.sharing import shared
from camps.models import Camp
from scheduling.queries.expected import Expected, expected_of
from scheduling.queries.live_queue import QueueNow, queue_now


def expected_now(camp: Camp, *, now: datetime) -> Expected:
    """As `expected_of`."""
    return shared(camp.pk, "expected", lambda: expected_of(camp, now=now), now=now)


def queue_shared(camp: Camp, *, now: datetime) -> QueueNow:
    """As `queue_now` of the whole day, with names: for the team's pages."""
    return shared(camp.pk, "queue", lambda: queue_now(camp, now=now), now=now)
