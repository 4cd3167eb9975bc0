"""The hall board shows tokens and rooms, nothing else; its link opens it on the camp's days, until it is closed."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine as machine
from django.test import Client
from django.urls import reverse

from camps.models import Organisation, Patient, Procedure, Registration, Role, Station
from scheduling.models import BoardLink
from scheduling.services import calling
from tests.factories.queue import doing
from tests.scheduling.live.conftest import client_of


def url(made, name):
    return reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug})


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def board_of(made, *, seen=0):
    """The path of the board's own link, made by an organiser's button."""
    page = made.boss.post(url(made, "board_link"), {"seen": seen}, follow=True)
    return re.search(r'href="https?://[^/"]+(/hall/[^"]+)"', page.content.decode())[1]


@pytest.fixture
def board(at_work):
    """With a call to Vitals 1; `boss` is an organiser's browser, `screen` the hall's own."""
    calling.call_next(station=at_work.stations["Vitals 1"], doing=doing(at_work.now))
    at_work.boss, at_work.screen = client_of(at_work, Role.ORGANISER), Client()
    return at_work


def test_the_board_says_who_comes_where_and_who_is_next(board):
    said = words(board.screen.get(board_of(board)))

    assert "Please come A-001 → to Vitals 1" in said
    assert "Next Vitals A-002 7:15am to 7:20am A-003 7:15am to 7:30am" in said


def test_a_station_that_tells_what_for_has_another_name_on_the_board_and_aloud(board):
    Station.objects.filter(name="Vitals 1").update(name="HIV counselling", public_name="Room 3")

    for answer in (board.screen.get(board_of(board)), board.client.get(url(board, "hall_now"))):
        assert "Please come A-001 → to Room 3" in words(answer)
        assert 'data-say="A-001, please come to Room 3"' in answer.content.decode()
        assert "HIV" not in answer.content.decode()


def test_the_newest_call_stands_first_and_is_marked(board):
    calling.call_next(station=board.stations["Vitals 2"], doing=doing(board.now + timedelta(seconds=9)))
    html = board.client.get(url(board, "hall")).content.decode()
    assert re.findall(r'<li( class="newest")? data-call="[^"]+" data-say="(A-\d+)', html) == [
        (' class="newest"', "A-002"),
        ("", "A-001"),
    ]


def test_no_name_card_or_illness_is_on_it(board):
    Patient.objects.update(name="Quokka Amadi")
    Registration.objects.update(complaint="Quokka pain")
    Procedure.objects.update(name="Quokka operation", specialty="quokka")
    Organisation.objects.filter(pk=board.organisation.pk).update(name="Quokka team")
    path = board_of(board)
    for answer in (board.screen.get(path), board.screen.get(f"{path}now/"), board.client.get(url(board, "hall_now"))):
        assert answer.status_code == 200
        assert "quokka" not in (answer.content.decode() + str(answer.headers)).lower()


def test_the_board_does_not_even_read_a_name(board, django_assert_max_num_queries):
    path = board_of(board)
    with django_assert_max_num_queries(8) as seen:
        board.screen.get(path)
        read = " ".join(one["sql"] for one in seen.captured_queries)
    assert "scheduling_ticket" in read
    assert "camps_patient" not in read
    assert not any(column in read for column in ("complaint", "remarks", "patient_id", "birth"))


def test_the_link_opens_on_the_camps_days_and_half_a_day_around_them(board):
    path = board_of(board)
    opens = board.camp.instant(board.camp.first_day, board.now.time().min) - timedelta(hours=12)
    closes = opens + timedelta(days=board.camp.days + 1)
    second = timedelta(seconds=1)

    seen = []
    for at in (opens - second, opens, closes - second, closes):
        with machine.travel(at, tick=False):
            seen.append(board.screen.get(path).status_code)

    assert seen == [410, 200, 200, 410]


def test_a_new_link_ends_the_old_one_and_a_closed_one_ends_too(board):
    first = board_of(board)
    assert board_of(board, seen=0) == first  # a second tap makes no other
    second = board_of(board, seen=1)
    assert [board.screen.get(path).status_code for path in (first, second)] == [410, 200]

    board.boss.post(url(board, "board_link"), {"close": "1", "seen": 2})

    assert [board.screen.get(path).status_code for path in (second, "/hall/never-given/", f"{second}now/")] == [410] * 3
    assert board.screen.get(second).content == board.screen.get("/hall/never-given/").content
    assert board_of(board, seen=2) not in (first, second)


def test_the_secret_is_not_stored_and_the_page_is_sealed(board):
    path = board_of(board)
    answer = board.screen.get(path)

    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert path.split("/")[2] not in str(BoardLink.objects.values())


def test_only_who_plans_gives_out_the_link(board):
    assert board.client.post(url(board, "board_link"), {"seen": 0}).status_code == 403
    path = board_of(board)
    assert path not in board.client.get(url(board, "today")).content.decode()


def test_the_board_speaks_the_camps_first_language(board):
    board.camp.languages = ["fr", "en"]
    board.camp.save()
    answer = board.screen.get(board_of(board), headers={"Accept-Language": "en"})
    assert (answer["Content-Language"], '<html lang="fr"' in answer.content.decode()) == ("fr", True)
    assert "Veuillez venir A-001" in words(answer)


def test_a_poll_of_the_board_is_short_until_somebody_is_called(board):
    path = board_of(board)
    fresh = board.screen.get(f"{path}now/", headers={"HX-Request": "true"})
    again = board.screen.get(f"{path}now/", headers={"HX-Request": "true", "If-None-Match": fresh["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
