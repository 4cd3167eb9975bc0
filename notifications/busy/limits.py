"""A stranger's calendar is read in a child process: little memory, little time, none of our secrets around it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notifications.busy.reading import Busy, BusyUnread

SECONDS = 15
_ROOT = Path(__file__).resolve().parent.parent.parent
_PASSED_ON = ("PATH", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV")  # and no key of ours
_OUR_CLOCK_RULES = {"PYTHONTZPATH": ""}  # the pinned tzdata, as in config/settings.py


def read_apart(
    body: bytes, *, since: datetime, until: datetime, zone: ZoneInfo, own_domain: str, seconds: float = SECONDS
) -> list[Busy]:
    """Return what `reading.busy_times` finds, within `seconds` and 512 MB, or raise BusyUnread.

    A rule such as "every second for ever" costs the child its life and nobody else anything.
    """
    asked = [since.isoformat(), until.isoformat(), zone.key, own_domain]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module, no shell
            [sys.executable, "-m", "notifications.busy.child", *asked],
            input=body,
            capture_output=True,
            timeout=seconds,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _OUR_CLOCK_RULES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BusyUnread(f"Reading it takes more than {seconds:.0f} seconds. Give a smaller calendar.") from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise BusyUnread("Reading it takes too much memory or time. Give a smaller calendar.") from None
    if "why" in answer:
        raise BusyUnread(answer["why"])
    return [
        Busy(datetime.fromisoformat(start), datetime.fromisoformat(end), all_day)
        for start, end, all_day in answer["busy"]
    ]
