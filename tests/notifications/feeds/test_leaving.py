"""Who leaves, or is a doctor no longer, keeps no calendar: the page says which end before they do."""

from datetime import timedelta

import pytest
import time_machine
from django_scopes import scope

from camps.errors import InUse
from camps.models import Member, Organisation, Role, User
from camps.services.organisations import change_role, remove_member
from notifications.ical.validator import faults
from notifications.models import Feed
from notifications.services.feeds import create_feed, renew_feed
from tests.conformance.readers import by_icalendar
from tests.notifications.feeds.conftest import NOW, fetch
from tests.notifications.feeds.test_pages import signed_in


@pytest.fixture
def organiser(told):
    return signed_in(told, Role.ORGANISER)


@pytest.fixture
def ada(told):
    """Ada's place in the organisation."""
    signed_in(told, Role.DOCTOR, told.ada)
    return Member.objects.get(doctor=told.ada)


@pytest.fixture
def other_organiser(told):
    """Somebody who made a calendar of the camp and one of Ben's, and leaves."""
    user = User.objects.create_user("second@x.test", "seven horses", name="Second")
    return Member.objects.create(organisation=told.made.organisation, user=user, role=Role.ORGANISER)


def is_off(new) -> bool:
    return [event["summary"] for event in by_icalendar(fetch(new).content)] == ["This calendar is switched off"]


def test_a_doctor_who_leaves_keeps_no_feed_of_the_doctor(told, feed, ada):
    fetch(feed)
    bens = create_feed(doctor=told.made.doctors["Ben Bone"], name="My phone", now=NOW)
    remove_member(member=ada, now=NOW)
    assert is_off(feed)
    assert faults(fetch(feed).content) == []
    assert not is_off(bens)
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        assert fetch(feed).status_code == 410


def test_a_calendar_that_has_the_body_already_is_told_too(told, feed, ada, django_capture_on_commit_callbacks):
    tag = fetch(feed)["ETag"]
    assert fetch(feed, **{"If-None-Match": tag}).status_code == 304
    with django_capture_on_commit_callbacks(execute=True):
        remove_member(member=ada, now=NOW)
    assert fetch(feed, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OWNER])
def test_who_is_this_doctor_no_longer_keeps_no_feed_of_the_doctor(told, feed, ada, role):
    change_role(member=ada, role=role, now=NOW)
    assert is_off(feed)


def test_who_becomes_another_doctor_loses_the_feeds_of_the_first(told, feed, ada):
    change_role(member=ada, role=Role.DOCTOR, doctor=told.made.doctors["Ben Bone"], now=NOW)
    assert is_off(feed)


def test_who_stays_the_same_doctor_keeps_the_feeds(told, feed, ada):
    change_role(member=ada, role=Role.DOCTOR, doctor=told.ada, now=NOW)
    assert not is_off(feed)


def test_who_leaves_keeps_no_feed_that_he_or_she_made(told, feed, other_organiser):
    by = other_organiser.user
    made = [
        create_feed(camp=told.camp, name="Wall", by=by, now=NOW),
        create_feed(station=told.made.stations["Table 1"], name="Table", by=by, now=NOW),
        create_feed(doctor=told.made.doctors["Ben Bone"], name="Phone", by=by, now=NOW),
    ]
    remove_member(member=other_organiser, now=NOW)
    assert all(is_off(new) for new in made)
    assert not is_off(feed)


def test_a_feed_belongs_to_who_renewed_it_last(told, other_organiser, ada):
    first = create_feed(doctor=told.ada, name="Phone", by=other_organiser.user, now=NOW)
    second = renew_feed(feed=first.feed, by=ada.user, now=NOW)
    remove_member(member=other_organiser, now=NOW)
    assert not is_off(second)


def test_who_still_may_see_the_plan_keeps_the_camps_feeds_he_or_she_made(told, other_organiser):
    wall = create_feed(camp=told.camp, name="Wall", by=other_organiser.user, now=NOW)
    change_role(member=other_organiser, role=Role.VIEWER, now=NOW)
    assert not is_off(wall)
    told.ada.role = "expert"
    told.ada.save()
    change_role(member=other_organiser, role=Role.DOCTOR, doctor=told.ada, now=NOW)
    assert is_off(wall)


def test_leaving_another_organisation_ends_nothing_in_this_one(told, ada):
    phone = create_feed(doctor=told.ada, name="Phone", by=ada.user, now=NOW)
    elsewhere = Organisation.objects.create(name="Elsewhere", slug="elsewhere")
    with scope(organisation=elsewhere):
        theirs = Member.objects.create(organisation=elsewhere, user=ada.user, role=Role.VIEWER)
        remove_member(member=theirs, now=NOW)
    assert not is_off(phone)


def test_the_last_owner_who_may_not_leave_keeps_the_feeds(told):
    signed_in(told, Role.OWNER)
    owner = Member.objects.get(role=Role.OWNER)
    wall = create_feed(camp=told.camp, name="Wall", by=owner.user, now=NOW)
    with pytest.raises(InUse):
        remove_member(member=owner, now=NOW)
    assert not is_off(wall)


def test_the_page_names_the_calendars_before_somebody_is_removed(told, feed, organiser, ada):
    path = f"/members/{ada.pk}/delete/"
    page = organiser.get(path).content.decode()
    assert "My phone" in page
    assert "Ada Bone" in page
    assert "notice for 30 days" in page
    assert not is_off(feed)
    assert organiser.post(path)["Location"] == "/members/"
    assert is_off(feed)


def test_a_page_about_somebody_without_calendars_names_none(told, organiser, ada):
    assert "alendar" not in organiser.get(f"/members/{ada.pk}/delete/").content.decode().partition("<main")[2]


def test_another_role_asks_first_where_a_calendar_ends_with_it(told, feed, organiser, ada):
    path = f"/members/{ada.pk}/"
    asked = organiser.post(path, {"role": "viewer"})
    assert asked.status_code == 200
    assert "My phone" in asked.content.decode()
    ada.refresh_from_db()
    assert (ada.role, is_off(feed)) == ("doctor", False)
    assert organiser.post(path, {"role": "viewer", "understood": "yes"})["Location"] == "/members/"
    ada.refresh_from_db()
    assert (ada.role, is_off(feed)) == ("viewer", True)


def test_another_role_without_a_calendar_is_saved_at_once(told, organiser, ada):
    assert organiser.post(f"/members/{ada.pk}/", {"role": "viewer"})["Location"] == "/members/"


def test_a_calendar_made_by_a_page_is_known_to_be_made_by_the_person(told, organiser):
    organiser.post("/camps/small/feeds/new/", {"of": "camp", "name": "Office"})
    assert Feed.objects.get().made_by.email == "organiser-none@x.test"
