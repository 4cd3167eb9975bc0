"""What a feed says: what was told and nothing else, in words that may lie on a shared desk."""

from datetime import timedelta

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from camps.models import Registration, Shift
from notifications.ical.validator import faults
from notifications.services.feeds import create_feed
from tests.conformance.readers import by_icalendar, by_vobject
from tests.factories.schedule import small_camp
from tests.factories.telling import local, moved
from tests.notifications.feeds.conftest import NOW, TOLD_AT, fetch, tell

CANARIES = ("Ruby Canary", "Canary", "broken hip", "+234803001", "Bone operation", "orthopaedics")


def events_of(new) -> dict[str, dict]:
    """By UID, without the banner; both libraries must read the same."""
    body = fetch(new).content
    timed = [event for event in by_icalendar(body) if hasattr(event["start"], "hour")]
    assert timed == [event for event in by_vobject(body) if hasattr(event["start"], "hour")]
    return {event["uid"]: event for event in timed}


def test_a_doctors_feed_holds_the_shifts_and_the_single_cases(told, feed):
    found = events_of(feed)
    assert set(found) == {*(case.uid for case in told.cases), told.shift.uid}
    assert found[told.shift.uid]["summary"] == "Camp shift - Small Camp"
    assert found[told.cases[0].uid]["summary"] == "Case 001 - P.1."
    assert found[told.cases[0].uid]["start"] == local(told.made, 0, 9)


def test_an_event_says_the_venues_hour_its_zone_and_the_table(told, feed):
    case = events_of(feed)[told.cases[0].uid]
    assert case["description"] == "Monday 1 March, 9am to 10am (Lagos time, UTC+1), Table 1"
    assert case["location"] == "Table 1, General Hospital"
    assert b"CLASS:PRIVATE\r\n" in fetch(feed).content


def test_a_shift_says_where_to_meet(told, feed):
    shift = events_of(feed)[told.shift.uid]
    assert shift["description"] == "Monday 1 March, 8am to 6pm (Lagos time, UTC+1)\nMeet at: gate 2"


def test_the_header_names_the_calendar_and_how_often_to_ask(told, feed):
    body = fetch(feed).content.decode()
    head = body.partition("BEGIN:VEVENT")[0].split("\r\n")
    assert f"UID:{feed.feed.uid}" in head
    assert {"NAME:Test team: Ada Bone", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"} <= set(head)
    assert {"X-WR-TIMEZONE:Africa/Lagos", "COLOR:teal"} <= set(head)
    assert not [line for line in head if line.startswith(("METHOD", "SOURCE"))]


def test_the_body_is_free_of_faults_and_the_same_twice(told, feed):
    first, second = fetch(feed), fetch(feed)
    assert faults(first.content) == []
    assert first.content == second.content
    assert (first["ETag"], first["Last-Modified"]) == (second["ETag"], second["Last-Modified"])


def test_two_feeds_of_one_doctor_show_the_same_events(told, feed):
    tablet = create_feed(doctor=told.ada, name="Tablet", now=NOW)
    assert events_of(tablet) == events_of(feed)


def test_a_draft_does_not_show_before_it_is_told(told, feed):
    before = fetch(feed)
    moved(told.cases[0], to=local(told.made, 1, 14), now=NOW)
    told.cases[1].station = told.made.stations["Table 2"]
    told.cases[1].save()
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        after = fetch(feed)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_a_move_shows_at_once_when_it_is_told(told, feed):
    fetch(feed)
    case = told.cases[0]
    moved(case, to=local(told.made, 1, 14), now=NOW)
    tell(case, f"doctor:{told.ada.pk}", at=NOW)
    event = events_of(feed)[case.uid]
    assert (event["start"], event["sequence"]) == (local(told.made, 1, 14), 1)
    assert (event["stamp"], fetch(feed)["Last-Modified"]) == (NOW, "Sat, 20 Feb 2027 09:00:00 GMT")


def test_another_doctors_and_another_organisations_events_are_not_in_it(told, feed):
    ben = told.made.doctors["Ben Bone"]
    tell(Shift.objects.filter(doctor=ben)[0], f"doctor:{ben.pk}")
    with scopes_disabled():
        other = small_camp(slug="other", state="published")
    with scope(organisation=other.organisation):
        shift = Shift.objects.filter(doctor=other.doctors["Ada Bone"])[0]
        # Even a row that names Ada's own number, were one written, stays with its organisation.
        tell(shift, f"doctor:{told.ada.pk}", at=NOW)
    assert set(events_of(feed)) == {*(case.uid for case in told.cases), told.shift.uid}


def test_no_name_complaint_phone_or_procedure_is_in_any_feed(told, feed):
    registration = told.made.registrations[0]
    registration.patient.name = "Ruby Canary"
    registration.patient.save()
    Registration.objects.filter(pk=registration.pk).update(complaint="broken hip")
    told.cases[0].procedures.set([told.made.procedures["BONE"]])
    feeds = [
        feed,
        create_feed(camp=told.camp, name="Wall", now=NOW),
        create_feed(station=told.made.stations["Table 1"], name="Table", now=NOW),
        create_feed(doctor=told.ada, name="Family", now=NOW, busy_only=True),
    ]
    bodies = [fetch(new).content.decode() for new in feeds]
    assert [word for word in CANARIES for body in bodies if word in body] == []
    assert "Case 001 - R.C." in bodies[0]


def test_the_procedure_is_named_in_doctors_feeds_of_a_camp_that_allows_it(told, feed):
    told.cases[0].procedures.set(told.made.procedures.values())
    told.camp.feeds_name_procedures = True
    told.camp.save()
    assert events_of(feed)[told.cases[0].uid]["summary"] == "Case 001 - P.1. - Bone operation, Consultation"
    assert "Bone" not in fetch(create_feed(camp=told.camp, name="Wall", now=NOW)).content.decode()
    assert "Bone o" not in fetch(create_feed(doctor=told.ada, name="x", busy_only=True, now=NOW)).content.decode()


def test_a_busy_only_feed_says_busy_and_no_more(told):
    found = events_of(create_feed(doctor=told.ada, name="Family", busy_only=True, now=NOW)).values()
    assert {(event["summary"], event["description"], event["location"]) for event in found} == {("Busy", "", "")}
    assert len(found) == 3


def test_a_french_doctor_reads_french(told):
    told.ada.language = "fr"
    told.ada.save()
    case = events_of(create_feed(doctor=told.ada, name="x", now=NOW))[told.cases[0].uid]
    assert case["description"] == "lundi 1er mars, 9 h à 10 h (heure de Lagos, UTC+1), Table 1"


def test_station_and_camp_feeds_hold_what_the_camp_was_told(told):
    told.cases[1].station = told.made.stations["Table 2"]
    tell(told.cases[1], f"camp:{told.camp.pk}", at=NOW)
    camp = create_feed(camp=told.camp, name="Wall", now=NOW)
    table = create_feed(station=told.made.stations["Table 2"], name="Table", now=NOW)
    assert set(events_of(camp)) == {case.uid for case in told.cases}
    assert set(events_of(table)) == {told.cases[1].uid}


def test_a_camp_of_several_days_stands_as_a_banner_above_its_hours(told, feed):
    tell(Shift.objects.filter(doctor=told.ada).order_by("starts_at")[1], f"doctor:{told.ada.pk}")
    body = fetch(feed).content.decode()
    banner = body.partition("END:VEVENT")[0]
    assert "DTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270303\r\nSUMMARY:Small Camp\r\n" in banner
    assert faults(body.encode()) == []


def test_a_cancelled_event_stays_as_a_tombstone_and_then_leaves(told, feed):
    case = told.cases[0]
    tell(case, f"doctor:{told.ada.pk}", at=NOW, cancelled=True, sequence=1)
    event = events_of(feed)[case.uid]
    assert (event["status"], event["sequence"], event["summary"]) == ("CANCELLED", 1, "CANCELLED: Case 001 - P.1.")
    assert event["description"].startswith("Cancelled. Was Monday 1 March, 9am to 10am")
    assert event["start"] == case.starts_at
    with time_machine.travel(NOW + timedelta(days=29), tick=False):
        assert case.uid in events_of(feed)
    before = fetch(feed)["Last-Modified"]
    with time_machine.travel(NOW + timedelta(days=31, hours=12), tick=False):
        assert case.uid not in events_of(feed)
        assert fetch(feed)["Last-Modified"] != before


@pytest.mark.parametrize(("days", "shown"), [(-89, True), (-92, False), (399, True), (402, False)])
def test_the_window_is_90_days_back_and_400_ahead(told, feed, days, shown):
    case = told.cases[0]
    tell(
        case, f"doctor:{told.ada.pk}", starts_at=NOW + timedelta(days=days), ends_at=NOW + timedelta(days=days, hours=1)
    )
    assert (case.uid in events_of(feed)) is shown


@pytest.mark.parametrize(
    ("hour", "shown"),
    [("2027-05-30T22:59:00+00:00", True), ("2027-05-30T23:01:00+00:00", False)],
)
def test_the_window_moves_at_the_venues_midnight(told, feed, hour, shown):
    """Lagos is an hour ahead of UTC: its 31 May, 90 days after 2 March, begins at 23:00 UTC."""
    case = told.cases[0]
    tell(case, f"doctor:{told.ada.pk}", starts_at=local(told.made, 0, 12), ends_at=local(told.made, 0, 13))
    with time_machine.travel(hour, tick=False):
        assert (case.uid in events_of(feed)) is shown


def test_an_empty_feed_is_a_whole_calendar(told):
    ben = create_feed(doctor=told.made.doctors["Ben Bone"], name="x", now=NOW)
    body = fetch(ben).content
    assert faults(body) == []
    assert (by_icalendar(body), by_vobject(body)) == ([], [])


def test_told_at_is_the_stamp_of_an_event(told, feed):
    assert {event["stamp"] for event in events_of(feed).values()} == {TOLD_AT}
