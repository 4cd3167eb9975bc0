"""A sheet of 20,000 rows from the file to the registrations, as the command does it: rows a second and peak memory.

Each run is a process of its own, so that the peak is the import's; a quarter of the rows shows what each row costs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django_scopes import scope

from bench.figures import Figure
from camps.models import Organisation
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle
from tests.factories.sheets import long_sheet

ROWS = 20_000
TARABA = Path(__file__).parents[1] / "camps" / "sample" / "taraba"
# VmHWM and not getrusage: that remembers how large the process was that started this one.
RUN = """
import io, json, os, sys, time
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.utils import timezone
from django_scopes import scope, scopes_disabled
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from camps.models import Camp
from camps.services.intake.whole import load_sheet
with scopes_disabled():
    camp = Camp.objects.select_related("venue", "organisation").get(slug=sys.argv[2])
sheet = io.BytesIO(sys.stdin.buffer.read())
told = []
began = time.monotonic()
with scope(organisation=camp.organisation):
    loaded = load_sheet(
        camp=camp, file=sheet, name="long.csv", agreed_to_texts=True, by=None, now=timezone.now(),
        on_row=lambda *at: told.append(at),
    )
took = time.monotonic() - began
peak = next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
print(json.dumps({"took": took, "peak": int(peak) / 1024, "told": len(told), **loaded.outcomes}))
"""


def run() -> Iterator[Figure]:
    """The rate of new people and of the same sheet once more, and the memory of each."""
    slug = make_camp()
    few = load(slug, ROWS // 4, first=ROWS)
    new = load(slug, ROWS)
    same = load(slug, ROWS)
    yield Figure("importing.new", ROWS / new["took"], "rows/s", note=f"{new['new']:,} registered")
    yield Figure("importing.new.memory", new["peak"], "MB", at_most=300)
    yield Figure("importing.new.memory.growth", (new["peak"] - few["peak"]) / (ROWS * 3 / 4) * 1000, "kB a row")
    yield Figure(
        "importing.same", ROWS / same["took"], "rows/s", note=f"{same['same']:,} the same, {same['new']:,} new"
    )
    yield Figure("importing.same.memory", same["peak"], "MB", at_most=300)


def make_camp() -> str:
    organisation = Organisation.objects.create(name="Import", slug="bench-import")
    with scope(organisation=organisation):
        return load_camp(organisation=organisation, bundle=read_bundle(TARABA), slug="bench-import").slug


def load(slug: str, rows: int, *, first: int = 0) -> dict[str, float]:
    """One import of so many rows by a process of its own."""
    procedure = read_bundle(TARABA).procedures[0].code
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(connection.settings_dict["NAME"]), slug],
        input=long_sheet(rows, procedure=procedure, first=first).getvalue(),
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    found: dict[str, float] = json.loads(done.stdout)
    return found
