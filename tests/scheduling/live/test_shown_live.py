"""Whatever changes today raises the counter of live pages; what changes another day does not."""

from datetime import time, timedelta

import pytest

from camps.live.counter import counter
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.cover import close_station, enter_absence
from scheduling.services.replanning import accept_proposal, propose
from tests.factories.schedule import FIRST_DAY
from tests.scheduling.changed_day import closed, live, on_table

ACTS = {
    "a cancellation": lambda day: cancel(appointment_id=on_table(day, "Table 1")[0].pk, actor=SYSTEM, now=day.now),
    "a closure": lambda day: close_station(
        station=day.stations["Table 2"],
        starts_at=day.now,
        ends_at=day.now + timedelta(minutes=5),
        by=None,
        now=day.now,
    ),
    "an absence": lambda day: enter_absence(
        doctor=day.doctors["Ruth Look"],
        starts_at=day.now,
        ends_at=day.now + timedelta(minutes=5),
        by=None,
        now=day.now,
    ),
    "an accepted proposal": lambda day: accept_proposal(
        plan=propose(camp=day.camp, change=closed(day), by=None, now=day.now, steps=5)[0],
        actor=SYSTEM,
        now=day.now,
    ),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_changes_today_shows_at_once(day, what, django_capture_on_commit_callbacks):
    before = counter(day.camp.pk)
    with django_capture_on_commit_callbacks(execute=True):
        ACTS[what](day)
    assert counter(day.camp.pk) != before


def test_what_changes_on_another_day_leaves_live_pages_alone(day, django_capture_on_commit_callbacks):
    weeks_before = day.camp.instant(FIRST_DAY, time(7)) - timedelta(days=14)
    before = counter(day.camp.pk)
    pk = next(iter(live().values())).pk
    with django_capture_on_commit_callbacks(execute=True):
        cancel(appointment_id=pk, actor=SYSTEM, now=weeks_before)
    assert counter(day.camp.pk) == before
