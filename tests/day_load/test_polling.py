"""The bench's screens ask as a page's script does, count what is wrong, and its figures say so."""

import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.day_load import Answer, Load, figures_of, pollers, read_answers
from bench.day_load.camp import Screen

PAGE = '<p>{}</p><div data-poll="/now" data-poll-every="0.2" data-poll-tag="&quot;1&quot;"></div>'


class Product(BaseHTTPRequestHandler):
    """A page and its part, which never changes; who asks for /theirs gets somebody else's, and /gone fails."""

    protocol_version = "HTTP/1.1"
    asked: list = []

    def do_GET(self):
        self.asked.append(
            (self.path, self.headers["If-None-Match"], self.headers["HX-Request"], self.headers["Cookie"])
        )
        if self.path == "/now":
            return self.say(304 if self.headers["If-None-Match"] else 200, "", ETag='"1"')
        shows = {"/own": "A-001", "/theirs": "B-002"}.get(self.path, "")
        return self.say(200 if shows else 503, PAGE.format(shows), **{"Set-Cookie": "csrf=2; Path=/"})

    def say(self, status, text, **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(text))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def product(monkeypatch):
    monkeypatch.setattr(Product, "asked", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Product)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_locust_polls_with_the_tag_and_sees_what_is_not_ones_own(product, tmp_path):
    screens = [Screen("phone", "/own", "session=1", "A-001"), Screen("live view", "/theirs", "", "A-001")]
    with pollers(screens, product, seconds=2.0, ramp=0.5, folder=tmp_path) as (locust, answers):
        assert locust.wait(60) == 0
        rows = read_answers(answers)

    assert {(one.kind, one.status, one.wrong) for one in rows} >= {("phone", 304, ""), ("live view", 304, "")}
    assert ("/theirs", None, None, None) in Product.asked
    assert ("/now", '"1"', "true", "session=1; csrf=2") in Product.asked


def test_the_figures_have_the_limits_and_say_what_was_wrong():
    answers = [Answer("phone", 200, 300.0, ""), Answer("hall", 304, 10.0, ""), Answer("hall", 0, 10.0, "status 0")]
    done = Load(2.0, answers, Counter(called=3), {"granian": 1.0, "locust": 0.5})
    found = {figure.name: figure for figure in figures_of(done)}

    assert not found["day_load.p95"].ok
    assert not found["day_load.errors"].ok
    assert found["day_load.errors"].note == "1 status 0"
    assert (found["day_load.rate"].value, found["day_load.rate"].note) == (1.5, "meanwhile 3 called")
    assert found["day_load.hall.unchanged"].value == 50
    assert found["day_load.processor.locust"].value == 0.25
    assert round(found["day_load.processor.an_answer"].value) == 333
