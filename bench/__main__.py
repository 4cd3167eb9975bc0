"""`python -m bench [name …]`: the named benchmarks, or all; a JSON line a figure; exit 1 when a limit is missed.

For day_load alone: `--seconds` is how long it measures, `--share` the share of its screens on a machine that is busy.
"""

from __future__ import annotations

import argparse
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
    "holding",
    "booking",
    "feeds",
    "imip",
    "not_modified",
    "live_pages",
    "desk_times",
    "day_load",
    "sending",
    "draining",
)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--share", type=float, default=1.0)
    given = parser.parse_args(words)
    names = given.names
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
            how = {"seconds": given.seconds, "share": given.share} if name == "day_load" else {}
            for figure in importlib.import_module(f"bench.{name}").run(**how):
                print(figure.line(), flush=True)
                missed += not figure.ok
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
