"""The whole way: booked, published, fanned out, shown; nothing before, and the difference afterwards."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from camps.models import CampState
from notifications.services.feeds import create_feed
from scheduling.models import Publication
from scheduling.services.booking import Actor, cancel
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


def to_table(planned, table: str, *, hours: int) -> None:
    """Move the case to another table, publish, and stay at that hour."""
    at = NOW + timedelta(hours=hours)
    moved(planned.case, to=planned.case.starts_at, now=at, station=planned.stations[table])
    tell_all(planned, now=at)


def seen(feed, planned, *, hours: int):
    with time_machine.travel(NOW + timedelta(hours=hours, minutes=5), tick=False):
        found = events_of(feed).get(planned.case.uid)
    return found and (found["status"], found["sequence"])


def test_a_case_that_goes_to_another_table_is_off_at_the_first_and_there_at_the_second(planned):
    first, second = (create_feed(station=planned.stations[f"Table {n}"], name="x", now=NOW) for n in (1, 2))
    wall = create_feed(camp=planned.camp, name="x", now=NOW)
    tell_all(planned, now=NOW)
    assert (seen(first, planned, hours=0), seen(second, planned, hours=0)) == (("CONFIRMED", 0), None)
    to_table(planned, "Table 2", hours=1)
    assert seen(first, planned, hours=1) == ("CANCELLED", 1)
    assert seen(second, planned, hours=1) == ("CONFIRMED", 1)
    assert seen(wall, planned, hours=1) == ("CONFIRMED", 1)


def test_there_and_back_the_sequence_of_each_table_only_rises(planned):
    first, second = (create_feed(station=planned.stations[f"Table {n}"], name="x", now=NOW) for n in (1, 2))
    tell_all(planned, now=NOW)
    for hours, table in ((1, "Table 2"), (2, "Table 1"), (3, "Table 2"), (4, "Table 1")):
        to_table(planned, table, hours=hours)
        here, there = (first, second) if table == "Table 1" else (second, first)
        assert seen(here, planned, hours=hours) == ("CONFIRMED", hours)
        assert seen(there, planned, hours=hours) == ("CANCELLED", hours)


def test_a_case_cancelled_after_it_came_back_is_off_once(planned):
    first = create_feed(station=planned.stations["Table 1"], name="x", now=NOW)
    tell_all(planned, now=NOW)
    to_table(planned, "Table 2", hours=1)
    to_table(planned, "Table 1", hours=2)
    cancel(appointment_id=planned.case.pk, actor=Actor(), now=NOW + timedelta(hours=3))
    tell_all(planned, now=NOW + timedelta(hours=3))
    assert seen(first, planned, hours=3)[0] == "CANCELLED"


def test_a_tombstone_of_another_table_leaves_like_every_other(planned):
    first = create_feed(station=planned.stations["Table 1"], name="x", now=NOW)
    tell_all(planned, now=NOW)
    to_table(planned, "Table 2", hours=1)
    assert seen(first, planned, hours=24 * 29) == ("CANCELLED", 1)
    assert seen(first, planned, hours=24 * 45) is None
