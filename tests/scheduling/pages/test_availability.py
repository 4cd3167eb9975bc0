"""Shifts, absences and closures, as the organiser enters them."""

from datetime import UTC, datetime

import pytest
from django_scopes import scopes_disabled

from camps.models import Absence, Shift, Station, StationClosure
from scheduling.models import Appointment
from tests.factories.camps import make_world


@pytest.fixture
def world(db):
    with scopes_disabled():
        yield make_world("Alpha")


@pytest.fixture
def client(world):
    return world.client("coordinator")


def page(world, rest: str) -> str:
    return f"/camps/{world.camp.slug}/settings/{rest}"


def hours(world, **values) -> dict:
    return {
        "doctor": world.expert.pk,
        "days": ["2027-03-01", "2027-03-02"],
        "opens": "07:30",
        "closes": "17:30",
    } | values


def away(**values) -> dict:
    return {
        "first_day": "2027-03-01",
        "opens": "09:00",
        "last_day": "2027-03-02",
        "closes": "12:00",
        "reason": "visa",
    } | values


def test_a_shift_is_given_on_several_days_in_the_venues_hours(world, client):
    assert client.post(page(world, "shifts/new/"), hours(world))["Location"] == page(world, "doctors/")
    assert [(s.starts_at, s.ends_at) for s in Shift.objects.filter(doctor=world.expert)] == [
        (datetime(2027, 3, day, 6, 30, tzinfo=UTC), datetime(2027, 3, day, 16, 30, tzinfo=UTC)) for day in (1, 2)
    ]


def test_a_night_shift_ends_on_the_next_day(world, client):
    client.post(page(world, "shifts/new/"), hours(world, days=["2027-03-01"], opens="20:00", closes="06:00"))
    assert Shift.objects.get(doctor=world.expert).ends_at == datetime(2027, 3, 2, 5, tzinfo=UTC)


def test_a_day_that_is_refused_is_named_and_the_others_stand(world, client):
    answer = client.post(page(world, "shifts/new/"), hours(world, doctor=world.doctor.pk))
    assert answer.status_code == 422
    assert "01 March: Alpha Surgeon has a shift at that time" in answer.content.decode()
    assert Shift.objects.filter(doctor=world.doctor).count() == 2


def test_a_shift_is_moved_and_cancelled(world, client):
    path = page(world, f"shifts/{world.shift.pk}/")
    assert client.get(path).context["form"].initial["opens"].hour == 8
    client.post(path, {"day": "2027-03-02", "opens": "09:00", "closes": "10:00"})
    world.shift.refresh_from_db()
    assert (world.shift.sequence, world.shift.starts_at) == (1, datetime(2027, 3, 2, 8, tzinfo=UTC))
    client.post(f"{path}cancel/")
    world.shift.refresh_from_db()
    assert world.shift.cancelled_at is not None
    assert client.get(path).status_code == 404


def test_an_absence_is_entered_and_taken_out(world, client):
    client.post(page(world, "absences/new/"), away(doctor=world.doctor.pk))
    made = Absence.objects.latest("pk")
    assert (made.starts_at, made.ends_at) == (datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 3, 2, 11, tzinfo=UTC))
    assert "visa" in client.get(page(world, "availability/")).content.decode()
    client.post(page(world, f"absences/{made.pk}/remove/"))
    assert not Absence.objects.filter(pk=made.pk).exists()


def test_an_absence_that_ends_before_it_begins_is_refused(world, client):
    answer = client.post(page(world, "absences/new/"), away(doctor=world.doctor.pk, last_day="2027-02-28"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])


def test_a_station_is_closed_for_a_time_and_opened(world, client):
    client.post(page(world, "closures/new/"), away(station=world.station.pk))
    made = StationClosure.objects.latest("pk")
    assert made.station == world.station
    client.post(page(world, f"closures/{made.pk}/remove/"))
    assert not StationClosure.objects.filter(pk=made.pk).exists()


def test_a_closure_marks_what_stands_there_and_says_how_many(world, client):
    starts = datetime(2027, 3, 2, 9, tzinfo=UTC)
    appointment = Appointment.objects.create(
        organisation=world.organisation, camp=world.camp, venue=world.venue, registration=world.registration,
        kind="operation", station=world.station, starts_at=starts, ends_at=starts.replace(hour=10), arrive_at=starts,
    )  # fmt: skip
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    appointment.allocations.create(
        organisation=world.organisation, resource=world.station.resources.get(), part="station",
        period=DateTimeTZRange(starts, starts.replace(hour=10)),
    )  # fmt: skip
    answer = client.post(page(world, "closures/new/"), away(station=world.station.pk, closes="18:00"), follow=True)
    assert "1 appointment needs cover now." in answer.content.decode()
    appointment.refresh_from_db()
    assert (appointment.state, "closed" in appointment.needs_cover) == ("booked", True)


def test_a_stations_hours_change(world, client):
    client.post(page(world, f"stations/{world.station.pk}/hours/"), {"opens": "09:00", "closes": "16:00"})
    station = Station.objects.get(pk=world.station.pk)
    assert (station.opens.hour, station.closes.hour) == (9, 16)
    answer = client.post(page(world, f"stations/{world.station.pk}/hours/"), {"opens": "09:00", "closes": "08:00"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["closes"])
