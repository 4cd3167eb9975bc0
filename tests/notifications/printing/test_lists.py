"""The lists for staff: who stands on which, and what is said of each."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from camps.models import Patient, Registration
from camps.names import name_key
from notifications.queries.day_paper import age_on, by_doctor, by_station
from notifications.queries.gate_list import gate_list, surname_key
from scheduling.models import Appointment, AppointmentState, Arrival
from tests.factories.organiser import signed_in, told_camp
from tests.factories.paper import came
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import appointment_at, local
from tests.notifications.visit.conftest import words

PRINT = "/camps/small/print/"


@pytest.fixture
def begin_told_on_paper(kept):
    return kept("begin_told_on_paper", told_camp)


@pytest.fixture
def told(begin_told_on_paper, db):
    """Twelve people in two days, published an hour ago."""
    with scopes_disabled():
        made = begin_told_on_paper()
    with scope(organisation=made.organisation):
        yield made


def test_the_day_list_has_all_that_the_team_needs(sign_in, published):
    registration = published.registrations[0]
    Registration.objects.filter(pk=registration.pk).update(diabetic=True, infected=True, remarks="Speaks Tiv only")
    came(registration, number=14)
    said = words(sign_in().get(f"{PRINT}staff/"))
    assert "For staff only: do not hang up" in said
    row = said.partition("Table 1 Day list, Monday 1 March 2027")[2]
    expected = "10am 10am B-014 001 Patient 1 29 Bone operation Side: General Ada Bone, Sani Sleep"
    assert expected in row
    assert "Diabetic. Infected: last on the table. Speaks Tiv only" in row


def test_a_check_in_that_was_taken_back_leaves_no_token(sign_in, published):
    came(published.registrations[0], number=14)
    Arrival.objects.update(undone_at=NOW)
    assert "B-014" not in words(sign_in().get(f"{PRINT}staff/"))


def test_every_appointment_of_a_day_is_on_exactly_one_station_s_list(told):
    gone, done = Appointment.objects.order_by("pk")[:2]
    Appointment.objects.filter(pk=gone.pk).update(state=AppointmentState.CANCELLED)
    Appointment.objects.filter(pk=done.pk).update(state=AppointmentState.DONE)
    listed = [
        row.appointment.pk for day in told.camp.dates for sheet in by_station(told.camp, day) for row in sheet.rows
    ]
    live = Appointment.objects.exclude(pk=gone.pk).values_list("pk", flat=True)
    assert sorted(listed) == sorted(live)
    assert len(listed) == 11


def test_a_list_is_in_the_order_of_the_hours_and_numbered(told):
    for sheet in by_station(told.camp, told.camp.first_day):
        assert [row.n for row in sheet.rows] == list(range(1, len(sheet.rows) + 1))
        hours = [row.appointment.starts_at for row in sheet.rows]
        assert hours == sorted(hours)


def test_each_doctor_has_a_list_and_what_nobody_holds_one_too(made):
    add_patient(made, number=9, procedure="BONE")
    appointment_at(
        made,
        made.registrations[0],
        at=local(made, 0, 9),
        doctors=(made.doctors["Ada Bone"], made.doctors["Sani Sleep"]),
    )
    appointment_at(made, made.registrations[-1], at=local(made, 0, 11))
    sheets = by_doctor(made.camp, made.camp.first_day)
    found = {sheet.name: [row.registration.number for row in sheet.rows] for sheet in sheets}
    assert found == {"Ada Bone": [1], "Sani Sleep": [1], "": [9]}


def test_the_list_of_one_doctor_alone_can_be_chosen(sign_in, published):
    sleep = published.doctors["Sani Sleep"].pk
    said = words(sign_in().get(f"{PRINT}staff/?of=doctor&only={sleep}"))
    assert "Sani Sleep Day list, Monday 1 March 2027" in said
    assert "Ruth Look Day list" not in said
    assert "Table 1" in said


def test_the_theatre_list_has_two_identifiers_and_both_sides_in_full(sign_in, published):
    Patient.objects.filter(name="Patient 1").update(town="Zing", birth_estimated=True)
    html = sign_in().get(f"{PRINT}theatre/").content
    said = words(sign_in("owner").get(f"{PRINT}theatre/"))
    assert "1 10am Patient 1 Card 001 born about 1997 · Zing Bone operation General LEFT RIGHT not applicable" in said
    assert "Wheels in Knife Closed Clean" in said
    assert html.count(b'<td class="box"></td>') == 4
    assert "Patient 2" not in said  # a consultation at a desk


def test_the_gate_list_is_by_surname_and_has_everybody(told):
    rows = gate_list(told.camp)
    assert sorted(row.registration.number for row in rows) == list(range(1, 13))
    latin = [row.registration.patient.name for row in rows if row.letter.isascii()]
    assert latin[:5] == ["Zainab Abubakar", "Ọláwálé Adéyẹmí", "Aminatu Bello", "Grace Danjuma", "Musa Danladi"]


def test_the_gate_list_says_hours_and_no_reason(published):
    client = signed_in(published.organisation)
    said = words(client.get(f"{PRINT}gate/"))
    assert "Patient 1 001 Monday 1 March, 10am" in said
    assert "Patient 3 003 –" in said
    for canary in ("Bone operation", "Consultation", "Table 1", "Ada Bone"):
        assert canary not in said


def test_who_was_told_another_hour_is_expected_then_too(published):
    appointment = published.registrations[0].appointments.get()
    Appointment.objects.filter(pk=appointment.pk).update(arrive_at=appointment.arrive_at + timedelta(hours=4))
    (row,) = [row for row in gate_list(published.camp) if row.registration.number == 1]
    assert (row.arrive_at, row.told) == (appointment.arrive_at + timedelta(hours=4), appointment.arrive_at)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ọláwálé Adéyẹmí", ("adeyemi", "olawale adeyemi")),
        ("Samuel Ikechukwu-Nwachukwu", ("nwachukwu", "samuel ikechukwu nwachukwu")),
        ("Musa", ("musa", "musa")),
        ("", ("", "")),
    ],
)
def test_the_surname_is_the_last_word(name, key):
    assert surname_key(name) == key
    assert name_key(name).endswith(key[0])


def test_the_call_list_has_phones_as_people_dial_them(told):
    said = words(signed_in(told.organisation).get(f"{PRINT}calls/"))
    assert "0803 000 0001 001 Aminatu Bello speaks English" in said
    assert "Told Comes Cannot Wrong number" in said
    assert "Bone operation" not in said


@pytest.mark.parametrize(
    ("born", "estimated", "expected"),
    [
        (date(1997, 3, 2), False, (29, False)),
        (date(1997, 3, 1), False, (30, False)),
        (date(2026, 8, 2), False, (0, True)),
        (date(2025, 1, 1), True, (2, False)),
        (date(2027, 3, 2), False, None),
        (None, False, None),
    ],
)
def test_an_age_is_that_of_the_day_in_months_below_two_years(born, estimated, expected):
    registration = Registration(patient=Patient(birth_date=born, birth_estimated=estimated))
    age = age_on(registration, date(2027, 3, 1))
    assert (age and (age.years, age.in_months)) == expected


@pytest.mark.parametrize("path", ["staff/", "staff/?of=doctor", "theatre/", "gate/", "calls/", "day/"])
def test_three_rows_cost_as_many_statements_as_one(made, path):
    client = signed_in(made.organisation)
    counts = []
    for registrations in (made.registrations[:1], made.registrations[1:3]):
        for registration in registrations:
            hour = local(made, 0, 8 + registration.number)
            appointment_at(made, registration, at=hour, doctors=(made.doctors["Ada Bone"],))
        client.get(f"{PRINT}{path}")  # what a first request costs
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{PRINT}{path}?day=2027-03-01" if "?" not in path else f"{PRINT}{path}&day=2027-03-01")
        counts.append(len(asked))
    assert counts[0] == counts[1]
