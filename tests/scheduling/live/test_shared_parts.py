"""What boards share holds nothing of who asked first: neither rights, names and forms, nor another station or camp."""

import re
import time
from datetime import timedelta
from html import unescape

import pytest
import time_machine as machine
from django.test import Client
from django.urls import reverse

from camps.live import sharing
from camps.live.counter import _Raise
from camps.models import Member, Role, User
from scheduling.queries.board_links import token_of
from scheduling.services import calling
from scheduling.services.board_links import close_board_link, renew_board_link
from scheduling.services.leaving_queue import finish
from tests.factories.queue import doing
from tests.scheduling.live.conftest import client_of

pytestmark = pytest.mark.usefixtures("all_share")
OWN = re.compile(r'name="(?:csrfmiddlewaretoken|client_id)" value="([^"]+)"')


def part(client, made, name, **parts):
    address = reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug, **parts})
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def busy(at_work):
    calling.call_next(station=at_work.stations["Vitals 1"], doing=doing(at_work.now))
    return at_work


def test_all_that_is_the_same_is_written_once_and_a_forms_own_fields_for_each(busy, django_assert_max_num_queries):
    station = {"pk": busy.stations["Vitals 1"].pk}
    boss = client_of(busy, Role.ORGANISER)
    User.objects.update(name="Quokka")
    part(busy.client, busy, "hall_now")  # the session begins
    first = part(boss, busy, "station_now", **station)
    with django_assert_max_num_queries(5):  # the session, who that is, where, the camp, the station
        second = part(busy.client, busy, "station_now", **station)

    assert OWN.sub("", first) == OWN.sub("", second)
    assert "A-001" in first
    assert "quokka" not in first.lower()
    assert len(OWN.findall(first)) >= 4
    assert not set(OWN.findall(first)) & set(OWN.findall(second))


def test_the_token_put_in_for_each_is_good_for_that_browser_alone(busy):
    station = {"pk": busy.stations["Vitals 1"].pk}
    part(client_of(busy, Role.ORGANISER), busy, "station_now", **station)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email="desk@example.org"))
    token, client_id = OWN.findall(part(strict, busy, "station_now", **station))[:2]
    address = reverse("scheduling:ticket", kwargs={"slug": busy.camp.slug, "pk": busy.tickets[0].pk})
    press = {"act": "start", "client_id": client_id, "at": station["pk"], "csrfmiddlewaretoken": token}

    assert strict.post(address, press).status_code == 302
    busy.tickets[0].refresh_from_db()
    assert busy.tickets[0].state == "serving"
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(User.objects.get(email="organiser@example.org"))
    assert stranger.post(address, press).status_code == 403


@pytest.mark.parametrize("first", [Role.DESK, Role.VIEWER])
def test_who_only_looks_gets_no_ways_to_act_whoever_asked_before(busy, first):
    viewer, helper = client_of(busy, Role.VIEWER), busy.client
    asked = (helper, viewer) if first == Role.DESK else (viewer, helper)
    html = {client: part(client, busy, "live_view_now") for client in asked}
    assert "/stations/" in html[helper]
    assert "/stations/" not in html[viewer]
    for client in asked:
        html[client] = part(client, busy, "theatre_now", day=busy.camp.first_day)


def test_each_station_and_the_whole_line_have_their_own(busy):
    one, two = (part(busy.client, busy, "station_now", pk=busy.stations[name].pk) for name in ("Vitals 1", "Vitals 2"))
    assert "Call the next" not in one  # somebody is there
    assert "Call the next" in two


def test_an_act_is_seen_at_once(busy):
    station = {"pk": busy.stations["Vitals 1"].pk}
    assert "Came in" in part(busy.client, busy, "station_now", **station)
    calling.start(ticket=busy.tickets[0], doing=doing(busy.now))
    _Raise(busy.camp.pk)()  # as the commit does
    assert "Came in" not in part(busy.client, busy, "station_now", **station)


def poll(client, made, name, known, **parts):
    """As the page's script asks: with the tag that it got."""
    address = reverse(f"scheduling:{name}", kwargs={"slug": made.camp.slug, **parts})
    return client.get(address, headers={"HX-Request": "true", "If-None-Match": known or '"none"'})


def someone_acts(made):
    calling.start(ticket=made.tickets[0], doing=doing(made.now))
    _Raise(made.camp.pk)()


@pytest.fixture
def screen(busy):
    """A station's screen that was let in and shown its part, and another that read the part after the next act."""
    station = {"pk": busy.stations["Vitals 1"].pk}
    known = poll(busy.client, busy, "station_now", "", **station)["ETag"]
    known = poll(busy.client, busy, "station_now", known, **station)["ETag"]  # forms gave the browser its cookie
    _Raise(busy.camp.pk)()
    known = poll(busy.client, busy, "station_now", known, **station)["ETag"]  # read with a good tag: remembered
    someone_acts(busy)
    other = client_of(busy, Role.ORGANISER)
    poll(other, busy, "station_now", "", **station)
    return busy.client, station, known


def test_a_screen_let_in_within_the_minute_is_shown_what_another_read_without_a_row(
    busy, screen, django_assert_num_queries
):
    client, station, known = screen
    with django_assert_num_queries(0):
        again = poll(client, busy, "station_now", known, **station)
    text = again.content.decode()
    assert again.status_code == 200
    assert "Came in" not in text
    assert len(set(OWN.findall(text))) >= 4
    assert again["Cache-Control"] == "no-store"
    with django_assert_num_queries(0):
        assert poll(client, busy, "station_now", again["ETag"], **station).status_code == 304


@pytest.fixture
def later(monkeypatch):
    """Moves the stopwatch by so many seconds."""
    began = time.perf_counter()
    return lambda seconds: monkeypatch.setattr(sharing, "stopwatch", lambda: began + seconds)


@pytest.fixture
def all_over(busy, screen):
    """The screen has shown A-001; since then A-001 is done."""
    client, station, known = screen
    shown = poll(client, busy, "station_now", known, **station)
    assert "A-001" in shown.content.decode()
    finish(ticket=busy.tickets[0], doing=doing(busy.now))
    _Raise(busy.camp.pk)()
    return lambda tag: poll(client, busy, "station_now", tag, **station), shown["ETag"]


def test_while_the_part_is_made_anew_a_screen_is_shown_the_last_one_and_then_the_new(busy, all_over, later):
    ask, tag = all_over
    later(3)
    with sharing.making(busy.camp.pk):
        last = ask(tag)
    assert (last.status_code, "A-001" in last.content.decode()) == (200, True)
    new = ask(last["ETag"])
    assert (new.status_code, "A-001" in new.content.decode()) == (200, False)


def test_a_part_is_made_once_a_second_however_much_happens(all_over, later):
    ask, tag = all_over
    later(0.5)
    last = ask(tag)
    assert "A-001" in last.content.decode()
    later(1.5)
    assert "A-001" not in ask(last["ETag"]).content.decode()


def test_what_was_made_ten_seconds_ago_does_no_more(busy, all_over, later):
    ask, tag = all_over
    later(11)
    with sharing.making(busy.camp.pk):
        assert "A-001" not in ask(tag).content.decode()


def test_nobody_is_shown_less_than_the_screen_has(busy, screen):
    client, station, _ = screen
    finish(ticket=busy.tickets[0], doing=doing(busy.now))
    _Raise(busy.camp.pk)()
    page = client.get(reverse("scheduling:station_live", kwargs={"slug": busy.camp.slug, **station}))
    tag = unescape(re.search(r'data-poll-tag="([^"]*)"', page.content.decode())[1])
    _Raise(busy.camp.pk)()
    with sharing.making(busy.camp.pk):
        assert "A-001" not in poll(client, busy, "station_now", tag, **station).content.decode()


def test_the_token_put_in_without_a_row_is_good_for_that_browser(busy):
    station = {"pk": busy.stations["Vitals 1"].pk}
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email="desk@example.org"))
    page = poll(strict, busy, "station_now", "", **station)  # the browser's cookie: its tags are others from now on
    known = poll(strict, busy, "station_now", page["ETag"], **station)["ETag"]
    _Raise(busy.camp.pk)()
    known = poll(strict, busy, "station_now", known, **station)["ETag"]
    someone_acts(busy)
    part(client_of(busy, Role.ORGANISER), busy, "station_now", **station)
    again = poll(strict, busy, "station_now", known, **station)
    token, client_id = OWN.findall(again.content.decode())[:2]
    address = reverse("scheduling:ticket", kwargs={"slug": busy.camp.slug, "pk": busy.tickets[0].pk})
    press = {"act": "park", "client_id": client_id, "at": station["pk"], "csrfmiddlewaretoken": token}
    assert strict.post(address, press).status_code == 302
    busy.tickets[0].refresh_from_db()
    assert busy.tickets[0].state == "parked"


@pytest.mark.parametrize("ends", ["signed out", "right taken away"])
def test_who_may_look_no_more_is_shown_nothing_once_the_minute_is_over(busy, screen, ends):
    client, station, known = screen
    if ends == "signed out":
        client.session.flush()
    else:
        Member.objects.filter(user__email="desk@example.org").delete()
    shown = poll(client, busy, "station_now", known, **station)
    with machine.travel(busy.now + timedelta(seconds=61), tick=False):
        assert poll(client, busy, "station_now", shown["ETag"], **station).status_code in (302, 401, 403, 404)


def test_a_tag_of_another_screen_or_page_lets_nobody_in(busy, screen):
    _, station, known = screen
    stranger = Client()
    assert poll(stranger, busy, "station_now", known, **station).status_code in (302, 401)
    elsewhere = {"pk": busy.stations["Vitals 2"].pk}
    assert "Call the next" in poll(busy.client, busy, "station_now", known, **elsewhere).content.decode()


@pytest.fixture
def hall_screen(busy):
    """A screen without a sign-in: what asks for its part with a tag."""
    renew_board_link(camp=busy.camp, seen=0, now=busy.now)
    address = reverse("scheduling:board_now", args=[token_of(busy.camp.pk, 1)])
    browser = Client()
    return lambda tag: browser.get(address, headers={"HX-Request": "true", "If-None-Match": tag})


def test_the_screen_in_a_hall_is_shown_again_as_sealed_as_before(busy, hall_screen, django_assert_num_queries):
    first = hall_screen('"none"')
    _Raise(busy.camp.pk)()
    second = hall_screen(first["ETag"])  # what it was shown is remembered from here on
    someone_acts(busy)
    part(busy.client, busy, "hall_now")
    with django_assert_num_queries(0):
        again = hall_screen(second["ETag"])
    assert again.status_code == 200
    for name in ("Referrer-Policy", "X-Robots-Tag", "Cache-Control", "Content-Language"):
        assert again[name] == first[name]


def test_a_board_link_that_is_closed_shows_nothing_from_then_on(busy, hall_screen):
    first = hall_screen('"none"')
    _Raise(busy.camp.pk)()
    second = hall_screen(first["ETag"])
    close_board_link(camp=busy.camp, now=busy.now)
    for of in ("doors", ""):  # as the commit does
        _Raise(busy.camp.pk, of)()
    part(busy.client, busy, "hall_now")
    assert hall_screen(second["ETag"]).status_code == 410
