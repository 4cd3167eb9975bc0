"""What goes back to who just wrote: it leaves at any hour, by the way they wrote, and fails without a fuss."""

from datetime import timedelta

import pytest

from camps.models import ConsentRecord
from notifications.models import Attempt, Message, MessageState, OptOut, Preference
from notifications.queries.reach import figures_of
from notifications.services.last_look import objection
from notifications.services.looks import look_at
from notifications.services.next_steps import ask_a_person
from tests.factories.schedule import NOW
from tests.notifications.phone.conftest import LATER, booked, left, sent_back

NIGHT = NOW.replace(hour=3) + timedelta(days=1)


def held_back(message: Message, *, now) -> str:
    """Why it would not leave now; empty where it would."""
    found = objection(look_at([message.pk], now=now)[message.pk], now=now)
    return found.why if found else ""


@pytest.fixture
def back(told, phone, clock):
    """Patient 1 said 1 in the middle of the night."""
    clock.move_to(NIGHT)
    phone.says("1")
    (message,) = sent_back()
    return message


def test_it_leaves_in_the_quiet_hours_and_a_reminder_does_not(back):
    assert held_back(back, now=NIGHT) == ""
    reminder = Message.objects.get(kind="day_before", channel="sms")
    assert held_back(reminder, now=NIGHT) == "It waits for the morning."


def test_who_wants_no_reminders_is_answered_all_the_same(back):
    for category in ("reminders", "questions"):
        OptOut.objects.create(
            organisation=back.organisation, contact=back.contact, category=category, how="the visit page", at=NOW
        )
    assert held_back(back, now=NIGHT) == ""


def test_who_wants_mails_is_answered_where_he_wrote(back):
    patient = back.registration.patient
    Preference.objects.create(
        organisation=back.organisation, patient=patient, channels=["mail"], changed_at=NOW, said_by="patient"
    )
    assert held_back(back, now=NIGHT) == ""


def test_a_booking_told_again_meanwhile_does_not_swallow_it(back):
    """A reminder is dropped where the same was said since; an answer is no reminder."""
    Message.objects.filter(pk=booked(back.registration).pk).update(ended_at=NIGHT + timedelta(minutes=1))
    assert held_back(back, now=NIGHT + timedelta(minutes=2)) == ""


def test_it_is_no_use_hours_later(back):
    assert held_back(back, now=NIGHT + timedelta(hours=6)) == "It would come too late."


def test_nobody_is_asked_to_call_because_of_it(back):
    assert ask_a_person(back, "call", now=NIGHT, why="Refused: no such number") == ""
    assert not Message.objects.filter(channel__in=["call", "town"]).exists()


def test_a_person_told_by_nothing_else_is_not_told(told, phone):
    """ "Thank you" tells nobody of a place: the figures count what told it."""
    phone.says("1")
    (back,) = sent_back()
    left(back, at=LATER)
    before = figures_of(told.camp).told
    Message.objects.filter(pk=booked(told.registrations[0]).pk).update(state=MessageState.FAILED)
    assert (before, figures_of(told.camp).told) == (1, 0)


def test_a_phone_that_failed_gets_no_answer_and_the_answer_counts(told, phone):
    contact = booked(told.registrations[0]).contact
    contact.failed_at, contact.failed_why = NOW, "no such number"
    contact.save()
    phone.says("1")
    assert told.registrations[0].appointments.get().confirmed_at == LATER
    assert sent_back() == []


def test_whatsapp_is_answered_by_whatsapp(told, phone):
    message = booked(told.registrations[0])
    Message.objects.filter(pk=message.pk).update(channel="whatsapp")
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=message.registration.patient,
        purpose="whatsapp",
        given=True,
        how="asked",
        at=NOW,
    )
    phone.says("1", channel="whatsapp", replies_to=Attempt.objects.get(message=message).provider_ref)
    assert [(one.kind, one.channel) for one in sent_back()] == [("answer_coming", "whatsapp")]
    assert told.registrations[0].appointments.get().confirmed_at == LATER


def test_stop_by_whatsapp_ends_whatsapp_and_leaves_the_texts(told, phone):
    Message.objects.filter(pk=booked(told.registrations[0]).pk).update(channel="whatsapp")
    phone.says("STOP", channel="whatsapp")
    assert list(ConsentRecord.objects.values_list("purpose", "given")) == [("whatsapp", False)]
