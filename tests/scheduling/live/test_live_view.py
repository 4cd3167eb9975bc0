"""The organiser's view: plan and fact of each station, the waits, who is stuck with a link to act; and the hub."""

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest
import time_machine as machine
from django.urls import reverse

from camps.models import Role, Station
from scheduling.queries.live_day import Actual, Planned, StationDay
from scheduling.services import calling
from scheduling.views.live.picture import picture_of
from tests.factories.queue import doing
from tests.scheduling.live.conftest import client_of

EIGHT = datetime(2027, 3, 1, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def url(made, name):
    return reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug})


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_who_is_stuck_is_named_with_a_link_to_act(at_work):
    calling.call_next(station=at_work.stations["Vitals 1"], doing=doing(at_work.now))
    with machine.travel(at_work.now + 6 * MINUTE, tick=False):
        answer = at_work.client.get(url(at_work, "live_view"))

    assert "1 person is stuck" in words(answer)
    assert "A-001 Patient 1 Called, and did not come in Vitals 6 min" in words(answer)
    assert f'href="/camps/small/queue/{at_work.tickets[0].pk}/"' in answer.content.decode()


def test_the_waits_of_each_lane_are_told(at_work):
    said = words(at_work.client.get(url(at_work, "live_view_now")))
    assert "Nobody is stuck." in said
    assert "Vitals 3 15 min 14 min 0" in said


def test_who_only_looks_finds_no_button_of_the_queue(at_work):
    viewer = client_of(at_work, Role.VIEWER)
    for name in ("live_view", "today"):
        html = viewer.get(url(at_work, name)).content.decode()
        assert "/queue/" not in html
        assert "/stations/" not in html


def test_the_hub_has_the_numbers_and_the_ways_on(at_work):
    answer = at_work.client.get(url(at_work, "today"))
    assert "Arrived 3 Waiting 3" in words(answer)
    for name in ("live_view", "hall"):
        assert f'href="{url(at_work, name)}"' in answer.content.decode()
    assert f'/stations/{at_work.stations["Vitals 1"].pk}/live/"' in answer.content.decode()


def test_the_hub_says_when_the_camp_is_not_on(at_work):
    with machine.travel(at_work.now - timedelta(days=30), tick=False):
        client = client_of(at_work, Role.ORGANISER)
        assert "The camp is not on today. Monday 1 March to Tuesday 2 March" in words(client.get(url(at_work, "today")))


@pytest.fixture
def table():
    return Station(name="Table 1", opens=time(8), closes=time(12))


def day_of(table, planned=(), actual=()):
    return StationDay(table, EIGHT, EIGHT + 240 * MINUTE, list(planned), list(actual))


def test_the_picture_draws_plan_fact_and_what_went_over(table):
    plan = Planned("001", EIGHT, EIGHT + 60 * MINUTE)
    real = Actual("A-001", "serving", EIGHT + 10 * MINUTE, None, plan.ends_at)

    picture = picture_of([day_of(table, [plan], [real])], now=EIGHT + 90 * MINUTE)

    planned, serving, over = picture.rows[0].bars
    minute = planned.width / 60
    assert [one.kind for one in (planned, serving, over)] == ["planned", "serving", "over"]
    assert serving.width == pytest.approx(80 * minute, abs=0.2)
    assert (over.x, over.width) == (planned.x + planned.width, pytest.approx(30 * minute, abs=0.2))
    assert picture.now_x == pytest.approx(serving.x + serving.width, abs=0.2)
    assert picture.now_x == pytest.approx(over.x + over.width, abs=0.2)


def test_two_at_two_beds_stand_on_two_lines(table):
    both = [Actual(f"A-00{n}", "serving", EIGHT + n * MINUTE, None, None) for n in (1, 2)]
    later = Actual("A-003", "done", EIGHT + 100 * MINUTE, EIGHT + 110 * MINUTE, None)
    first = Actual("A-000", "done", EIGHT, EIGHT + MINUTE, None)

    row = picture_of([day_of(table, (), [first, *both, later])], now=EIGHT + 60 * MINUTE).rows[0]

    assert [bar.y for bar in row.bars] == [row.bars[0].y, row.bars[0].y, row.bars[2].y, row.bars[0].y]
    assert row.bars[2].y > row.bars[1].y


def test_no_stations_no_picture():
    assert picture_of([], now=EIGHT) is None


def test_a_device_at_work_is_kept_signed_in_and_no_longer(at_work):
    today, stay = url(at_work, "today"), url(at_work, "stay_signed_in")
    assert "Half an hour untouched ends its sign-in." in words(at_work.client.get(today))

    at_work.client.post(stay)
    with machine.travel(at_work.now + timedelta(hours=3), tick=False):
        assert "It stays signed in until" in words(at_work.client.get(today))
        at_work.client.post(stay, {"end": "1"})
    with machine.travel(at_work.now + timedelta(hours=3, minutes=31), tick=False):
        assert at_work.client.get(today).status_code == 302
