"""Stations, kit, procedures, venues and doctors: what they refuse, and the resources that come and go with them."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from camps.errors import InUse, Invalid, Taken
from camps.models import Doctor, Resource, Skill, Station
from camps.services.doctors import add_doctor, change_doctor, remove_doctor
from camps.services.kit import add_kit, change_kit, remove_kit
from camps.services.procedures import add_procedure, remove_procedure
from camps.services.stations import add_station, add_usual_points, change_station, remove_station
from camps.services.venues import add_venue, change_venue, remove_venue
from scheduling.models import Allocation, Appointment
from tests.factories.camps import FIRST_DAY, make_camp

OPEN = {"opens": time(8), "closes": time(18)}


def units(**owner):
    return list(Resource.objects.filter(**owner).order_by("unit").values_list("unit", flat=True))


def with_beds(station, beds):
    return change_station(station=station, name=station.name, kind=station.kind, beds=beds, **OPEN)


def booked(world, resource):
    """An appointment that holds `resource`."""
    starts: datetime = world.camp.instant(FIRST_DAY, time(9))
    period = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
    appointment = Appointment.objects.create(
        organisation=world.organisation, camp=world.camp, venue=world.venue, registration=world.registration,
        kind="operation", station=world.station, arrive_at=starts, **period,
    )  # fmt: skip
    return Allocation.objects.create(
        organisation=world.organisation, appointment=appointment, resource=resource, part="station",
        period=DateTimeTZRange(period["starts_at"], period["ends_at"]),
    )  # fmt: skip


def test_a_station_with_n_beds_is_n_resources(world):
    bay = add_station(camp=world.camp, name="Bay", kind="recovery", beds=3, **OPEN)
    assert units(station=bay) == [1, 2, 3]
    assert units(station=with_beds(bay, 5)) == [1, 2, 3, 4, 5]
    assert units(station=with_beds(bay, 2)) == [1, 2]


def test_a_station_does_not_shrink_below_what_is_booked(world):
    bay = add_station(camp=world.camp, name="Bay", kind="recovery", beds=3, **OPEN)
    booked(world, Resource.objects.get(station=bay, unit=3))
    with pytest.raises(InUse) as refused:
        with_beds(bay, 2)
    assert refused.value.field == "beds"
    assert units(station=bay) == [1, 2, 3]
    assert Station.objects.get(pk=bay.pk).beds == 3


def test_a_booked_station_is_not_deleted(world):
    booked(world, Resource.objects.get(station=world.station))
    with pytest.raises(InUse):
        remove_station(station=world.station)
    assert Station.objects.filter(pk=world.station.pk).exists()


def test_a_station_nobody_used_goes_with_its_resources(world):
    pk = world.station.pk
    remove_station(station=world.station)
    assert units(station_id=pk) == []


def test_a_name_stands_once_in_a_camp(world):
    with pytest.raises(Taken) as refused:
        add_station(camp=world.camp, name=" Alpha Table ", kind="desk", **OPEN)
    assert refused.value.field == "name"
    assert add_station(camp=make_camp(world.organisation), name="Alpha Table", kind="table", **OPEN).pk


@pytest.mark.parametrize("values", [{"closes": time(8)}, {"kind": "moon"}, {"name": ""}, {"beds": 0}])
def test_a_station_refuses(world, values):
    with pytest.raises(Invalid) as refused:
        add_station(camp=world.camp, **{"name": "New", "kind": "table", **OPEN, **values})
    assert refused.value.field == next(iter(values))


def test_a_recovery_bay_may_be_open_overnight(world):
    assert add_station(camp=world.camp, name="Ward", kind="recovery", opens=time(20), closes=time(8)).pk


def test_a_kit_of_n_is_n_resources(world):
    assert units(kit=world.kit) == [1, 2]
    assert units(kit=change_kit(kit=world.kit, name="x-ray", count=1)) == [1]
    with pytest.raises(Taken):
        add_kit(camp=world.camp, name="x-ray", count=1)
    with pytest.raises(Invalid):
        add_kit(camp=world.camp, name="lamp", count=0)
    booked(world, Resource.objects.get(kit=world.kit))
    with pytest.raises(InUse):
        remove_kit(kit=world.kit)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"median_min": 60, "p90_min": 59}, "p90_min"),
        ({"min_age_years": 5, "max_age_years": 4}, "max_age_years"),
        ({"anaesthesia": "gas"}, "anaesthesia"),
        ({"min_hb_g_dl": Decimal("10.25")}, "min_hb_g_dl"),
    ],
)
def test_a_procedure_refuses(world, values, field):
    with pytest.raises(Invalid) as refused:
        add_procedure(camp=world.camp, **{"code": "X", "name": "X", "median_min": 1, "p90_min": 2, **values})
    assert refused.value.field == field


def test_a_code_stands_once_in_a_camp_whatever_its_case(world):
    with pytest.raises(Taken):
        add_procedure(camp=world.camp, code="alph1", name="X", median_min=1, p90_min=2)


def test_a_procedure_somebody_asks_for_is_not_deleted(world):
    with pytest.raises(InUse):
        remove_procedure(procedure=world.procedure)


def test_a_doctor_is_one_resource_with_skills(world):
    doctor = add_doctor(
        organisation=world.organisation,
        name="Ada",
        role="surgeon",
        skills={"Plastics ": "trainee", "any": "supervised"},
    )
    change_doctor(doctor=doctor, name="Ada", role="surgeon", skills={"plastics": "independent"})
    assert units(doctor=doctor) == [1]
    assert list(Skill.objects.filter(doctor=doctor).values_list("specialty", "level")) == [("plastics", "independent")]


def test_a_doctor_with_a_wrong_level_is_not_half_written(world):
    with pytest.raises(Invalid):
        add_doctor(organisation=world.organisation, name="Half", role="surgeon", skills={"any": "genius"})
    assert not Doctor.objects.filter(name="Half").exists()


def test_a_doctor_with_shifts_is_not_deleted(world):
    with pytest.raises(InUse):
        remove_doctor(doctor=world.doctor)
    remove_doctor(doctor=world.expert)
    assert list(Doctor.objects.all()) == [world.doctor]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"latitude": Decimal(1)}, "longitude"),
        ({"latitude": Decimal(91), "longitude": Decimal(0)}, "latitude"),
        ({"latitude": Decimal(0), "longitude": Decimal(-181)}, "longitude"),
    ],
)
def test_a_venue_refuses(world, values, field):
    with pytest.raises(Invalid) as refused:
        add_venue(organisation=world.organisation, **{"name": "V", "country": "NG", "timezone": "UTC", **values})
    assert refused.value.field == field


def test_a_venue_with_a_camp_keeps_its_zone_and_stays(world):
    with pytest.raises(Invalid):
        change_venue(venue=world.venue, name="V", country="NG", timezone="Europe/London")
    with pytest.raises(InUse):
        remove_venue(venue=world.venue)


def test_the_database_refuses_what_a_look_beforehand_would_have_missed(world):
    """The name is checked by the constraint: the service runs no query that looks for it."""
    with pytest.raises(Taken), connection.execute_wrapper(_no_select_of_stations):
        add_station(camp=world.camp, name="Alpha Table", kind="table", **OPEN)


def _no_select_of_stations(execute, sql, params, many, context):
    assert not sql.startswith("SELECT") or "camps_station" not in sql
    return execute(sql, params, many, context)


def test_a_queue_point_says_whom_it_calls_and_the_others_say_it_by_their_kind(world):
    with pytest.raises(Invalid) as refused:
        add_station(camp=world.camp, name="Point", kind="point", **OPEN)
    assert refused.value.field == "lane"

    made = [add_station(camp=world.camp, name=kind, kind=kind, **OPEN) for kind in ("desk", "lab", "virtual")]

    assert [station.serves for station in made] == ["examination", "laboratory", ""]
    assert [station.lane_served for station in made] == ["Examination", "Laboratory", ""]


def test_the_usual_points_are_added_once(world):
    first, again = add_usual_points(camp=world.camp), add_usual_points(camp=world.camp)

    assert [(station.name, station.serves) for station in first] == [
        ("Vitals 1", "vitals"),
        ("Vitals 2", "vitals"),
        ("Anaesthesia review", "anaesthesia"),
        ("Way out", "discharge"),
    ]
    assert again == []
