"""What boards share holds nothing of who asked first: neither rights, names and forms, nor another station or camp."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from camps.live.counter import _Raise
from camps.models import Role, User
from scheduling.services import calling
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
