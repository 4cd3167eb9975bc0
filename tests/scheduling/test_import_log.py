"""`manage.py import_log`: the pages' way in one act, and a report for people or programs."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scheduling.models import Timing, TimingLog
from tests.factories.timings import log_rows, log_text

SAMPLE = Path(__file__).parent / "logs" / "or_log_sample.csv"
TONSILS, CATARACT = "42826 Tonsillectomy=BONE", "66982 Extracapsular cataract removal=LOOK"


def run(*args):
    out = StringIO()
    call_command("import_log", *map(str, args), stdout=out)
    return out.getvalue()


def minutes():
    return {(timing.codes[0], timing.minutes) for timing in Timing.objects.all()}


def test_a_hospitals_log_is_taken_in_once_and_its_report_counts_every_row(small):
    first = json.loads(run("small", SAMPLE, "--json", "--procedure", TONSILS, "--procedure", CATARACT))
    counts = {key: first[key] for key in ("rows", "new", "known", "left_out", "doubled", "refused")}
    assert counts == {"rows": 60, "new": 54, "known": 0, "left_out": 6, "doubled": 0, "refused": 0}
    assert first["unknown"] == [{"name": "64721 Carpal tunnel release, open", "operations": 6}]
    again = json.loads(run("small-team", SAMPLE, "--json"))  # the organisation's slug; the names are remembered
    assert (again["new"], again["known"]) == (0, 54)
    assert Timing.objects.count() == 54
    assert TimingLog.objects.count() == 1


def test_columns_said_go_before_those_guessed(small):
    run("small", SAMPLE, "--procedure", TONSILS, "--columns", "started=Start Time,ended=End Time")
    assert max(took for _, took in minutes()) < 40  # the knife; the room would be over 56


def test_a_dry_run_writes_nothing_and_says_the_same(small):
    said = run("small", SAMPLE, "--procedure", TONSILS, "--dry-run")
    assert "18 taken in" in said
    assert "nothing was written" in said
    assert not TimingLog.objects.exists()


def test_what_cant_be_read_is_told_by_its_cure_with_the_first_row(small, tmp_path):
    log = tmp_path / "log.csv"
    log.write_bytes(log_text([*log_rows("BONE", [70, 80]), "x,2026-05-04,BONE,,07:00,,60"]))
    said = run("small", log)
    assert "2 taken in" in said
    assert "1 × It is not said when it ended. Write the hour it ended. First: row 4, Wheels Out:" in said


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nowhere", SAMPLE), "No camp has the slug “nowhere”"),
        (("small", "gone.csv"), "Give the path of the log"),
        (("small", SAMPLE, "--columns", "begin=Start Time"), "“begin” is no field of a log"),
        (("small", SAMPLE, "--columns", "started=Starts"), "no heading “Starts”"),
        (("small", SAMPLE, "--columns", "started"), "sign of equality"),
        (("small", SAMPLE, "--procedure", "Tonsillectomy=NOSE"), "no such procedure"),
    ],
)
def test_what_was_asked_wrongly_is_refused_with_a_cure(small, args, words):
    with pytest.raises(CommandError, match=words):
        run(*args)
    assert not TimingLog.objects.exists()
