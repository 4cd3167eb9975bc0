"""The child process: a calendar on standard input, its busy times or the reason on standard output, as JSON."""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from notifications.busy.reading import BusyUnread, busy_times

MEMORY = 512_000_000
CPU_SECONDS = 20


def main(since: str, until: str, zone: str, own_domain: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    body = sys.stdin.buffer.read()
    answer: dict[str, object]
    try:
        found = busy_times(
            body,
            since=datetime.fromisoformat(since),
            until=datetime.fromisoformat(until),
            zone=ZoneInfo(zone),
            own_domain=own_domain,
        )
        answer = {"busy": [(one.starts_at.isoformat(), one.ends_at.isoformat(), one.all_day) for one in found]}
    except BusyUnread as why:
        answer = {"why": str(why)}
    except Exception as fault:  # noqa: BLE001  hostile input into two parsers; the parent hears what it was
        answer = {"why": f"It can't be read ({type(fault).__name__})."}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
