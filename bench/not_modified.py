"""304s a second for a feed that stands, against a bare Django view: both through the whole middleware, in process.

"In process" is Django's WSGI handler called as a server calls it, without a socket: what granian adds is the same for
both. The bare view answers "ok" and touches nothing. Three ways to a 304: from the note in Redis that stands for a
minute; from PostgreSQL alone, as when Redis is away; and the asking of an hour later, which looks at all 500 events.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings
from django.urls import path
from django_scopes import scopes_disabled
from redis import Redis

import config.urls
from bench.feeds import OF_A_CAMP, camp_with_feeds
from bench.figures import Figure, percentile
from notifications.models import Feed

SECONDS = 2.0
ROUNDS = 3
HOW = "Django's WSGI handler in process, all middleware, one thread, a feed of 500 events"


def bare(request: HttpRequest) -> HttpResponse:
    """Nothing at all."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("bare", bare), *config.urls.urlpatterns]


def run() -> Iterator[Figure]:
    """Rates turn about, the best round of each; the 304's slowest per cent."""
    with scopes_disabled():
        (address,) = camp_with_feeds(OF_A_CAMP, 1)
    with override_settings(ROOT_URLCONF=__name__):
        application = WSGIHandler()
        status, headers = ask(application, address)
        assert status == 200, status
        tag = headers["ETag"]
        ways: dict[str, tuple[Callable[[], object], str]] = {
            "bare": (lambda: None, "/bare"),
            "feed": (lambda: None, address),
            "without_redis": (forget_notes, address),
        }
        times: dict[str, list[list[float]]] = {name: [] for name in ways}
        for _ in range(ROUNDS):
            for name, (before, where) in ways.items():
                times[name].append(asked(application, where, tag, before=before))
        hour = asked(application, address, tag, before=an_hour_later)
    rates = {name: max(len(took) / sum(took) for took in rounds) for name, rounds in times.items()}
    yield Figure("not_modified.bare", rates["bare"], "answers/s", note=HOW)
    yield Figure("not_modified.feed", rates["feed"], "304s/s", note=HOW)
    yield Figure("not_modified.feed.to_bare", rates["feed"] / rates["bare"], "ratio", note="one GET of Redis")
    yield Figure("not_modified.without_redis", rates["without_redis"], "304s/s", note="one query")
    yield Figure(
        "not_modified.p99", percentile([t for took in times["feed"] for t in took], 99) * 1000, "ms", at_most=30
    )
    yield Figure(
        "not_modified.an_hour_later",
        percentile(hour, 50) * 1000,
        "ms",
        at_most=30,
        note="median, everything looked at again",
    )


def forget_notes() -> None:
    """As if Redis were empty."""
    Redis.from_url(settings.LIVE_REDIS_URL).flushdb()


def an_hour_later() -> None:
    """As if the last look at everything were an hour old."""
    forget_notes()
    with scopes_disabled():
        Feed.objects.update(last_fetched_at=F("last_fetched_at") - timedelta(hours=1))


def asked(application: WSGIHandler, where: str, tag: str, *, before: Callable[[], object]) -> list[float]:
    """The seconds of each asking, for some seconds on end; what is done `before` each is not counted."""
    took: list[float] = []
    ends = time.perf_counter() + SECONDS
    wanted = 200 if where == "/bare" else 304
    while time.perf_counter() < ends:
        before()
        begun = time.perf_counter()
        status, _ = ask(application, where, tag)
        took.append(time.perf_counter() - begun)
        assert status == wanted, status
    return took


def ask(application: WSGIHandler, where: str, tag: str = "", **more: str) -> tuple[int, dict[str, str]]:
    """Call the application as a server does; `more` goes into its environment."""
    path, _, query = where.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_USER_AGENT": "Google-Calendar-Importer",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(b""),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        **more,
    }
    if tag:
        environ["HTTP_IF_NONE_MATCH"] = tag
    said: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], error: object = None) -> None:
        said["status"], said["headers"] = int(status.split(" ", 1)[0]), dict(headers)

    answer = application(environ, start_response)
    b"".join(answer)
    answer.close()
    return said["status"], said["headers"]
