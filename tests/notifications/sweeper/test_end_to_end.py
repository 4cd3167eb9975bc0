"""From a publishing to what lands in mailboxes and phones, through real SMTP."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from notifications.channels.local import messages as texts
from notifications.models import Message
from scheduling.services.booking import Actor, cancel
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, lines, local, moved, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)


def calendar_of(mail):
    """(METHOD, UID, SEQUENCE) of the invitation in a mail."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            calendar = Calendar.from_ical(part.get_payload(decode=True))
            event = calendar.walk("VEVENT")[0]
            return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])
    return None


def test_publishing_reaches_phone_mailbox_and_doctor(made, mailbox, tmp_path):
    patient = made.registrations[0]
    add_mail(patient, "amina@example.org")
    surgeon = made.doctors["Ada Bone"]
    appointment = appointment_at(made, patient, at=local(made, 0, 9), doctors=(surgeon,))
    tell_all(made)
    run_tick(NOW)
    [mail] = mailbox.to("amina@example.org")
    assert calendar_of(mail) == ("REQUEST", appointment.uid, 0)
    [text] = texts(tmp_path / "sms")
    assert text.to == "+2348030000001"
    assert "/v/" in text.text
    assert "Monday 1 March" in text.text
    assert len(mailbox.to("ada@example.org")) == 2  # one invitation a shift
    assert not Message.objects.filter(state="planned", due_at__lte=NOW).exists()


def test_two_moves_and_a_cancellation_keep_the_uid_and_raise_sequence(made, mailbox):
    patient = made.registrations[0]
    patient.patient.contacts.all().delete()
    add_mail(patient, "amina@example.org")
    appointment = appointment_at(made, patient, at=local(made, 0, 9))
    tell_all(made)
    run_tick(NOW)
    for days_later, to in ((1, local(made, 1, 9)), (2, local(made, 0, 11))):
        later = NOW + timedelta(days=days_later)
        moved(appointment, to=to, now=later)
        tell_all(made, now=later)
        run_tick(later)
    last = NOW + timedelta(days=3)
    cancel(appointment_id=appointment.pk, actor=Actor(), now=last)
    run_tick(last)
    assert [calendar_of(mail) for mail in mailbox.to("amina@example.org")] == [
        ("REQUEST", appointment.uid, 0),
        ("REQUEST", appointment.uid, 1),
        ("REQUEST", appointment.uid, 2),
        ("CANCEL", appointment.uid, 3),
    ]
    assert not Message.objects.filter(appointment=appointment, state="planned").exists()
    assert ("cancelled", "mail") in {(kind, channel) for kind, channel, _ in lines()}
