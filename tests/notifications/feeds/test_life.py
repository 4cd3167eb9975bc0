"""A feed's life: made, renewed, switched off, run out."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from camps.errors import Invalid, Taken
from notifications.ical.validator import faults
from notifications.models import Feed
from notifications.services.feeds import create_feed, hash_of, renew_feed, revoke_feed
from tests.conformance.readers import by_icalendar
from tests.factories.schedule import small_camp
from tests.notifications.feeds.conftest import NOW, fetch, path_of, tell


def at(days: float):
    return time_machine.travel(NOW + timedelta(days=days), tick=False)


def test_the_token_has_128_bits_and_only_its_hash_is_kept(feed):
    token = re.fullmatch(r"/f/([A-Za-z0-9_-]{22})\.ics", path_of(feed))[1]
    kept = Feed.objects.values().get()
    assert kept["token_hash"] == hash_of(token)
    assert [name for name, value in kept.items() if token in str(value)] == []


def test_a_token_says_nothing_about_its_feed_or_another(told):
    made = [create_feed(doctor=told.ada, name=str(number), now=NOW).address for number in range(20)]
    assert len(set(made)) == 20


def test_a_second_feed_of_the_same_name_is_refused(told, feed):
    with pytest.raises(Taken, match="My Phone already"):
        create_feed(doctor=told.ada, name=" My  Phone ", now=NOW)
    create_feed(doctor=told.made.doctors["Ben Bone"], name="My phone", now=NOW)


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_name_that_does_not_fit_is_refused(told, name):
    with pytest.raises(Invalid):
        create_feed(doctor=told.ada, name=name, now=NOW)


def test_the_21st_feed_is_refused(told):
    for number in range(20):
        create_feed(doctor=told.ada, name=str(number), now=NOW)
    with pytest.raises(Invalid, match="20 calendars"):
        create_feed(doctor=told.ada, name="one more", now=NOW)


def test_a_revoked_feed_shows_one_notice_for_30_days_and_then_410(told, feed):
    fetch(feed)
    revoke_feed(feed=feed.feed, now=NOW)
    first = fetch(feed)
    (notice,) = by_icalendar(first.content)
    assert (first.status_code, faults(first.content)) == (200, [])
    assert notice["summary"] == "This calendar is switched off"
    assert "remove this calendar" in notice["description"]
    with at(29):
        again = fetch(feed, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again["ETag"], again["Last-Modified"]) == (
            304,
            first["ETag"],
            first["Last-Modified"],
        )
        assert fetch(feed).content == first.content
    with at(31):
        gone = fetch(feed)
        assert (gone.status_code, gone["Content-Type"]) == (410, "text/plain; charset=utf-8")


def test_what_was_served_is_forgotten_when_a_feed_is_revoked(told, feed):
    fetch(feed)
    revoke_feed(feed=feed.feed, now=NOW)
    assert Feed.objects.get().last_good is None


def test_a_second_revoking_does_not_show_the_notice_longer(told, feed):
    revoke_feed(feed=feed.feed, now=NOW)
    revoke_feed(feed=feed.feed, now=NOW + timedelta(days=9))
    assert Feed.objects.get().revoked_at == NOW


def test_a_renewed_feed_works_at_its_new_address_and_the_old_one_says_so(told, feed):
    before = fetch(feed).content
    new = renew_feed(feed=feed.feed, now=NOW)
    assert new.address != feed.address
    assert (new.feed.name, new.feed.doctor) == ("My phone", told.ada)
    assert len(by_icalendar(fetch(new).content)) == len(by_icalendar(before))
    assert [event["summary"] for event in by_icalendar(fetch(feed).content)] == ["This calendar is switched off"]
    with pytest.raises(Invalid, match="switched off"):
        renew_feed(feed=feed.feed, now=NOW)


def test_a_doctors_feed_lives_12_months_from_its_last_use(told, feed):
    with at(300):
        assert fetch(feed).status_code == 200
    with at(600):
        assert "run out" not in fetch(feed).content.decode()
    with at(970):
        assert "This calendar has run out" in fetch(feed).content.decode()
    with at(1000):
        assert fetch(feed).status_code == 410


def test_a_camps_feed_ends_30_days_after_the_camp_and_follows_a_postponed_one(told):
    camp = create_feed(camp=told.camp, name="Wall", now=NOW)
    assert camp.feed.expires_at == datetime.fromisoformat("2027-04-01T23:59:00+01:00")
    told.camp.first_day += timedelta(days=60)
    told.camp.save()
    fetch(camp)
    camp.feed.refresh_from_db()
    assert camp.feed.expires_at == datetime.fromisoformat("2027-05-31T23:59:00+01:00")


def test_revoking_one_feed_leaves_the_others(told, feed):
    tablet = create_feed(doctor=told.ada, name="Tablet", now=NOW)
    revoke_feed(feed=feed.feed, now=NOW)
    assert len(by_icalendar(fetch(tablet).content)) == 3


def test_a_feed_of_a_deleted_doctor_is_unknown(told):
    ruth = told.made.doctors["Ruth Look"]
    new = create_feed(doctor=ruth, name="x", now=NOW)
    assert fetch(new).status_code == 200
    ruth.delete()
    assert fetch(new).status_code == 410


def test_two_organisations_feeds_never_mix(told, feed):
    with scopes_disabled():
        other = small_camp(slug="other", state="published")
    with scope(organisation=other.organisation):
        doctor = other.doctors["Ada Bone"]
        theirs = create_feed(doctor=doctor, name="x", now=NOW)
        tell(doctor.shifts.first(), f"doctor:{doctor.pk}")
    uids = [{event["uid"] for event in by_icalendar(fetch(one).content)} for one in (feed, theirs)]
    assert all(uids)
    assert uids[0] & uids[1] == set()
