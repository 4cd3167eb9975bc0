"""A provider played on this machine: real sockets, documented answers, and the faults of real life.

It records what it received and what it took over, which differ when an answer is lost on the way.
"""

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs


class Fault(Enum):
    """What goes wrong with one request."""

    HANG_AFTER_ACCEPTING = "takes the message over, then never answers"
    DROP_AFTER_ACCEPTING = "takes the message over, then closes the connection"
    HALF_AN_ANSWER = "takes the message over, then closes in the middle of the answer"
    DROP_AFTER_HEADERS = "closes the connection before it read the form"


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `body` goes out as JSON unless it is a text. `taken`: the message will be sent all the same."""

    status: int
    body: Mapping[str, Any] | str
    headers: Mapping[str, str] = field(default_factory=dict)
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came in; `form` is empty where it was none."""

    path: str
    headers: Mapping[str, str]
    form: Mapping[str, str]
    raw: bytes = b""

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.raw)


class StandIn:
    """The state of a played provider. `script` holds what the next requests meet; empty = all well."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.accepted: list[Received] = []
        self.script: deque[Fault | Answer] = deque()
        self.refusals: dict[str, int] = {}
        self.hanging = threading.Event()
        self.released = threading.Event()
        self.url = ""
        self._lock = threading.Lock()

    def judge(self, request: Received) -> Answer:
        """The provider's documented answer to a request. Each provider has its own."""
        raise NotImplementedError

    def accepts(self, answer: Answer) -> bool:
        """Whether this answer means that the message will be sent."""
        raise NotImplementedError

    def next_step(self) -> Fault | Answer | None:
        """What the script holds for this request."""
        with self._lock:
            return self.script.popleft() if self.script else None

    def take(self, request: Received, scripted: Answer | None) -> Answer:
        """Record a request and find its answer; the scripted one replaces the provider's own."""
        answer = scripted or self.judge(request)
        with self._lock:
            self.received.append(request)
            if answer.taken or self.accepts(answer):
                self.accepted.append(request)
        return answer


def _handler(provider: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            step = provider.next_step()
            self.close_connection = True
            if step is Fault.DROP_AFTER_HEADERS:
                return
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            is_form = self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            form = parse_qs(raw.decode(), keep_blank_values=True) if is_form else {}
            request = Received(
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                form={name: values[0] for name, values in form.items()},
                raw=raw,
            )
            answer = provider.take(request, step if isinstance(step, Answer) else None)
            if step is Fault.HANG_AFTER_ACCEPTING:
                provider.hanging.set()
                provider.released.wait(30)
            elif step is not Fault.DROP_AFTER_ACCEPTING:
                self.reply(answer, half=step is Fault.HALF_AN_ANSWER)

        def reply(self, answer: Answer, *, half: bool) -> None:
            is_text = isinstance(answer.body, str)
            body = (answer.body if isinstance(answer.body, str) else json.dumps(dict(answer.body))).encode()
            self.send_response_only(answer.status)
            self.send_header("Content-Type", "text/plain" if is_text else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # a caller that lost patience is gone
                self.wfile.write(body[: len(body) // 2] if half else body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class chose the name
            """Say nothing: the tests read `received`."""

    return Handler


Provider = TypeVar("Provider", bound=StandIn)


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve a provider on a free port of this machine until the block ends; its address is `url`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield provider
    finally:
        provider.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
