"""A live page answers "unchanged" from Redis alone, and only to whom it showed that very thing within the minute."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from hypothesis import given
from hypothesis import strategies as st

from camps.access import StaffRequest, public, requires
from camps.live.answers import begin, live, tagged
from camps.live.counter import changed
from camps.live.tags import read_tag, tag_of
from camps.models import Camp
from camps.policy import Verb

pytestmark = pytest.mark.urls(__name__)
NOW = datetime(2027, 3, 1, 8, 0, 0, tzinfo=UTC)
meanwhile = {"the rows are read": lambda: None}  # and before the answer leaves


@requires(Verb.SEE_CAMP)
@live()
def board(request: StaffRequest, camp: Camp) -> HttpResponse:
    name = Camp.objects.get(pk=camp.pk).name
    meanwhile["the rows are read"]()
    return HttpResponse(name)


@requires(Verb.SEE_CAMP)
def page(request: StaffRequest, camp: Camp) -> HttpResponse:
    return HttpResponse(begin(camp.pk).tag(request, part=f"/live/{camp.slug}/?kind=part"))


@public("the link is its key")
@live(camp=lambda **address: int(address["camp_id"]))
def phone(request: HttpRequest, token: str, camp_id: int) -> HttpResponse:
    return HttpResponse(token)


@public("a test's")
def failing(request: HttpRequest, camp_id: int) -> HttpResponse:
    return tagged(request, camp_id, lambda: HttpResponse("no", status=409))


urlpatterns = [
    path("live/<slug:slug>/", board),
    path("page/<slug:slug>/", page),
    path("p/<str:token>/<int:camp_id>/", phone),
    path("failing/<int:camp_id>/", failing),
    path("", include("config.urls")),
]


@pytest.fixture(autouse=True)
def clock():
    """It stands, from before the sign-in: no viewer's minute ends while a test asks twice."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def address(world):
    return f"/live/{world.camp.slug}/"


def asked(client: Client, address: str, tag: str = "", *, method: str = "get", **headers: str):
    known = {"If-None-Match": tag} if tag else {}
    return getattr(client, method)(address, headers={"HX-Request": "true", **known, **headers})


@pytest.mark.parametrize("method", ["get", "head"])
def test_unchanged_costs_no_query_also_with_a_session(client, address, method):
    tag = asked(client, address).headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        answer = asked(client, address, tag, method=method)
    assert (answer.status_code, answer.content, len(queries)) == (304, b"", 0)
    assert (answer["ETag"], answer["Cache-Control"]) == (tag, "no-store")
    assert {"X-Request-ID", "X-Content-Type-Options", "Permissions-Policy"} <= set(answer.headers)
    assert django_settings.SESSION_COOKIE_NAME in client.cookies


def test_a_tag_that_a_proxy_made_weak_is_known(client, address):
    tag = asked(client, address).headers["ETag"]
    assert asked(client, address, f"W/{tag}")["ETag"] == tag


def test_a_committed_change_is_shown(client, address, world, django_capture_on_commit_callbacks):
    tag = asked(client, address).headers["ETag"]
    with django_capture_on_commit_callbacks(execute=True):
        changed(world.camp.pk)
        assert asked(client, address, tag).status_code == 304
    answer = asked(client, address, tag)
    assert answer.status_code == 200
    assert asked(client, address, answer["ETag"]).status_code == 304


def test_a_change_while_the_page_was_made_is_not_lost(
    client, address, world, monkeypatch, django_capture_on_commit_callbacks
):
    def somebody_changes() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            changed(world.camp.pk)

    monkeypatch.setitem(meanwhile, "the rows are read", somebody_changes)
    tag = asked(client, address).headers["ETag"]
    monkeypatch.undo()
    assert asked(client, address, tag).status_code == 200


def test_a_flush_of_redis_is_a_change(client, address, redis):
    tag = asked(client, address).headers["ETag"]
    redis.flushdb()
    answer = asked(client, address, tag)
    assert (answer.status_code, answer["ETag"] != tag) == (200, True)


def test_with_redis_away_the_page_is_made_without_a_tag(client, address, redis_away):
    for _ in range(2):
        answer = asked(client, address, '"1-2-3-0123456789abcdef"')
        assert (answer.status_code, "ETag" in answer) == (200, False)


def test_the_minute_ends_at_another_second_for_each_viewer(world, clock):
    """Forty phones: none has its answer for longer than a minute, and they don't all read anew at once."""
    first = {}
    client = Client()
    for number in range(40):
        where = f"/p/token-{number}/{world.camp.pk}/"
        first[where] = asked(client, where)["ETag"]
    still = []
    for seconds in (0, 15, 30, 45, 60):
        clock.move_to(NOW + timedelta(seconds=seconds))
        still.append(sum(asked(client, where, tag).status_code == 304 for where, tag in first.items()))
    assert still[0] == 40
    assert still[-1] == 0
    assert still == sorted(still, reverse=True)
    assert len(set(still)) == 5


def test_the_page_around_gives_the_tag_that_its_poll_would_get(client, world, address):
    tag = client.get(f"/page/{world.camp.slug}/").content.decode()
    assert asked(client, f"{address}?kind=part")["ETag"] == tag
    assert asked(client, f"{address}?kind=part", tag).status_code == 304
    assert asked(client, address, tag).status_code == 200


def test_another_persons_tag_is_none_of_ours(world, address):
    owner, desk = world.client("owner"), world.client("desk")
    tag = asked(owner, address)["ETag"]
    assert asked(desk, address, tag).status_code == 200
    assert asked(Client(), address, tag).status_code == 401
    expert = world.client("expert")
    assert asked(expert, address, tag).status_code == 403


def test_signing_out_is_seen_at_once_where_it_was_done(client, address):
    tag = asked(client, address)["ETag"]
    client.logout()
    assert asked(client, address, tag).status_code == 401


def test_a_session_ended_elsewhere_is_seen_when_the_minute_is_over(client, address, clock, world):
    tag = asked(client, address)["ETag"]
    world.members["owner"].user.is_active = False
    world.members["owner"].user.save()
    assert asked(client, address, tag).status_code == 304
    clock.shift(60)
    assert asked(client, address, tag).status_code == 401


@pytest.mark.parametrize(
    "other",
    [{"Accept-Language": "fr"}, {"HX-Request": ""}, {"Host": "127.0.0.1"}, {"Cookie": "who=somebody"}],
    ids=lambda other: next(iter(other)),
)
def test_whatever_decides_what_is_shown_is_in_the_tag(world, other):
    where, client = f"/p/token/{world.camp.pk}/", Client()
    tag = asked(client, where)["ETag"]
    assert asked(client, where, tag).status_code == 304
    assert asked(client, where, tag, **other).status_code == 200
    assert asked(client, f"{where}?lang=fr", tag).status_code == 200
    assert asked(client, where.replace("token", "other"), tag).status_code == 200


def test_only_a_good_answer_to_a_get_has_a_tag(client, address, world):
    assert "ETag" not in asked(client, f"/failing/{world.camp.pk}/")
    assert "ETag" not in client.post(address)
    tag = asked(client, address)["ETag"]
    assert client.post(address, headers={"If-None-Match": tag, "HX-Request": "true"}).status_code == 200


def test_a_tag_tells_nothing_of_who_has_it(client, address, world):
    tag = asked(client, address)["ETag"]
    assert re.fullmatch(rf'"{world.camp.pk}-[0-9]+-[0-9]+-[0-9a-f]{{16}}"', tag)
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value not in tag


def test_a_screen_that_asks_by_itself_is_signed_out_when_nobody_touches_it(client, address, clock):
    """Also where its tag has run out and it is shown the page anew, every minute."""
    tag = asked(client, address)["ETag"]
    statuses = []
    for _ in range(31):
        clock.shift(61)
        answer = asked(client, address, tag)
        statuses.append(answer.status_code)
        tag = answer.headers.get("ETag", tag)
    assert statuses == [200] * 29 + [401] * 2


viewers = st.text(max_size=20)


@given(viewers, viewers, st.integers(0, 2**31), st.integers(0, 2**60), st.data())
def test_no_other_tag_is_taken(viewer, other, camp_id, number, data):
    tag = tag_of(viewer, camp_id=camp_id, counter=str(number), now=NOW)
    assert read_tag(tag, viewer, now=NOW) == (camp_id, str(number))
    assert (read_tag(tag, other, now=NOW) is None) == (viewer != other)
    assert read_tag(tag, viewer, now=NOW + timedelta(minutes=1)) is None
    at = data.draw(st.integers(0, len(tag) - 1))
    forged = tag[:at] + data.draw(st.sampled_from('"-0123456789abcdef*Wx')) + tag[at + 1 :]
    assert forged == tag or read_tag(forged, viewer, now=NOW) is None
