"""What a patient can answer: come, another time, give up. A POST acts, once, on what the page showed."""

from datetime import timedelta

import pytest

from notifications.models import Message
from notifications.services.fan_out import fan_out
from scheduling.models import ScheduleChange, TimeRequest
from scheduling.queries.places import free_places
from scheduling.services.booking import SYSTEM, cancel, move
from scheduling.services.theatre.marking import mark
from tests.factories.telling import local, tell_all, they_hear
from tests.factories.theatre import make_sure
from tests.notifications.visit.conftest import LATER, give_place, stamp, words

# Hours that no camp has; from the outermost ones a step to another zone or day leaves the calendar.
FAR_AWAY = ("0001-01-01T00:00Z", "1999-12-31T23:59Z", "2200-01-01T00:00Z", "9999-12-31T23:59Z")


def says(phone, told, answer, **more):
    return phone.post(told.path, {"seen": told.seen, "answer": answer, **more})


def take(phone, told, at, **more):
    return phone.post(f"{told.path}/times", {"seen": told.seen, "arrive": stamp(at), **more})


def last_change(told):
    return ScheduleChange.objects.filter(appointment=told.appointment).latest("id")


def test_one_button_confirms(phone, operation):
    answer = says(phone, operation, "come")
    assert (answer.status_code, answer["Location"]) == (302, operation.path)
    assert operation.appointment.confirmed_at == LATER
    assert (last_change(operation).kind, last_change(operation).said_by) == ("confirmed", "patient")
    said = words(phone.get(operation.path))
    assert "Thank you. You told us that you will come." in said
    assert "I am coming" not in said


def test_confirming_twice_is_one_confirmation(phone, operation):
    assert [says(phone, operation, "come").status_code for _ in range(2)] == [302, 302]
    assert ScheduleChange.objects.filter(appointment=operation.appointment, kind="confirmed").count() == 1


def test_a_yes_to_an_hour_that_changed_meanwhile_does_not_count(phone, operation, published):
    seen, appointment = operation.seen, operation.appointment
    (place,) = free_places(
        registration=operation.registration, now=LATER, limit=1, after=local(published, 1, 9), but_for=[appointment.pk]
    )
    move(moves=[(appointment.pk, place.place)], actor=SYSTEM, now=LATER)
    tell_all(published, now=LATER)
    answer = phone.post(operation.path, {"seen": seen, "answer": "come"})
    assert answer.status_code == 409
    assert "Something changed meanwhile" in words(answer)
    assert operation.appointment.confirmed_at is None


@pytest.mark.parametrize(
    "form", [{}, *({"seen": seen, "answer": "come"} for seen in ("", "yesterday", "\0", *FAR_AWAY))]
)
def test_a_spoilt_form_changes_nothing(phone, operation, form):
    assert phone.post(operation.path, form).status_code == 409
    assert operation.appointment.confirmed_at is None


def test_the_three_nearest_times_come_first_then_every_day(phone, consultation):
    said = words(phone.get(f"{consultation.path}/times"))
    near, _, rest = said.partition("All free times, day by day")
    assert [hour for hour in ("8am", "10am", "11am") if f"1 March, {hour}" in near] == ["8am", "10am", "11am"]
    assert "Monday 1 March 9 free" in rest
    assert "Tuesday 2 March 10 free" in rest
    of_a_day = words(phone.get(f"{consultation.path}/times?day=2027-03-02"))
    assert "5pm" in of_a_day


def test_a_consultation_moves_at_once_and_is_told_at_once(phone, consultation, published):
    they_hear()
    wanted = local(published, 1, 11)
    assert take(phone, consultation, wanted).status_code == 302
    assert consultation.appointment.arrive_at == wanted
    change = last_change(consultation)
    assert (change.kind, change.said_by, change.tell) == ("moved", "patient", "at_once")
    said = words(phone.get(consultation.path))
    assert "Tuesday 2 March 2027 11am" in said
    assert "You chose this time. Your old place, Monday 1 March 2027, 9am, is free for somebody else." in said
    fan_out(now=LATER)
    assert Message.objects.filter(appointment=consultation.appointment, kind="moved").count() == 1


def test_moving_takes_a_yes_back(phone, consultation, published):
    says(phone, consultation, "come")
    take(phone, consultation, local(published, 1, 11))
    assert consultation.appointment.confirmed_at is None
    assert "I am coming" in words(phone.get(consultation.path))


def test_an_operation_asks_and_keeps_its_place(phone, operation, published):
    before = operation.appointment
    assert take(phone, operation, local(published, 1, 11), note="After the market").status_code == 302
    wish = TimeRequest.objects.get(appointment=before)
    assert (wish.state, wish.wanted_at, wish.note) == ("open", local(published, 1, 11), "After the market")
    assert operation.appointment.arrive_at == before.arrive_at
    assert "is kept until we answer" in words(phone.get(operation.path))


def test_asking_again_changes_the_wish_and_makes_no_second(phone, operation, published):
    take(phone, operation, local(published, 1, 11))
    take(phone, operation, local(published, 1, 12))
    assert [wish.wanted_at for wish in TimeRequest.objects.all()] == [local(published, 1, 12)]


def test_when_no_free_time_suits_a_note_says_what_does(phone, operation):
    phone.post(f"{operation.path}/times", {"seen": operation.seen, "arrive": "any", "note": "Fridays"})
    wish = TimeRequest.objects.get()
    assert (wish.wanted_at, wish.note) == (None, "Fridays")
    assert "You asked for another time. Your place on Monday 1 March" in words(phone.get(operation.path))


def test_a_wish_can_be_taken_back(phone, operation, published):
    take(phone, operation, local(published, 1, 11))
    assert says(phone, operation, "keep").status_code == 302
    assert TimeRequest.objects.get().state == "withdrawn"
    assert "is kept until we answer" not in words(phone.get(operation.path))


def test_a_consultation_can_not_wish_for_any_time(phone, consultation):
    answer = phone.post(f"{consultation.path}/times", {"seen": consultation.seen, "arrive": "any"})
    assert answer.status_code == 422
    assert not TimeRequest.objects.exists()


def test_choosing_nothing_is_an_error_in_words(phone, consultation):
    answer = phone.post(f"{consultation.path}/times", {"seen": consultation.seen})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.content.decode()
    assert "Choose a time." in words(answer)


def test_a_time_that_somebody_took_meanwhile_is_named_and_the_nearest_are_offered(phone, consultation, published):
    wanted = local(published, 1, 11)
    published.camp.slots.filter(starts_at=wanted).update(capacity=1)
    fourth = published.registrations[3]
    give_place(published, fourth, at=wanted)
    answer = take(phone, consultation, wanted)
    assert answer.status_code == 409
    said = words(answer)
    assert "Somebody was quicker: Tuesday 2 March 2027, 11am has just been taken." in said
    assert "2 March, 10am" in said
    assert "2 March, 12" in said or "2 March, midday" in said
    assert consultation.appointment.arrive_at == local(published, 0, 9)


@pytest.mark.parametrize("arrive", ["2001-01-01T08:00Z", "2027-03-01T08:17Z"])
def test_an_hour_that_was_never_offered_is_refused(phone, consultation, arrive):
    answer = phone.post(f"{consultation.path}/times", {"seen": consultation.seen, "arrive": arrive})
    assert answer.status_code == 409
    assert last_change(consultation).kind == "booked"


@pytest.mark.parametrize("arrive", FAR_AWAY)
def test_an_hour_of_no_camp_is_no_choice(phone, consultation, arrive):
    answer = phone.post(f"{consultation.path}/times", {"seen": consultation.seen, "arrive": arrive})
    assert answer.status_code == 422
    assert last_change(consultation).kind == "booked"


def test_giving_up_asks_first_and_says_what_it_means(phone, operation):
    said = words(phone.get(f"{operation.path}/give-up"))
    assert "Somebody else gets your place at once" in said
    assert operation.appointment.state == "booked"


def test_a_place_given_up_is_free_for_others(phone, operation, published):
    appointment = operation.appointment
    assert phone.post(f"{operation.path}/give-up", {"seen": operation.seen}).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.state, appointment.cancel_reason) == ("cancelled", "Given up by the patient")
    assert not appointment.allocations.filter(live=True).exists()
    assert "You gave your place up" in words(phone.get(operation.path))


def test_giving_up_takes_an_open_wish_along(phone, operation, published):
    take(phone, operation, local(published, 1, 11))
    phone.post(f"{operation.path}/give-up", {"seen": operation.seen})
    assert TimeRequest.objects.get().state == "withdrawn"


def test_giving_up_a_place_that_is_gone_already_shows_how_it_stands(phone, operation):
    seen = operation.seen
    cancel(appointment_id=operation.appointment.pk, actor=SYSTEM, now=LATER)
    answer = phone.post(f"{operation.path}/give-up", {"seen": seen}, follow=True)
    assert "Your visit will not take place" in words(answer)


def test_who_was_wheeled_in_early_has_nothing_to_give_up_or_choose_any_more(phone, operation, clock):
    one = operation.appointment
    clock.move_to(one.arrive_at - timedelta(minutes=20))
    seen = operation.seen
    make_sure(one)
    mark(appointment=one, kind="wheels_in", at=one.arrive_at - timedelta(minutes=30), by=None, now=one.arrive_at)
    for page in ("/give-up", "/times"):
        phone.post(operation.path + page, {"seen": seen, "arrive": "any"})
    assert last_change(operation).kind == "booked"
    assert "Somebody else gets your place" not in words(phone.get(f"{operation.path}/give-up", follow=True))


@pytest.mark.parametrize("page", ["", "/times", "/give-up"])
def test_once_the_hour_has_come_nothing_can_be_answered(phone, operation, clock, page):
    seen = operation.seen
    clock.move_to(operation.appointment.arrive_at + timedelta(minutes=1))
    phone.post(operation.path + page, {"seen": seen, "answer": "come", "arrive": "any"})
    assert last_change(operation).kind == "booked"
    assert not TimeRequest.objects.exists()
