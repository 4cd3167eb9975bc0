"""A camp's folder becomes a camp."""

import json
import shutil
from datetime import date, time
from pathlib import Path

import pytest
from django_scopes import scope

from camps.models import Camp, Doctor, Organisation, Resource, Shift
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle

SAMPLE = Path(__file__).parents[2] / "camps" / "sample"


@pytest.fixture
def team(db):
    organisation = Organisation.objects.create(name="Team", slug="team")
    with scope(organisation=organisation):
        yield organisation


@pytest.mark.parametrize(
    ("name", "stations", "doctors", "shifts"), [("ortho", 5, 6, 15), ("ogoni", 5, 6, 12), ("taraba", 10, 15, 135)]
)
def test_each_sample_camp_loads_whole(team, name, stations, doctors, shifts):
    camp = load_camp(organisation=team, bundle=read_bundle(SAMPLE / name))
    assert (camp.stations.count(), Doctor.objects.count(), Shift.objects.count()) == (stations, doctors, shifts)
    beds = Resource.objects.filter(station__camp=camp).count()
    assert beds == sum(station.beds for station in camp.stations.all())


def test_a_shift_stands_at_the_venues_wall_clock(team):
    load_camp(organisation=team, bundle=read_bundle(SAMPLE / "ortho"), first_day=date(2027, 6, 7))
    first = Shift.objects.filter(doctor__name="Vikram Deshpande").earliest("starts_at")
    assert first.starts_at.isoformat() == "2027-06-07T07:00:00+00:00"


def test_the_same_folder_twice_knows_the_doctors_again_and_holds_each_of_them_once(team):
    bundle = read_bundle(SAMPLE / "ortho")
    load_camp(organisation=team, bundle=bundle)
    load_camp(organisation=team, bundle=bundle, first_day=date(2027, 9, 6))
    assert Camp.objects.count() == 2
    assert Doctor.objects.count() == len(bundle.doctors)


def test_a_folder_may_say_what_the_patients_day_asks_and_who_stays_the_night(team, tmp_path):
    shutil.copytree(SAMPLE / "ortho", tmp_path / "camp")
    facts = json.loads((tmp_path / "camp" / "camp.json").read_text(encoding="utf-8"))
    facts |= {"last_bus": "17:30", "ward_beds": 6, "fasts_from": "22:00", "longest_fast_hours": 14}
    (tmp_path / "camp" / "camp.json").write_text(json.dumps(facts | {"clearance_required": True}), encoding="utf-8")
    table = tmp_path / "camp" / "procedures.csv"
    first, *rows = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([f"{first},nights", *(f"{row},2" for row in rows)]), encoding="utf-8")
    camp = load_camp(organisation=team, bundle=read_bundle(tmp_path / "camp"))
    assert (camp.last_bus, camp.ward_beds, camp.fasts_from) == (time(17, 30), 6, time(22))
    assert (camp.longest_fast_hours, camp.longest_child_fast_hours, camp.clearance_required) == (14, 12, True)
    assert set(camp.procedures.values_list("nights", flat=True)) == {2}
