"""Name, papers and procedure need something only the patient or the carer knows."""

from datetime import date, timedelta

import pytest
from django.test import Client

from camps.models import Contact
from tests.notifications.visit.conftest import LATER, words

PERSON = ("Patient 1", "Bone operation", "001", "Eat nothing")


@pytest.fixture(autouse=True)
def fasting(published):
    procedure = published.procedures["BONE"]
    procedure.fasting_hours = 6
    procedure.save()
    patient = published.registrations[0].patient
    patient.birth_date = date(1987, 5, 4)
    patient.save()


def shows_the_person(answer) -> list[bool]:
    said = words(answer)
    return [part in said for part in PERSON]


def tell(phone, told, known):
    return phone.post(f"{told.path}/who", {"known": known})


@pytest.mark.parametrize("known", ["0001", "1987", " 0 001", "+234 803 000 0001", "٠٠٠١"])
def test_the_end_of_the_phone_or_the_year_of_birth_opens_it(phone, operation, known):
    assert tell(phone, operation, known).status_code == 302
    answer = phone.get(operation.path)
    assert shows_the_person(answer) == [True] * 4
    assert "Eat nothing from Monday 1 March 2027, 4am on." in words(answer)


@pytest.mark.parametrize("known", ["", "12", "abcd", "1986", "0002", "19870504"])
def test_anything_else_does_not(phone, operation, known):
    answer = tell(phone, operation, known)
    assert answer.status_code == 422
    assert "Error:" in words(answer)
    assert shows_the_person(phone.get(operation.path)) == [False] * 4


def test_an_estimated_year_may_be_one_off(phone, operation):
    patient = operation.registration.patient
    patient.birth_date, patient.birth_estimated = date(1987, 1, 1), True
    patient.save()
    assert tell(phone, operation, "1988").status_code == 302
    assert tell(phone, operation, "1989").status_code == 422


def test_five_tries_a_link_and_then_even_the_right_answer_must_wait(phone, operation, consultation, clock):
    assert [tell(phone, operation, f"55{n:02d}").status_code for n in range(7)] == [422] * 5 + [429] * 2
    answer = tell(Client(), operation, "1987")
    assert answer.status_code == 429
    assert "Please call us" in words(answer)
    assert tell(phone, consultation, "0002").status_code == 302
    clock.move_to(LATER + timedelta(hours=5))
    assert tell(phone, operation, "1987").status_code == 302


def test_the_right_answer_costs_no_try(phone, operation):
    assert [tell(phone, operation, "1987").status_code for _ in range(8)] == [302] * 8


def test_what_one_browser_knows_another_does_not(phone, operation):
    tell(phone, operation, "1987")
    assert shows_the_person(Client().get(operation.path)) == [False] * 4


def test_knowing_one_patient_opens_no_other(phone, operation, consultation):
    answer = tell(phone, operation, "1987")
    cookie = answer.cookies["who"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (operation.path, True, "Lax")
    stolen = Client()
    stolen.cookies["who"] = cookie.value
    assert "Patient 2" not in words(stolen.get(consultation.path))


def test_it_hides_by_itself_after_a_quarter_of_an_hour_and_by_a_button_at_once(phone, operation, clock):
    tell(phone, operation, "1987")
    clock.move_to(LATER + timedelta(minutes=14))
    assert all(shows_the_person(phone.get(operation.path)))
    clock.move_to(LATER + timedelta(minutes=16))
    assert not any(shows_the_person(phone.get(operation.path)))
    tell(phone, operation, "1987")
    phone.post(f"{operation.path}/who", {"hide": "1"})
    assert not any(shows_the_person(phone.get(operation.path)))


def test_where_nothing_is_known_nothing_is_asked(phone, operation):
    Contact.objects.all().delete()
    patient = operation.registration.patient
    patient.birth_date = None
    patient.save()
    assert "Show my name" not in words(phone.get(operation.path))
    assert phone.get(f"{operation.path}/who").status_code == 302
