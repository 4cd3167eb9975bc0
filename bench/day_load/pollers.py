"""What locust runs: each screen opens its page, then asks as the page's own script does, at the script's pace.

Knows nothing of Django: the screens are a file of lines (CAMPLINE_SCREENS), what came of each asking goes to another
(CAMPLINE_ANSWERS). All times are those of the client. The first asking counts once all screens are there.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections import defaultdict
from html import unescape
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, events, task

SECONDS = float(os.environ["CAMPLINE_SECONDS"])
ANSWERS = Path(os.environ["CAMPLINE_ANSWERS"])
POLL = re.compile(r'data-poll="([^"]+)"(?:[^>]*? data-poll-every="([0-9.]+)")?')
TAG = re.compile(r'data-poll-tag="([^"]*)"')
PHONE_EVERY = 15.0  # queue.js
TIMES_OUT_AFTER = 15.0  # console.js

screens: dict[str, list[dict[str, str]]] = defaultdict(list)
for line in Path(os.environ["CAMPLINE_SCREENS"]).read_text().splitlines():
    screen = json.loads(line)
    screens[screen["kind"]].append(screen)
rows: list[tuple[str, int, float, str]] = []  # kind, status, milliseconds, what was wrong
counts = False


class Screen(FastHttpUser):
    abstract = True
    kind = ""
    fails = 0
    network_timeout = connection_timeout = TIMES_OUT_AFTER

    def on_start(self) -> None:
        self.own = screens[self.kind].pop()
        self.client.client.cookiejar = None  # ours is one line, and never changes
        self.cookie = self.own["cookie"]
        while True:
            answer = self._asked(self.own["page"], {})
            text = answer.text or ""
            if found := POLL.search(text):
                break
            gevent.sleep(self._pause(PHONE_EVERY))  # it counts as wrong; a person would try again
        tag = TAG.search(text)
        self.cookie = "; ".join(filter(None, (self.cookie, *_set(answer.headers))))
        self.poll = unescape(found[1])
        self.every = float(found[2]) if found[2] else PHONE_EVERY
        self.tag = unescape(tag[1]) if tag else ""
        gevent.sleep(self.wait_time())

    def wait_time(self) -> float:
        """Less often while it fails, as both scripts do."""
        return self._pause(self.every * min(2**self.fails, 15 if self.every < PHONE_EVERY else 8))

    @task
    def ask(self) -> None:
        headers = {"HX-Request": "true"}
        if self.tag:
            headers["If-None-Match"] = self.tag
        answer = self._asked(self.poll, headers)
        self.fails = 0 if answer.status_code in (200, 304) else self.fails + 1
        if answer.status_code == 200:
            self.tag = answer.headers.get("ETag") or '"none"'

    def _pause(self, seconds: float) -> float:
        return seconds * (0.9 + random.random() * 0.2)

    def _asked(self, address: str, headers: dict[str, str]) -> Any:
        if self.cookie:
            headers["Cookie"] = self.cookie
        with self.client.get(
            address, headers=headers, name=self.kind, catch_response=True, allow_redirects=False
        ) as answer:
            wrong = self._wrong(answer)
            if wrong:
                answer.failure(wrong)
            else:
                answer.success()
            if counts:
                rows.append((self.kind, answer.status_code or 0, answer.request_meta["response_time"], wrong))
        return answer

    def _wrong(self, answer: Any) -> str:
        if answer.status_code == 304:
            return ""
        if answer.status_code != 200:
            return f"status {answer.status_code} {type(answer.error).__name__ if answer.error else ''}".strip()
        return "" if self.own["shows"] in answer.text else "not what this screen shows"


def _set(headers: Any) -> list[str]:
    """The cookies of an answer, as the browser sends them back."""
    said = headers.get("Set-Cookie") or []
    return [one.partition(";")[0] for one in ([said] if isinstance(said, str) else said)]


def of_kind(kind: str) -> type[Screen]:
    """Locust wants a class of each, and how many of it."""
    name = kind.title().replace(" ", "")
    return type(name, (Screen,), {"kind": kind, "fixed_count": len(screens[kind])})


for each in list(screens):
    globals()[each.title().replace(" ", "")] = of_kind(each)


@events.spawning_complete.add_listener
def all_are_there(**_: Any) -> None:
    """From now on answers count, for so many seconds."""
    global counts  # noqa: PLW0603 - locust calls this once
    if not counts:
        counts = True
        ANSWERS.with_suffix(".begun").touch()
        gevent.spawn_later(SECONDS, enough)


def enough() -> None:
    global counts  # noqa: PLW0603 - and this
    counts = False
    ANSWERS.write_text("".join(json.dumps(row) + "\n" for row in rows))
    os._exit(0)  # a thousand screens need not say good-bye
