"""Unchanged answers a second of a live page, against a bare Django view: all middleware, same run.

The live page is asked for with a session's cookie, the bare view without: with one it would read the session's row, and
no longer be bare. Twice: by Django's WSGI handler in process, where nothing of a server or a client is in either figure
(the harder ratio, since what granian adds is the same for both); and by granian with one worker and one thread, asked
by four clients over connections that stay open. No client pipelines; each waits for its answer.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.test.utils import override_settings

from bench.clients import Run, run_clients
from bench.figures import Figure, percentile
from bench.not_modified import ask
from camps.live.answers import begin
from camps.live.tags import read_tag, viewer_of

CAMP = 1
SECONDS, ROUNDS = 2.0, 3
CLIENTS, ASKINGS, WARM = 4, 2_500, 250
A_THIRD = 1 / 3
HOST = "localhost:8000"  # as bench.not_modified asks
COOKIE = f"{settings.SESSION_COOKIE_NAME}={'s' * 32}"
IN_PROCESS = "Django's WSGI handler in process, all middleware, one thread"
SERVED = f"granian, one worker, one thread; {CLIENTS} clients, connections kept open"


def run() -> Iterator[Figure]:
    """Rates turn about, the best round of each."""
    yield from in_process()
    yield from served()


def in_process() -> Iterator[Figure]:
    address, tag = known_page()
    ways = {"bare": ("/bare", 200, {}), "unchanged": (address, 304, {"HTTP_IF_NONE_MATCH": tag, "HTTP_COOKIE": COOKIE})}
    rates = dict.fromkeys(ways, 0.0)
    with override_settings(ROOT_URLCONF="bench.live_site"):
        application = WSGIHandler()
        for _ in range(ROUNDS):
            for name, (where, wanted, headers) in ways.items():
                rates[name] = max(rates[name], rate_of(application, where, headers, wanted=wanted))
    yield Figure("live_pages.bare", rates["bare"], "answers/s", note=IN_PROCESS)
    yield Figure("live_pages.unchanged", rates["unchanged"], "304s/s", note=IN_PROCESS)
    yield Figure("live_pages.to_bare", rates["unchanged"] / rates["bare"], "ratio", at_least=A_THIRD, note=IN_PROCESS)


def served() -> Iterator[Figure]:
    with granian() as port:
        runs: dict[str, list[Run]] = {"200": [], "304": []}
        for _ in range(ROUNDS):
            address, tag = known_page()
            known = f"Cookie: {COOKIE}\r\nIf-None-Match: {tag}\r\n"
            for wanted, where, headers in (("200", "/bare", ""), ("304", address, known)):
                done = run_clients(
                    CLIENTS, client(port, where, headers), [[None] * (WARM + ASKINGS)] * CLIENTS, warm=WARM
                )
                assert set(done.ended) == {wanted}, set(done.ended)
                runs[wanted].append(done)
    bare, unchanged = (max(done, key=lambda one: one.rate()) for done in runs.values())
    yield Figure("live_pages.granian.bare", bare.rate(), "answers/s", note=SERVED)
    yield Figure("live_pages.granian.unchanged", unchanged.rate(), "304s/s", at_least=300, note=SERVED)
    yield Figure("live_pages.granian.to_bare", unchanged.rate() / bare.rate(), "ratio", at_least=A_THIRD, note=SERVED)
    yield Figure("live_pages.granian.p95", percentile(unchanged.took, 95) * 1000, "ms", at_most=100, note=SERVED)


def known_page(page: str = f"/live/{CAMP}", *, camp_id: int = CAMP, cookie: str = COOKIE) -> tuple[str, str]:
    """An address and its tag, of a viewer whose minute has only just begun, so that none ends in a round."""
    for number in count():
        address = f"{page}?viewer={number}"
        request = RequestFactory().get(address, headers={"Host": HOST, "Cookie": cookie})
        reading = begin(camp_id)
        tag = reading.tag(request)
        if read_tag(tag, viewer_of(request), now=reading.at + timedelta(seconds=50)):
            return address, tag
    raise AssertionError("no viewer's minute has just begun")


def rate_of(application: WSGIHandler, where: str, headers: dict[str, str], *, wanted: int) -> float:
    """Answers a second, for some seconds on end."""
    begun, done = time.perf_counter(), 0
    while (seconds := time.perf_counter() - begun) < SECONDS:
        status, _ = ask(application, where, **headers)
        assert status == wanted, status
        done += 1
    return done / seconds


def client(port: int, where: str, headers: str) -> Callable[[int], Callable[[object], str]]:
    """Prepares a client of granian: one asking gives the status."""
    asking = f"GET {where} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode()

    def prepare(_: int) -> Callable[[object], str]:
        line = socket.create_connection(("127.0.0.1", port), timeout=10)

        def act(_: object) -> str:
            line.sendall(asking)
            answer = b""
            while not whole(answer):
                more = line.recv(65536)
                assert more, "the server hung up"
                answer += more
            return answer[9:12].decode()

        return act

    return prepare


def whole(answer: bytes) -> bool:
    """Whether an answer has come in to its end."""
    head, end, body = answer.partition(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    return bool(end) and (head[9:12] == b"304" or len(body) >= int(length))


@contextmanager
def granian(*, workers: int = 1, threads: int = 1) -> Iterator[int]:
    """The product's server on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    flags = (
        f"--interface wsgi --host 127.0.0.1 --port {port} --workers {workers} --blocking-threads {threads} --no-ws "
        "--no-access-log --log-level warning --factory"
    )
    command = [sys.executable, "-m", "granian", *flags.split()]
    server = subprocess.Popen(
        [*command, "bench.live_site:application"], env={**os.environ, "ALLOWED_HOSTS": "localhost"}
    )
    try:
        ends = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "granian did not start"
                assert time.monotonic() < ends, "granian does not answer"
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)
