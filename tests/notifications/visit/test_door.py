"""The secret link as a door: what it hides, when it closes, and that looking changes nothing."""

import statistics
from datetime import timedelta
from time import thread_time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from notifications.models import VisitLink
from notifications.services.links import renew
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.schedule import NOW
from tests.notifications.visit.conftest import path_of, words

PAGES = ["", "/times", "/give-up", "/who", "/wishes", "/calendar.ics"]


def test_looking_at_every_page_three_times_changes_nothing(phone, operation, consultation):
    paths = [told.path + page for told in (operation, consultation) for page in PAGES]
    before = digest()
    for path in [*paths, "/v/never-given-out"]:
        for look in (phone.get, phone.head):
            for _ in range(3):
                assert look(path).status_code in (200, 410), path
    assert digest() == before


@pytest.mark.parametrize("page", PAGES)
def test_the_headers_keep_the_secret(phone, operation, page):
    answer = phone.get(operation.path + page)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("page", PAGES[:5])
def test_nothing_comes_from_elsewhere_and_no_script_at_all(phone, operation, page):
    html = phone.get(operation.path + page).content.decode()
    assert "<script" not in html
    assert "src=" not in html
    assert [part for part in html.split("<link ")[1:] if 'href="/static/' not in part] == []


def test_expired_revoked_and_unknown_are_one_page(phone, operation, clock):
    token = operation.path.rpartition("/")[2]
    unknown = phone.get("/v/" + "A" * 22)
    new = renew(operation.registration, now=NOW)
    revoked = phone.get(operation.path)
    clock.move_to(operation.appointment.ends_at + timedelta(hours=24))
    expired = phone.get("/v/" + new.rpartition("/")[2])
    assert [answer.status_code for answer in (unknown, revoked, expired)] == [410] * 3
    assert unknown.content == revoked.content == expired.content
    said = words(unknown)
    assert "This link no longer works" in said
    assert "Your place is not lost" in said
    for canary in ("Small Camp", "General Hospital", "+234", token):
        assert canary not in unknown.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_closes_with_the_link(phone, operation, clock, page):
    clock.move_to(operation.appointment.ends_at + timedelta(hours=24))
    assert phone.get(operation.path + page).status_code == 410
    assert phone.post(operation.path + page, {"seen": operation.seen}).status_code in (405, 410)
    assert operation.appointment.state == "booked"


def test_unknown_and_expired_take_the_same_time(phone, operation, clock):
    clock.move_to(operation.appointment.ends_at + timedelta(hours=24))

    def seconds(path):
        began = thread_time()  # what the machine does besides is not our work
        phone.get(path, REMOTE_ADDR="10.9.9.9")
        return thread_time() - began

    def questions(path):
        with CaptureQueriesContext(connection) as asked:
            phone.get(path, REMOTE_ADDR="10.9.9.9")
        return len(asked)

    assert questions(operation.path) == questions("/v/" + "A" * 22)
    rounds = [(seconds(operation.path), seconds("/v/" + "A" * 22)) for _ in range(15)]
    # The quickest third of each: a first time is no measure.
    expired, unknown = (statistics.median(sorted(column)[:5]) for column in zip(*rounds, strict=True))
    assert abs(expired - unknown) < 0.005


def test_thirty_misses_a_minute_are_enough(phone, operation):
    answers = [phone.get(f"/v/guess-{n}").status_code for n in range(32)]
    assert answers == [410] * 30 + [429] * 2
    assert phone.get("/v/guess-again")["Retry-After"] == "60"
    assert phone.get("/v/guess", REMOTE_ADDR="10.1.2.3").status_code == 410
    assert phone.get(operation.path).status_code == 200


def test_a_point_copied_along_with_the_link_does_no_harm(phone, operation):
    assert phone.get(operation.path + ".").status_code == 200


def test_a_link_of_one_patient_does_not_act_for_another(phone, operation, consultation):
    phone.post(operation.path, {"seen": operation.seen, "answer": "come"})
    assert consultation.appointment.confirmed_at is None
    phone.post(f"{consultation.path}/give-up", {"seen": operation.seen})
    assert operation.appointment.state == consultation.appointment.state == "booked"


def test_the_links_row_keeps_no_trace_of_a_visit(phone, operation):
    before = VisitLink.objects.values().get(registration=operation.registration)
    phone.post(operation.path, {"seen": operation.seen, "answer": "come"})
    assert VisitLink.objects.values().get(registration=operation.registration) == before


def test_the_logs_do_not_keep_the_secret(phone, operation, caplog):
    import json

    from config.logs import JsonFormatter

    phone.post(operation.path, {})  # 409, which Django logs with its path
    phone.get("/v/" + "A" * 22)
    assert caplog.records
    lines = [JsonFormatter().format(record) for record in caplog.records]
    token = operation.path.rpartition("/")[2]
    assert [line for line in lines if token in line or "A" * 22 in line] == []
    assert all("/v/#" in json.loads(line)["text"] for line in lines)


def test_another_browser_with_the_link_needs_no_cookie(operation):
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(
        operation.path, {"seen": operation.seen, "answer": "come"}, headers={"Origin": "null", "Referer": ""}
    )
    assert answer.status_code == 302
    assert path_of(operation.registration) == operation.path
