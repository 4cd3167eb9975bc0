"""Fetching from a real server over TLS: what is brought, and what leads nowhere."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from notifications.fetching import NotFetched, fetch
from tests.notifications.busy.server import HOST, PUBLIC, Outside, plain, running_outside, to

ADDRESS = f"https://{HOST}/private/basic.ics"
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Outside]:
    with running_outside(tmp_path) as running:
        running.replies["/private/basic.ics"] = plain(BODY, ETag='"one"', Last_Modified="Mon, 01 Mar 2027 10:15:00 GMT")
        yield running


def refusal(outside: Outside, address: str = ADDRESS, **more: float) -> str:
    with pytest.raises(NotFetched) as why:
        fetch(address, net=outside.net, **more)
    return why.value.words


def test_the_body_and_its_validators_are_brought_from_the_judged_address(outside: Outside) -> None:
    found = fetch(ADDRESS, net=outside.net)
    assert (found.body, found.etag, found.last_modified) == (BODY, '"one"', "Mon, 01 Mar 2027 10:15:00 GMT")
    assert outside.dialled == [PUBLIC]
    assert outside.headers[0]["Host"] == HOST
    assert not {"Cookie", "Authorization", "Referer"} & set(outside.headers[0])


def test_what_is_known_is_asked_for_by_its_validators_and_not_brought_again(outside: Outside) -> None:
    outside.replies["/private/basic.ics"] = plain(b"", 304)
    assert fetch(ADDRESS, etag='"one"', last_modified="then", net=outside.net).body is None
    assert outside.headers[0]["If-None-Match"] == '"one"'
    assert outside.headers[0]["If-Modified-Since"] == "then"


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "100.64.0.1"])
def test_a_name_that_leads_inside_is_not_connected_to_even_if_it_also_leads_outside(
    outside: Outside, inside: str
) -> None:
    outside.answers[HOST] = [[PUBLIC, inside]]
    assert "private network" in refusal(outside)
    assert outside.dialled == []


def test_a_name_that_answers_otherwise_the_second_time_is_asked_once(outside: Outside) -> None:
    outside.answers[HOST] = [[PUBLIC], ["127.0.0.1"]]
    fetch(ADDRESS, net=outside.net)
    assert (outside.asked, outside.dialled) == ([HOST], [PUBLIC])


def test_a_redirect_is_followed_to_another_public_place(outside: Outside) -> None:
    outside.replies["/moved"] = to("https://other.example.org/private/basic.ics")
    assert fetch(f"https://{HOST}/moved", net=outside.net).body == BODY
    assert outside.asked == [HOST, "other.example.org"]


@pytest.mark.parametrize(
    "where", ["http://other.example.org/", "https://10.0.0.1/", "https://other.example.org:8443/", "file:///etc/passwd"]
)
def test_a_redirect_is_judged_like_the_first_address(outside: Outside, where: str) -> None:
    outside.replies["/moved"] = to(where)
    refusal(outside, f"https://{HOST}/moved")
    assert outside.dialled == [PUBLIC]


def test_a_redirect_to_a_name_that_leads_inside_is_not_followed(outside: Outside) -> None:
    outside.replies["/moved"] = to("https://other.example.org/")
    outside.answers["other.example.org"] = [["192.168.1.1"]]
    assert "private network" in refusal(outside, f"https://{HOST}/moved")
    assert outside.dialled == [PUBLIC]


def test_a_fourth_redirect_is_one_too_many(outside: Outside) -> None:
    outside.replies["/moved"] = to("/moved")
    assert "more than 3 times" in refusal(outside, f"https://{HOST}/moved")
    assert len(outside.dialled) == 4


def test_a_packed_calendar_is_unpacked(outside: Outside) -> None:
    outside.replies["/private/basic.ics"] = plain(gzip.compress(BODY), Content_Encoding="gzip")
    assert fetch(ADDRESS, net=outside.net).body == BODY


# Both workers must collect the same names, so no body gives its own: what is packed begins with the hour.
@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (gzip.compress(bytes(50_000_000), 1), {"Content_Encoding": "gzip"}, "larger than 5 MB"),
        (bytes(5_000_001), {}, "larger than 5 MB"),
        (gzip.compress(BODY)[:-12], {"Content_Encoding": "gzip"}, "only a part"),
        (b"no gzip", {"Content_Encoding": "gzip"}, "broken"),
        (BODY, {"Content_Encoding": "br"}, "not read"),
    ],
    ids=["a bomb", "too large", "cut", "not packed", "another packing"],
)
def test_a_bomb_and_a_broken_packing_are_refused(
    outside: Outside, body: bytes, headers: dict[str, str], words: str
) -> None:
    outside.replies["/private/basic.ics"] = plain(body, **headers)
    assert words in refusal(outside)


@pytest.mark.parametrize(("status", "words"), [(404, "Copy its secret address anew"), (500, "answered 500")])
def test_a_server_that_says_no_is_said_why(outside: Outside, status: int, words: str) -> None:
    outside.replies["/private/basic.ics"] = plain(b"", status)
    assert words in refusal(outside)


def test_a_server_that_drips_gets_no_more_than_the_time_of_the_whole_asking(outside: Outside) -> None:
    enough = threading.Event()

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not enough.wait(0.05):
            request.wfile.write(b"x")

    outside.replies["/private/basic.ics"] = drip
    begun = time.monotonic()
    assert "took too long" in refusal(outside, seconds=0.8)
    assert time.monotonic() - begun < 5
    enough.set()


def test_a_certificate_of_another_name_is_refused(outside: Outside) -> None:
    assert "no valid certificate" in refusal(outside, "https://third.example.org/private/basic.ics")
