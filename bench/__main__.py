"""`python -m bench [name …]`: the named benchmarks, or all; a JSON line a figure; exit 1 when a limit is missed."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile

import django

NAMES = (
    "importing",
    "filling",
    "durations",
    "queue_calibration",
    "booking",
    "feeds",
    "imip",
    "not_modified",
    "live_pages",
    "desk_times",
    "sending",
    "draining",
)


def main(names: list[str]) -> int:
    os.environ.setdefault("CAMPLINE_TEST_VAR", tempfile.mkdtemp(prefix="campline-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    django.setup()
    from bench.house import open_house  # noqa: PLC0415 - needs the settings

    missed = 0
    with open_house():
        for name in names or NAMES:
            for figure in importlib.import_module(f"bench.{name}").run():
                print(figure.line(), flush=True)
                missed += not figure.ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
