"""How a feed answers its readers: validators, 304, faults, guesses, and what an asking leaves behind."""

import logging
import statistics
import time
from datetime import timedelta
from email.utils import parsedate

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from notifications.ical.freshness import etag
from notifications.models import Feed, Told
from notifications.queries.feed_fragments import fragment_of
from notifications.services import feed_answers
from notifications.services.feeds import create_feed, revoke_feed
from tests.conformance.readers import by_icalendar
from tests.factories.schedule import add_patient
from tests.factories.telling import appointment_at, local
from tests.notifications.feeds.conftest import NOW, TOLD_AT, fetch, path_of, tell

LAST_MODIFIED = "Thu, 18 Feb 2027 09:00:00 GMT"


def test_an_answer_carries_both_validators_and_its_headers(told, feed):
    answer = fetch(feed)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (answer["ETag"], answer["Last-Modified"]) == (etag(answer.content), LAST_MODIFIED)
    assert answer["Cache-Control"] == "private, no-cache"
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert not answer.cookies


def test_robots_may_come_to_feeds(client, feed):
    assert f"Allow: {path_of(feed)[:3]}\n" in client.get("/robots.txt").content.decode()


def test_who_has_it_gets_304_with_both_validators(told, feed):
    first = fetch(feed)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = fetch(feed, **headers)
        assert (again.status_code, again.content) == (304, b"")
        assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])


def test_if_none_match_beats_the_date(told, feed):
    first = fetch(feed)
    stale = {"If-None-Match": '"else"', "If-Modified-Since": first["Last-Modified"]}
    assert fetch(feed, **stale).status_code == 200
    fresh = {"If-None-Match": first["ETag"], "If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"}
    assert fetch(feed, **fresh).status_code == 304


@pytest.mark.parametrize("date", ["yesterday", "", "2027-02-20", "Sat, 31 Feb 2027 00:00:00 GMT"])
def test_an_unreadable_date_gets_the_body(told, feed, date):
    fetch(feed)
    assert fetch(feed, **{"If-Modified-Since": date}).status_code == 200


def test_a_head_is_answered_like_a_get(told, feed):
    answer = Client().head(path_of(feed))
    assert (answer.status_code, answer["ETag"]) == (200, fetch(feed)["ETag"])


def test_a_post_is_refused(feed):
    assert Client().post(path_of(feed)).status_code == 405


def test_304_asks_postgresql_nothing(told, feed, django_assert_num_queries):
    tag = fetch(feed)["ETag"]
    with django_assert_num_queries(0):
        assert fetch(feed, **{"If-None-Match": tag}).status_code == 304


def test_304_takes_one_query_without_redis_and_never_reads_the_body(
    told, feed, django_assert_num_queries, settings, monkeypatch
):
    settings.LIVE_REDIS_URL = "unix:///nowhere/redis.sock"
    tag = fetch(feed)["ETag"]
    monkeypatch.setattr(feed_answers, "last_body", None)  # it is read beside Django, which does not count it
    with django_assert_num_queries(1):
        assert fetch(feed, **{"If-None-Match": tag}).status_code == 304


def test_an_hour_later_no_event_is_read_while_none_changed(told, feed):
    first = fetch(feed)
    with time_machine.travel(NOW + timedelta(hours=1), tick=False), CaptureQueriesContext(connection) as asked:
        assert fetch(feed, **{"If-None-Match": first["ETag"]}).status_code == 304
    reading = [query["sql"] for query in asked if "notifications_told" in query["sql"]]
    assert [sql.split()[1].strip(",(")[:10] for sql in reading] == ["f.id", "sum(hash_r"]


def test_an_address_switched_off_is_not_answered_304(told, feed, django_capture_on_commit_callbacks):
    tag = fetch(feed)["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        revoke_feed(feed=feed.feed, now=NOW)
    answer = fetch(feed, **{"If-None-Match": tag})
    assert (answer.status_code, b"switched off" in answer.content) == (200, True)


def test_a_change_reaches_who_has_the_old_body_after_a_minute_at_the_latest(told, feed):
    tag = fetch(feed)["ETag"]
    tell(told.cases[0], f"doctor:{told.ada.pk}", at=NOW, starts_at=local(told.made, 0, 8), sequence=1)
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        assert fetch(feed, **{"If-None-Match": tag}).status_code == 200


def test_the_body_that_left_is_served_again_without_reading_events(told, feed, django_assert_num_queries):
    fetch(feed)
    with django_assert_num_queries(1):  # and the body
        assert fetch(feed).status_code == 200


def cold_queries(told, count: int) -> int:
    """How many queries a first asking takes for a doctor with `count` cases, procedures named."""
    ben = told.made.doctors["Ben Bone"]
    told.camp.feeds_name_procedures = True
    told.camp.save()
    Told.objects.filter(recipient=f"doctor:{ben.pk}").delete()
    for number in range(count):
        registration = add_patient(told.made, number=1000 * count + number, procedure="BONE")
        case = appointment_at(told.made, registration, at=local(told.made, 0, 9))
        case.procedures.add(told.made.procedures["BONE"])
        tell(case, f"doctor:{ben.pk}")
    new = create_feed(doctor=ben, name=f"of {count}", now=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert len(by_icalendar(fetch(new).content)) == count
    return len(asked)


def test_a_first_asking_takes_as_many_queries_for_1_as_for_3_and_300_events(told):
    assert len({cold_queries(told, count) for count in (1, 3, 300)}) == 1


def test_a_first_asking_for_500_events_takes_less_than_300_ms(told):
    """Of our processor's time, whatever else the machine does; bench/feeds.py measures the clock's."""
    ben = told.made.doctors["Ben Bone"]
    Told.objects.bulk_create(
        Told(
            organisation=told.made.organisation,
            appointment=appointment_at(
                told.made, add_patient(told.made, number=2000 + number, procedure="LOOK"), at=local(told.made, 0, 9)
            ),
            recipient=f"doctor:{ben.pk}",
            starts_at=local(told.made, number % 2, 9) + timedelta(minutes=number),
            ends_at=local(told.made, number % 2, 10) + timedelta(minutes=number),
            station=told.made.stations["Desk"],
            venue=told.camp.venue,
            at=TOLD_AT,
        )
        for number in range(500)
    )
    took = []
    for turn in range(3):
        new = create_feed(doctor=ben, name=f"turn {turn}", now=NOW)
        fragment_of.cache_clear()
        began = time.process_time()
        body = fetch(new).content
        took.append(time.process_time() - began)
    assert body.count(b"BEGIN:VEVENT") == 501
    assert min(took) < 0.3


def test_an_asking_is_recorded_once_a_minute(told, feed):
    agent = {"User-Agent": "Google-Calendar-Importer"}
    fetch(feed, **agent)
    with time_machine.travel(NOW + timedelta(seconds=50), tick=False):
        fetch(feed, **agent)
    feed.feed.refresh_from_db()
    assert (feed.feed.last_fetched_at, feed.feed.fetches, feed.feed.last_reader) == (NOW, 1, "google")
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        fetch(feed, **{"User-Agent": "iOS/17.2 (21C62) dataaccessd/1.0"})
    feed.feed.refresh_from_db()
    assert (feed.feed.fetches, feed.feed.last_reader) == (2, "apple")


@pytest.mark.parametrize(
    ("agent", "reader"),
    [
        ("Google-Calendar-Importer", "google"),
        ("macOS/14.2 (23C64) CalendarAgent/982", "apple"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17126; Pro)", "outlook"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.0", "thunderbird"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120", "browser"),
        ("", "other"),
    ],
)
def test_the_reader_is_known_by_its_name(told, feed, agent, reader):
    fetch(feed, **{"User-Agent": agent})
    feed.feed.refresh_from_db()
    assert feed.feed.last_reader == reader


def test_an_asking_changes_nothing_but_the_feeds_own_row(told, feed):
    def digest() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM notifications_told t")
            told_rows = cursor.fetchone()
            cursor.execute("SELECT md5(string_agg(a::text, '' ORDER BY id)) FROM scheduling_appointment a")
            return f"{told_rows}{cursor.fetchone()}"

    before = digest()
    with CaptureQueriesContext(connection) as asked:
        fetch(feed)
    writes = [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert digest() == before
    assert [sql for sql in writes if not sql.startswith('UPDATE "notifications_feed"')] == []


def test_a_renamed_table_shows_within_a_minute_with_a_higher_sequence(told, feed):
    uid = told.cases[0].uid
    first = fetch(feed)
    station = told.made.stations["Table 1"]
    station.name = "Theatre A"
    station.save()
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        second = fetch(feed)
        third = fetch(feed)
    old, new = (
        next(event for event in by_icalendar(answer.content) if event["uid"] == uid) for answer in (first, second)
    )
    assert (old["location"], new["location"]) == ("Table 1, General Hospital", "Theatre A, General Hospital")
    assert (old["sequence"], new["sequence"]) == (0, 1)
    assert new["stamp"] > old["stamp"]
    assert parsedate(second["Last-Modified"]) > parsedate(first["Last-Modified"])
    assert third.content == second.content


def test_a_move_after_a_renaming_keeps_the_sequence_rising(told, feed):
    test_a_renamed_table_shows_within_a_minute_with_a_higher_sequence(told, feed)
    case = told.cases[0]
    later = NOW + timedelta(hours=1)
    tell(case, f"doctor:{told.ada.pk}", at=later, sequence=1, starts_at=local(told.made, 1, 12),
         ends_at=local(told.made, 1, 13))  # fmt: skip
    with time_machine.travel(later, tick=False):
        event = next(event for event in by_icalendar(fetch(feed).content) if event["uid"] == case.uid)
    assert (event["sequence"], event["stamp"]) == (2, later)


def test_a_bad_event_keeps_its_last_good_form_and_the_others_go_on(told, feed, caplog):
    fetch(feed)
    bad, good = told.cases
    tell(bad, f"doctor:{told.ada.pk}", at=NOW, ends_at=bad.starts_at, sequence=1)
    tell(good, f"doctor:{told.ada.pk}", at=NOW, starts_at=local(told.made, 1, 9), sequence=1,
         ends_at=local(told.made, 1, 10))  # fmt: skip
    with caplog.at_level(logging.ERROR):
        found = {event["uid"]: event for event in by_icalendar(fetch(feed).content)}
    assert (found[bad.uid]["sequence"], found[bad.uid]["end"]) == (0, bad.ends_at)
    assert (found[good.uid]["sequence"], found[good.uid]["start"]) == (1, local(told.made, 1, 9))
    assert bad.uid in caplog.text
    feed.feed.refresh_from_db()
    assert feed.feed.faulty_at == NOW


def test_a_body_that_fails_the_validator_is_not_served_and_the_last_good_one_is(told, feed, caplog):
    first = fetch(feed)
    # The one thing our own writer lets through: a link with a token, typed into the name of a table.
    station = told.made.stations["Table 1"]
    station.name = "see https://x.example/abcdefghijklmnopqrstuvwxyz"
    station.save()
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        second = fetch(feed)
        assert (second.status_code, second.content, second["ETag"]) == (200, first.content, first["ETag"])
        assert "secret-link" in caplog.text
        station.name = "Table 1b"
        station.save()
    with time_machine.travel(NOW + timedelta(minutes=4), tick=False):
        assert b"Table 1b" in fetch(feed).content
    feed.feed.refresh_from_db()
    assert feed.feed.faulty_at is None


def test_the_last_good_form_does_not_bring_a_forbidden_procedure_back(told, feed):
    told.cases[0].procedures.set([told.made.procedures["BONE"]])
    told.camp.feeds_name_procedures = True
    told.camp.save()
    assert b"Bone operation" in fetch(feed).content
    told.camp.feeds_name_procedures = False
    told.camp.save()
    tell(told.cases[0], f"doctor:{told.ada.pk}", at=NOW, ends_at=told.cases[0].starts_at)
    body = fetch(feed).content
    assert b"Bone operation" not in body
    assert told.cases[1].uid.encode() in body


def test_an_unknown_token_gets_410_in_plain_words(db):
    with scopes_disabled():
        answer = Client().get("/f/AAAAAAAAAAAAAAAAAAAAAA.ics")
    assert (answer.status_code, answer["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert "ETag" not in answer


def test_the_31st_miss_of_a_minute_waits_and_a_live_address_is_answered_all_the_same(told, feed):
    answers = [Client().get(f"/f/guess{number}.ics").status_code for number in range(32)]
    assert answers == [410] * 30 + [429] * 2
    assert Client().get("/f/guess.ics")["Retry-After"] == "60"
    assert fetch(feed).status_code == 200
    assert Client().get("/f/guess.ics", REMOTE_ADDR="203.0.113.9").status_code == 410


def test_unknown_and_long_dead_addresses_take_the_same_time_and_say_the_same(told, feed):
    Feed.objects.filter(pk=feed.feed.pk).update(revoked_at=NOW - timedelta(days=31))
    took: dict[str, list[float]] = {path_of(feed): [], "/f/BAAAAAAAAAAAAAAAAAAAAA.ics": []}
    bodies = set()
    for number in range(40):
        for path, times in took.items():
            began = time.process_time()
            bodies.add(Client().get(path, REMOTE_ADDR=f"203.0.113.{number}").content)
            times.append(time.process_time() - began)
    first, second = (statistics.median(times) for times in took.values())
    assert len(bodies) == 1
    assert abs(first - second) < 0.005
