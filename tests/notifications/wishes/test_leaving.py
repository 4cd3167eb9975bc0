"""What nobody wants does not leave, and a wish made while a message is written is seen before it leaves."""

from datetime import time, timedelta

import pytest

from camps.services.patients import record_consent
from notifications.models import Channel, Message, MessageState, OptOut
from notifications.services.preferences import opt_in, opt_out
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)


def state_of(kind, channel):
    row = Message.objects.get(kind=kind, channel=channel, state__in=["sent", "planned", "suppressed"])
    return row.state, row.why


def due(visit, kind):
    """Until its own hour: everything before it has left."""
    run_tick(NOW)
    at = Message.objects.filter(registration=visit, kind=kind).latest("due_at").due_at
    run_tick(at)
    return at


def test_a_reminder_that_nobody_wants_does_not_leave(visit, mailbox, phone):
    opt_out(contact=visit.mail, category="reminders", how="one-click in a mail", now=NOW)
    due(visit, "three_days")
    assert state_of("three_days", "mail") == (MessageState.SUPPRESSED, "The reader wants no more of these: reminders.")
    assert state_of("three_days", "sms")[0] == MessageState.SENT


def test_without_questions_the_reminders_still_come(visit, mailbox, phone):
    opt_out(contact=visit.mail, category="questions", how="the visit page", now=NOW)
    due(visit, "confirm")
    due(visit, "three_days")
    assert state_of("confirm", "mail")[0] == MessageState.SUPPRESSED
    assert state_of("three_days", "mail")[0] == MessageState.SENT


def test_a_move_reaches_who_wants_none_of_the_categories(made, visit, mailbox, phone):
    for category in ("reminders", "questions", "aftercare"):
        opt_out(contact=visit.mail, category=category, how="the visit page", now=NOW)
    run_tick(NOW)
    moved(visit.appointments.get(), to=local(made, 1, 11), now=LATER, tell="at_once")
    run_tick(LATER)
    assert state_of("moved", "mail")[0] == MessageState.SENT


def test_what_is_wanted_again_leaves_again(visit, mailbox, phone):
    opt_out(contact=visit.mail, category="reminders", how="one-click in a mail", now=NOW)
    opt_in(contact=visit.mail, category="reminders", now=LATER)
    due(visit, "three_days")
    assert state_of("three_days", "mail")[0] == MessageState.SENT
    assert OptOut.objects.get().ended_at == LATER


def test_an_opt_out_said_twice_is_one(visit):
    for _ in range(2):
        opt_out(contact=visit.mail, category="reminders", how="one-click in a mail", now=NOW)
    assert OptOut.objects.count() == 1


def test_a_wish_made_while_the_message_is_written_is_seen(made, mailbox, phone, monkeypatch):
    """The opt-out is committed between the reading and the opening of the attempt."""
    from notifications.services import sending

    visit = made.registrations[0]
    contact = visit.patient.contacts.get(kind="phone")
    appointment_at(made, visit, at=local(made, 0, 9))
    tell_all(made)
    run_tick(NOW)
    at = Message.objects.get(registration=visit, kind="confirm").due_at
    write = sending.letter_for

    def while_it_is_written(message, *rest):
        letter = write(message, *rest)
        opt_out(contact=contact, category="questions", how="the visit page", now=at)
        return letter

    monkeypatch.setattr(sending, "letter_for", while_it_is_written)
    run_tick(at)
    assert state_of("confirm", "sms")[0] == MessageState.SUPPRESSED
    assert len(phone.sent) == 1


def test_a_phone_that_said_stop_gets_no_reminder_and_nobody_is_asked_to_call_for_one(visit, mailbox, phone):
    visit.mail.delete()
    run_tick(NOW)
    record_consent(patient=visit.patient, purpose="texts", given=False, how="STOP by text", now=LATER, by=None)
    due(visit, "confirm")
    assert state_of("confirm", "sms") == (MessageState.SUPPRESSED, "The phone said STOP to texts.")
    assert not Message.objects.filter(channel=Channel.CALL).exists()


def test_a_place_told_to_a_phone_that_said_stop_is_told_by_a_person(made, mailbox, phone):
    visit = made.registrations[0]
    appointment_at(made, visit, at=local(made, 0, 9))
    tell_all(made)
    record_consent(patient=visit.patient, purpose="texts", given=False, how="STOP by text", now=NOW, by=None)
    run_tick(NOW)
    assert Message.objects.get(channel=Channel.CALL).kind == "booked"
    assert phone.sent == []


def test_quiet_hours_of_a_person_hold_a_text(visit, wish, mailbox, phone):
    """It is ten in Lagos; the reader sleeps until eleven."""
    wish(quiet_from=time(20), quiet_until=time(11))
    run_tick(NOW)
    row = Message.objects.get(kind="booked", channel="sms")
    assert (row.state, row.due_at) == (MessageState.PLANNED, NOW.replace(hour=10))
    assert Message.objects.get(kind="booked", channel="mail").state == MessageState.SENT


def test_the_mail_of_somebody_else_is_no_mail_of_the_patient(made, visit, mailbox, phone):
    """An opt-out ends the category at its own contact."""
    other = made.registrations[1]
    add_mail(other, "two@example.org")
    appointment_at(made, other, at=local(made, 0, 10))
    tell_all(made)
    opt_out(contact=visit.mail, category="reminders", how="one-click in a mail", now=NOW)
    due(other, "three_days")
    assert Message.objects.get(registration=other, kind="three_days", channel="mail").state == MessageState.SENT
