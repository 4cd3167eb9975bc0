"""What a message costs the database: its rate is the outbox's, and a statement too many halves it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import ConsentRecord
from notifications.models import Message
from notifications.services import looks, sending
from notifications.services.adopting import adopt_new_contact
from notifications.services.links import link_for, renew
from notifications.services.sweep import sweep
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import add_mail, appointment_at, local, tell_all

pytestmark = pytest.mark.django_db(transaction=True)


def people_with_mail(made, *, numbers):
    """A visit each, with a mail address and no phone; the doctors are told nothing."""
    for doctor in made.doctors.values():
        doctor.shifts.all().delete()
    for number in numbers:
        registration = add_patient(made, number=number, procedure="LOOK")
        registration.patient.contacts.all().delete()
        add_mail(registration, f"patient{number}@example.org")
        appointment_at(made, registration, at=local(made, 0, 9) + timedelta(minutes=number))
    tell_all(made)


def statements_of_a_round(now):
    with CaptureQueriesContext(connection) as seen:
        counts = sweep(clock=lambda: now, until=now + timedelta(hours=1))
    return [query["sql"] for query in seen.captured_queries], counts["sent"]


@pytest.mark.parametrize("rung", ["", "1d"])
def test_a_mail_costs_two_statements(made, mailbox, rung):
    people_with_mail(made, numbers=range(100, 103))
    Message.objects.exclude(rung=rung).delete()
    now = local(made, -1, 12) if rung else NOW
    few, sent = statements_of_a_round(now)
    assert sent == 3
    people_with_mail(made, numbers=range(200, 207))
    Message.objects.exclude(rung=rung).delete()
    many, sent = statements_of_a_round(now)
    assert sent == 7
    assert len(many) - len(few) == 2 * (7 - 3)


def test_only_the_last_mail_of_a_batch_waits_for_the_disk_twice(made, mailbox):
    """An attempt is on the disk before its call; what follows it carries the record of the one before there, too."""
    people_with_mail(made, numbers=range(100, 103))
    statements, _ = statements_of_a_round(NOW)
    opening = [sql for sql in statements if "INSERT INTO notifications_attempt" in sql]
    records = [sql for sql in statements if "'accepted'" in sql]
    assert ["synchronous_commit" in sql for sql in opening] == [False, False, False]
    assert ["synchronous_commit" in sql for sql in records] == [True, True, False]
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


def test_what_changes_while_a_mail_is_written_is_seen_before_it_leaves(made, mailbox, monkeypatch):
    people_with_mail(made, numbers=[100])
    patient = Message.objects.get(kind="booked").registration.patient
    write = sending.letter_for

    def slowly(*what):
        ConsentRecord.objects.create(
            organisation=made.organisation, patient=patient, purpose="mail", given=False, how="said", at=NOW
        )
        return write(*what)

    monkeypatch.setattr(sending, "letter_for", slowly)
    sweep(clock=lambda: NOW, until=NOW + timedelta(minutes=1))
    assert mailbox.raw == []
    assert Message.objects.get(kind="booked", channel="mail").state == "suppressed"


def test_a_link_made_anew_while_a_mail_is_read_is_the_one_that_leaves(made, mailbox, monkeypatch):
    people_with_mail(made, numbers=[100])
    registration = Message.objects.get(kind="booked").registration
    link_for(registration, now=NOW)
    made_anew, read = [], looks.marks_of

    def meanwhile(ids):
        if not made_anew:
            made_anew.append(renew(registration, now=NOW))
        return read(ids)

    monkeypatch.setattr(looks, "marks_of", meanwhile)
    sweep(clock=lambda: NOW, until=NOW + timedelta(minutes=1))
    assert made_anew[0] in Message.objects.get(kind="booked").body


def test_a_replaced_contact_locks_in_the_order_of_the_fan_out(made, mailbox):
    people_with_mail(made, numbers=[100])
    message = Message.objects.get(kind="booked")
    message.contact.delete()
    message.refresh_from_db()
    add_mail(message.registration, "new@example.org")
    with CaptureQueriesContext(connection) as seen:
        assert adopt_new_contact(message)
    locks = [query["sql"] for query in seen.captured_queries if "UPDATE" in query["sql"]]
    assert ["notifications_message" in sql for sql in locks] == [True, False, True]


def test_a_message_that_changes_again_and_again_waits_a_minute_and_holds_nobody_up(made, mailbox, monkeypatch):
    people_with_mail(made, numbers=[100, 101])
    first, second = Message.objects.filter(kind="booked").order_by("due_at", "id")
    write = sending.letter_for

    def always(message, *what):
        if message.pk == first.pk:
            message.registration.patient.save()
        return write(message, *what)

    monkeypatch.setattr(sending, "letter_for", always)
    sweep(clock=lambda: NOW, until=NOW + timedelta(minutes=1))
    for row in (first, second):
        row.refresh_from_db()
    assert (first.state, first.due_at) == ("planned", NOW + timedelta(seconds=60))
    assert (second.state, len(mailbox.raw)) == ("sent", 1)
