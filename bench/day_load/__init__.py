"""1,000 phones and 200 boards poll the product as `make run` starts it, while a camp's day runs: locust asks.

`python -m bench day_load` for the whole of it (a minute to come in, two measured); `--seconds 30 --share 0.2` to try. A
machine that does other things as well shows in the milliseconds; the processor's milliseconds an answer move less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bench import live_pages
from bench.clients import run_clients
from bench.day_load.acts import Team
from bench.day_load.camp import BOARDS, PHONES, Day, Screen, day_of_ogoni
from bench.day_load.product import processor_seconds, running_product
from bench.figures import Figure, percentile

RAMP_SECONDS = 60.0
SLOWEST_MS = 250
WORKERS, THREADS = 2, 8  # as config/supervisor/programs.py starts the product's
POLLERS = Path(__file__).with_name("pollers.py")


@dataclass(frozen=True)
class Answer:
    """`wrong` says what was, if anything."""

    kind: str
    status: int
    ms: float
    wrong: str


@dataclass(frozen=True)
class Load:
    """What came back within `seconds`, what the team did meanwhile, processor seconds by part."""

    seconds: float
    answers: list[Answer]
    acts: Counter[str]
    used: dict[str, float]


def run(*, seconds: float = 120.0, share: float = 1.0) -> Iterator[Figure]:
    """The day first, then unchanged answers against a bare view by the same servers."""
    ramp = min(RAMP_SECONDS, seconds)
    day = day_of_ogoni(now=timezone.now(), phones=round(PHONES * share), boards=round(BOARDS * share))
    with running_product() as address:
        yield from figures_of(load(day, address, seconds=seconds, ramp=ramp))
        yield from unchanged_to_bare(day, port=int(address.rpartition(":")[2]))


def load(day: Day, address: str, *, seconds: float, ramp: float) -> Load:
    """Screens come in for `ramp`; the team acts from the beginning."""
    team = Team(day)
    with pollers(day.screens, address, seconds=seconds, ramp=ramp, folder=settings.VAR_DIR) as (locust, answers):
        before, begun, acts = {}, 0.0, Counter()
        while locust.poll() is None:
            team.act(now=timezone.now())
            time.sleep(team.pause())
            if not begun and answers.with_suffix(".begun").exists():
                before, begun, acts = processor_seconds(), time.monotonic(), team.done.copy()
            if begun and time.monotonic() - begun < seconds:
                after, took = processor_seconds(), time.monotonic() - begun
        assert answers.exists(), "locust ended early"
        used = {part: (after[part] - before.get(part, 0)) / took * seconds for part in after}
    return Load(seconds, read_answers(answers), team.done - acts, used)


@contextmanager
def pollers(
    screens: list[Screen], address: str, *, seconds: float, ramp: float, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """Locust, and the file that it writes at its end."""
    told, answers = folder / "screens.jsonl", folder / "answers.jsonl"
    told.write_text("".join(json.dumps(asdict(one)) + "\n" for one in screens))
    command = [sys.executable, "-m", "locust", "--headless", "--only-summary", "--loglevel", "WARNING"]
    users = ["-f", str(POLLERS), "-H", address, "-u", str(len(screens)), "-r", str(len(screens) / ramp)]
    env = {
        **os.environ,
        "CAMPLINE_SCREENS": str(told),
        "CAMPLINE_ANSWERS": str(answers),
        "CAMPLINE_SECONDS": str(seconds),
    }
    with subprocess.Popen([*command, *users], env=env) as locust:
        try:
            yield locust, answers
        finally:
            locust.kill()


def read_answers(path: Path) -> list[Answer]:
    return [Answer(*json.loads(line)) for line in path.read_text().splitlines()]


def figures_of(done: Load) -> Iterator[Figure]:
    """All screens together have the limits; then each kind."""
    kinds: dict[str, list[Answer]] = defaultdict(list)
    for one in done.answers:
        kinds[one.kind].append(one)
    wrong = Counter(one.wrong for one in done.answers if one.wrong)
    acts = ", ".join(f"{count} {name}" for name, count in sorted(done.acts.items()))
    yield from _figures("day_load", done.answers, done.seconds, note=f"meanwhile {acts}", limit=True)
    yield Figure(
        "day_load.errors",
        wrong.total(),
        "answers",
        at_most=0,
        note="; ".join(f"{count} {what}" for what, count in wrong.most_common(3)),
    )
    for kind, answers in sorted(kinds.items()):
        yield from _figures(f"day_load.{kind.replace(' ', '_')}", answers, done.seconds)
    for part, used in sorted(done.used.items()):
        yield Figure(f"day_load.processor.{part}", used / done.seconds, "of one core")
    web = done.used.get("granian", 0) + done.used.get("postgres", 0) + done.used.get("redis", 0)
    yield Figure(
        "day_load.processor.an_answer", web / max(1, len(done.answers)) * 1000, "ms", note="web, PostgreSQL, Redis"
    )


def _figures(
    name: str, answers: list[Answer], seconds: float, *, note: str = "", limit: bool = False
) -> Iterator[Figure]:
    took = [one.ms for one in answers]
    unchanged = sum(one.status == 304 for one in answers) / max(1, len(answers))
    yield Figure(f"{name}.rate", len(answers) / seconds, "answers/s", note=note)
    yield Figure(f"{name}.unchanged", unchanged * 100, "% 304s")
    yield Figure(f"{name}.p50", percentile(took, 50), "ms")
    yield Figure(f"{name}.p95", percentile(took, 95), "ms", at_most=SLOWEST_MS if limit else None)
    yield Figure(f"{name}.p99", percentile(took, 99), "ms")


def unchanged_to_bare(day: Day, *, port: int) -> Iterator[Figure]:
    """A station's page that did not change, of this very server, and a bare view of one with the same flags."""
    how = f"granian, {WORKERS} workers of {THREADS} threads; {live_pages.CLIENTS} clients, turn about, the best of each"
    board = next(one for one in day.screens if one.kind == "station")
    best = {"200": 0.0, "304": 0.0}
    with live_pages.granian(workers=WORKERS, threads=THREADS) as bare:
        for _ in range(live_pages.ROUNDS):
            page, tag = live_pages.known_page(f"{board.page}now/", camp_id=day.camp.pk, cookie=board.cookie)
            known = f"Cookie: {board.cookie}\r\nIf-None-Match: {tag}\r\n"
            for wanted, at, where, headers in (("200", bare, "/bare", ""), ("304", port, page, known)):
                work = [[None] * (live_pages.WARM + live_pages.ASKINGS)] * live_pages.CLIENTS
                done = run_clients(
                    live_pages.CLIENTS, live_pages.client(at, where, headers), work, warm=live_pages.WARM
                )
                assert set(done.ended) == {wanted}, set(done.ended)
                best[wanted] = max(best[wanted], done.rate())
    yield Figure("day_load.bare_rate", best["200"], "answers/s", note=how)
    yield Figure("day_load.unchanged_rate", best["304"], "304s/s", note=how)
    yield Figure(
        "day_load.unchanged_to_bare", best["304"] / best["200"], "ratio", at_least=live_pages.A_THIRD, note=how
    )
