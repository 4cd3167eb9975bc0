"""What the page behind the secret link shows, state by state."""

from datetime import timedelta

import pytest

from camps.models import CampState, Decision
from notifications.services.publishing import publish
from scheduling.models import TimeRequest
from scheduling.queries.places import free_places
from scheduling.services.booking import SYSTEM, cancel, move
from tests.factories.schedule import NOW
from tests.factories.telling import local, tell_all, they_hear
from tests.notifications.visit.conftest import LATER, path_of, words


def test_the_page_says_when_where_how_to_prepare_and_whom_to_call(phone, operation):
    said = words(phone.get(operation.path))
    for part in (
        "Your visit is booked",
        "Monday 1 March 2027",
        "10am",
        "Lagos time",
        "General Hospital gate 2",
        "Bring your papers.",
        "0803 000 0399",
    ):
        assert part in said


def test_the_map_links_lead_to_the_place_in_any_language(phone, operation):
    for language in ("en", "fr"):
        html = phone.get(f"{operation.path}?lang={language}").content.decode()
        assert "https://www.openstreetmap.org/?mlat=4.700000&amp;mlon=7.000000" in html
        assert 'href="geo:4.700000,7.000000?q=4.700000,7.000000(General%20Hospital)"' in html


def test_nothing_of_the_person_or_the_illness_is_on_the_page(phone, operation):
    html = phone.get(operation.path).content.decode()
    for canary in ("Patient 1", "Bone operation", "orthopaedics", "Table 1", "Ada Bone"):
        assert canary not in html


def test_a_reader_elsewhere_sees_the_own_hour_too(phone, operation):
    patient = operation.registration.patient
    patient.timezone = "Asia/Kolkata"
    patient.save()
    assert "Lagos time = 2:30pm, Kolkata time" in words(phone.get(operation.path))


def test_a_draft_is_not_shown_before_it_is_published(phone, operation, published):
    they_hear()
    appointment = operation.appointment
    (place,) = free_places(
        registration=operation.registration,
        now=LATER,
        limit=1,
        after=local(published, 0, 14),
        but_for=[appointment.pk],
    )
    move(moves=[(appointment.pk, place.place)], actor=SYSTEM, now=LATER)
    said = words(phone.get(operation.path))
    assert "10am" in said
    assert "2pm" not in said
    assert "We are looking at the plan of this day again" in said
    assert "I am coming" not in said
    tell_all(published, now=LATER + timedelta(seconds=1))
    said = words(phone.get(operation.path))
    assert "2pm" in said
    assert "Your time has changed. It was Monday 1 March 2027, 10am" in said
    assert "I am coming" in said


def test_who_was_booked_after_the_publishing_has_no_place_yet(phone, published):
    third = published.registrations[2]
    from tests.notifications.visit.conftest import give_place

    published_at = LATER
    give_place(published, third, at=local(published, 1, 10))
    published.camp.changes.filter(appointment__registration=third).update(at=published_at)
    assert "You have no place yet" in words(phone.get(path_of(third)))


def test_a_camp_in_draft_shows_no_place(phone, made):
    assert "You have no place yet" in words(phone.get(path_of(made.registrations[0])))


@pytest.mark.parametrize(
    ("decision", "heading"),
    [
        (Decision.LISTED, "You have no place yet"),
        (Decision.STANDBY, "You are on standby"),
        (Decision.NOT_NOW, "You have no place at this camp"),
        (Decision.DEFERRED, "You have no place at this camp"),
    ],
)
def test_without_a_place_the_page_says_what_comes_next_and_no_reason(phone, published, decision, heading):
    registration = published.registrations[2]
    registration.decision, registration.decision_reason = decision, "Hb 7.1 canary"
    registration.save()
    said = words(phone.get(path_of(registration)))
    assert heading in said
    assert "canary" not in said
    assert "I cannot come" not in said


def test_a_cancelled_visit_says_do_not_come(phone, operation):
    cancel(appointment_id=operation.appointment.pk, actor=SYSTEM, now=LATER)
    said = words(phone.get(operation.path))
    assert "Your visit will not take place" in said
    assert "Please do not come at this time" in said
    assert "How to prepare" not in said


def test_a_cancelled_camp_says_do_not_come(phone, operation, published):
    publish(published.camp, by=None, now=LATER, act="camp_cancelled")
    published.camp.state = CampState.CANCELLED
    published.camp.save()
    said = words(phone.get(operation.path))
    assert "The camp will not take place" in said
    assert "I am coming" not in said


def test_on_the_hour_the_page_asks_to_come_and_afterwards_it_thanks(phone, operation, clock):
    clock.move_to(operation.appointment.arrive_at + timedelta(minutes=1))
    said = words(phone.get(operation.path))
    assert "Your visit is now" in said
    assert "I cannot come" not in said
    clock.move_to(operation.appointment.ends_at + timedelta(minutes=1))
    assert "Your visit is over" in words(phone.get(operation.path))


def test_an_open_wish_is_shown_with_the_place_that_is_kept(phone, operation, published):
    TimeRequest.objects.create(
        organisation=published.organisation,
        appointment=operation.appointment,
        wanted_at=local(published, 1, 9),
        asked_at=LATER,
    )
    said = words(phone.get(operation.path))
    assert "You asked for Tuesday 2 March 2027, 9am" in said
    assert "Your place on Monday 1 March 2027, 10am is kept until we answer" in said


def test_a_declined_wish_is_shown_until_something_else_happens(phone, operation, published):
    wish = TimeRequest.objects.create(
        organisation=published.organisation,
        appointment=operation.appointment,
        asked_at=LATER,
        state="declined",
        answered_at=LATER,
        answer="All days are full.",
    )
    assert "we could not find one. Your place below is kept. All days are full." in words(phone.get(operation.path))
    wish.answered_at = NOW - timedelta(days=1)
    wish.save()
    assert "could not find one" not in words(phone.get(operation.path))


def test_the_language_is_the_patients_else_the_camps_first(phone, operation):
    patient, camp = operation.registration.patient, operation.registration.camp
    for own, of_camp, expected in (("fr-CA", ["en"], "fr"), ("ha", ["fr", "en"], "fr"), ("", ["ha"], "en")):
        patient.language, camp.languages = own, of_camp
        patient.save()
        camp.save()
        answer = phone.get(operation.path, HTTP_ACCEPT_LANGUAGE="ar")
        assert f'<html lang="{expected}" dir="ltr">' in answer.content.decode()
        assert answer["Content-Language"] == expected


def test_another_language_is_a_link_away_and_stays_from_page_to_page(phone, operation):
    html = phone.get(f"{operation.path}?lang=fr").content.decode()
    assert '<html lang="fr"' in html
    assert f'href="{operation.path}/times?lang=fr"' in html
    answer = phone.post(f"{operation.path}?lang=fr", {"seen": operation.seen, "answer": "come"})
    assert answer["Location"] == f"{operation.path}?lang=fr"
    assert '<html lang="en"' in phone.get(operation.path).content.decode()


def test_several_patients_of_one_phone_have_a_page_each(phone, operation, consultation):
    assert "10am" in words(phone.get(operation.path))
    assert "9am" in words(phone.get(consultation.path))


def test_a_member_of_staff_of_another_organisation_sees_the_patients_page_too(operation):
    from tests.factories.camps import make_world

    assert "10am" in words(make_world("Alpha").client().get(operation.path))


def test_the_page_costs_few_queries(phone, operation, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        phone.get(operation.path)
