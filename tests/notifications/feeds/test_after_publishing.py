"""The whole way: booked, published, fanned out, shown; nothing before, and the difference afterwards."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from camps.models import CampState
from notifications.services.feeds import create_feed
from scheduling.models import Publication
from tests.factories.schedule import small_camp
from tests.factories.telling import appointment_at, local, moved, tell_all
from tests.notifications.feeds.conftest import fetch
from tests.notifications.feeds.test_body import events_of

NOW = datetime.fromisoformat("2027-02-10T09:00:00+00:00")


@pytest.fixture
def planned(transactional_db):
    """A draft camp with one case of Ada's."""
    with scopes_disabled():
        made = small_camp()
    with scope(organisation=made.organisation), time_machine.travel(NOW, tick=False):
        made.case = appointment_at(
            made, made.registrations[0], at=local(made, 0, 9), doctors=(made.doctors["Ada Bone"],), now=NOW
        )
        yield made


def test_publishing_fills_the_feeds_and_a_later_draft_waits_for_the_next(planned):
    ada = planned.doctors["Ada Bone"]
    phone, wall = create_feed(doctor=ada, name="x", now=NOW), create_feed(camp=planned.camp, name="x", now=NOW)
    assert (events_of(phone), events_of(wall)) == ({}, {})
    tell_all(planned, now=NOW)
    assert set(events_of(phone)) == {planned.case.uid, *ada.shifts.values_list("uid", flat=True)}
    assert set(events_of(wall)) == {planned.case.uid}

    later = NOW + timedelta(hours=1)
    moved(planned.case, to=local(planned, 1, 11), now=later)
    with time_machine.travel(later + timedelta(minutes=5), tick=False):
        assert events_of(phone)[planned.case.uid]["start"] == local(planned, 0, 9)
        tell_all(planned, now=later + timedelta(minutes=5))
        event = events_of(phone)[planned.case.uid]
        assert (event["start"], event["sequence"]) == (local(planned, 1, 11), 1)


def test_a_cancelled_camp_leaves_tombstones(planned):
    phone = create_feed(doctor=planned.doctors["Ada Bone"], name="x", now=NOW)
    tell_all(planned, now=NOW)
    before = events_of(phone)
    planned.case.refresh_from_db()
    planned.case.state, planned.case.sequence = "cancelled", 1
    planned.case.save()
    planned.camp.refresh_from_db()
    planned.camp.state = CampState.CANCELLED
    planned.camp.save()
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        tell_all(planned, now=NOW + timedelta(minutes=5), act=Publication.Act.CAMP_CANCELLED)
        after = events_of(phone)
    assert set(after) == set(before)
    assert {event["status"] for event in after.values()} == {"CANCELLED"}
    assert all(after[uid]["sequence"] > before[uid]["sequence"] for uid in before)
    assert fetch(phone).status_code == 200
