"""`manage.py replan_camp`: the same proposals by name, card and hour, as text and as JSON."""

import json
from datetime import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from camps.services.stations import add_station
from scheduling.models import Appointment, Plan
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from tests.factories.schedule import FIRST_DAY, NOW, add_patient


@pytest.fixture
def day(small, time_machine):
    for number in (5, 7):
        add_patient(small, number=number, procedure="BONE")
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    time_machine.move_to(small.camp.instant(FIRST_DAY, time(7)))
    return small


def run(day, change, *flags):
    out = StringIO()
    call_command("replan_camp", day.camp.slug, "--change", json.dumps(change), *flags, stdout=out)
    return out.getvalue()


CLOSED = {"what": "table", "table": "Table 1", "until": "10:00"}


def test_it_prints_each_proposal_and_books_nothing(day):
    before = set(Appointment.objects.values_list("pk", "starts_at"))
    said = json.loads(run(day, CLOSED, "--json"))
    assert {aim for one in said["proposals"] for aim in one["aims"]} == {"right", "fewest", "nearest", "soonest"}
    assert all(one["violations"] == [] for one in said["proposals"])
    moved = {each["card"] for each in said["proposals"][0]["people"]}
    on_one = Appointment.objects.filter(station__name="Table 1", starts_at__lt=day.camp.instant(FIRST_DAY, time(10)))
    assert set(on_one.values_list("registration__number", flat=True)) <= moved
    assert set(Appointment.objects.values_list("pk", "starts_at")) == before
    assert "right" in run(day, CLOSED)


def test_accepting_does_what_the_aim_says(day):
    said = json.loads(run(day, CLOSED, "--json", "--accept", "--aim", "nearest"))
    (one,) = said["proposals"]
    assert said["accepted"]["moved"] == one["moved"]
    for each in one["people"]:
        booked = Appointment.objects.get(registration__number=each["card"], state="booked")
        assert f"{booked.starts_at.astimezone(day.camp.zone):%H:%M}" == each["will_be"]
    assert Plan.objects.get(pk=one["plan"]).accepted_at is not None


CHANGES = (
    {"what": "doctor", "doctor": "Ada Bone", "from": "13:00"},
    {"what": "no_show", "card": 1},
    {"what": "patient_late", "card": 1, "until": "11:00"},
    {"what": "runs_over", "card": 1, "minutes": 30},
    {"what": "emergency", "card": 40},
    {"what": "first", "card": 7, "before": 1},
    {"what": "nothing"},
)
REFUSED = (
    ({"what": "rain"}, "what: 'rain' is not known; give one of"),
    ({"what": "table", "table": "Table 9"}, "table: 'Table 9' is not known; give one of .*Table 1"),
    ({"what": "table"}, "table is missing; give the name"),
    ({"what": "table", "table": "Table 1", "until": "25h"}, "until: '25h' is no hour; give one such as 09:30"),
    ({"what": "doctor", "doctor": "Nobody"}, "doctor: 'Nobody' is not known; give one of Ada Bone"),
    ({"what": "no_show", "card": 999}, "card: 999 is not known"),
    ({"what": "no_show", "card": "one"}, "card: 'one' is no whole number"),
    ({"what": "runs_over", "card": 1, "minutes": -50}, "minutes: -50 is not from 5 to 600"),
    ({"what": "runs_over", "card": 1, "minutes": 10**12}, "minutes: 1000000000000 is not from 5 to 600"),
    ({"what": "table", "table": "Table 1", "from": "12:00", "until": "10:00"}, "until: 10:00 is not after from"),
    ({"what": "table", "table": "Table 1", "until": "10:00+05:00"}, "until: '10:00.05:00' is no hour"),
    ({"what": "table", "table": "Ward"}, "table: 'Ward' has several beds"),
    ({"what": "first", "card": 1, "before": 1}, "before: 1 is the same card"),
    ([], "what: None is not known"),
)


def test_every_change_can_be_said(day):
    add_patient(day, number=40, procedure="BONE")
    for change in CHANGES:
        assert json.loads(run(day, change, "--json"))["proposals"], change


def test_what_can_not_be_read_is_refused_with_the_cure(day):
    add_station(camp=day.camp, name="Ward", kind="table", opens=time(8), closes=time(18), beds=2)
    for change, words in REFUSED:
        with pytest.raises(CommandError, match=words):
            run(day, change)


def test_what_is_no_json_a_wrong_day_and_an_unknown_camp_are_refused(day):
    with pytest.raises(CommandError, match="--change"):
        call_command("replan_camp", day.camp.slug, "--change", "{")
    with pytest.raises(CommandError, match="is not a day of the camp"):
        run(day, {"what": "nothing"}, "--day", "2027-05-01")
    with pytest.raises(CommandError, match="No camp has the slug"):
        call_command("replan_camp", "nowhere", "--change", "{}")
