"""The queue and its expected times, read and reckoned once a change for all who ask (camps/live/sharing.py)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from camps.live.again import lately
from camps.live.sharing import shared
from camps.models import Camp
from scheduling.queries.expected import Expected, expected_of

KEPT_AS = "expected"


def expected_now(camp: Camp, *, now: datetime) -> Expected:
    """As `expected_of`: with the queue of the whole day, in which nobody is named."""
    return shared(camp.pk, KEPT_AS, lambda: expected_of(camp, now=now), now=now)


def expected_lately(request: HttpRequest, camp: Camp) -> tuple[Expected, str] | None:
    """For a poll: what was reckoned a moment ago, while it is reckoned anew, and the number that its answer then has.

    None where `expected_now` is to be asked.
    """
    return lately(request, camp.pk, KEPT_AS)
