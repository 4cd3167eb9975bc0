"""A sheet of the largest size goes in with flat memory, and says how far it has come."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench.importing import RUN
from tests.factories.sheets import long_sheet

MOST_MB = 300


def load(camp, rows):
    """One import by a process of its own, through the settings of the tests."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, connection.settings_dict["NAME"], camp.slug],
        input=long_sheet(rows).getvalue(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_an_import_of_a_thousand_rows_stays_far_below_the_limit(standing_camp):
    done = load(standing_camp, 1_000)
    assert (done["new"], done["refused"]) == (990, 10)
    assert done["told"] == 2 + 2 + 2  # reading, checking, registering: 500 at a time
    assert done["peak"] < MOST_MB / 2


@pytest.mark.long
@pytest.mark.timeout(900)
def test_twenty_thousand_rows_are_imported_within_300_mb_and_the_same_again(standing_camp):
    new, same = load(standing_camp, 20_000), load(standing_camp, 20_000)
    assert (new["refused"], same["new"]) == (200, 0)
    assert max(new["peak"], same["peak"]) < MOST_MB
