"""What leaves, what does not, and why: each row ends with a state and a reason."""

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from camps.models import ConsentRecord, Contact
from notifications.channels.errors import OptedOut, not_known, refused_for_good, refused_for_now
from notifications.channels.providers import Offer
from notifications.models import Attempt, Channel, Message, Told
from notifications.services import repeating
from notifications.services.outgoing import Outgoing
from notifications.services.sweep import sweep
from scheduling.services.booking import Actor, cancel, confirm
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)


def booked(**where):
    return Message.objects.get(kind="booked", channel=where.pop("channel", "sms"), **where)


def rung(name):
    return Message.objects.get(rung=name, channel="sms")


def test_five_rounds_send_one_text(told, phone):
    for _ in range(5):
        run_tick(NOW)
    assert len(phone.sent) == 1
    assert booked().state == "sent"
    attempt = Attempt.objects.get(message=booked())
    assert (attempt.n, attempt.provider, attempt.provider_ref, attempt.outcome) == (1, "fake", "ref-1", "accepted")


def test_the_text_is_kept_as_it_was_sent_with_the_version_of_its_wording(told, phone):
    run_tick(NOW)
    row = booked()
    assert row.body == phone.sent[0][1]
    assert row.template_version.startswith("en-")


def test_no_rounds_for_two_days_lose_nothing_that_is_still_useful(told, phone):
    run_tick(NOW + timedelta(days=2))
    assert len(phone.sent) == 1


def test_after_an_outage_only_the_newest_due_rung_goes_out(told, phone):
    run_tick(NOW)
    run_tick(rung("3d").due_at + timedelta(hours=3))
    assert [rung(name).state for name in ("7d", "3d", "1d")] == ["expired", "sent", "planned"]
    assert len(phone.sent) == 2


def test_a_booking_and_a_rung_that_come_due_together_are_said_once(told, phone):
    run_tick(rung("3d").due_at + timedelta(hours=1))
    assert len(phone.sent) == 1
    assert booked().state == "sent"
    assert (rung("3d").state, rung("3d").why) == ("suppressed", "The same was said after this reminder was due.")


def test_nothing_is_sent_after_the_visit_has_begun(told, phone):
    run_tick(local(told, 0, 9))
    assert phone.sent == []
    assert set(Message.objects.filter(registration=told.registrations[0]).values_list("state", flat=True)) == {
        "expired"
    }


def test_a_cancellation_before_the_lease_lets_no_reminder_leave(told, phone):
    run_tick(NOW)
    at = rung("1d").due_at
    cancel(appointment_id=told.appointment.pk, actor=Actor(), now=at)
    sweep(clock=lambda: at, until=at + MINUTE)  # a round that has not fanned out yet
    assert (rung("1d").state, len(phone.sent)) == ("suppressed", 1)
    run_tick(at + MINUTE)
    assert "will not take place" in phone.sent[-1][1]
    assert rung("1d").state == "suppressed"


def test_a_visit_that_has_taken_place_is_not_reminded_of(told, phone):
    told.appointment.state = "done"
    told.appointment.save()
    run_tick(rung("1d").due_at)
    assert rung("1d").why == "The visit has taken place."


def test_who_has_confirmed_is_not_asked_again_but_reminded(told, phone):
    confirm(appointment_id=told.appointment.pk, actor=Actor(said_by="patient"), now=NOW)
    run_tick(NOW)
    run_tick(rung("7d").due_at)
    run_tick(rung("3d").due_at)
    assert (rung("7d").state, rung("3d").state) == ("suppressed", "sent")


def test_a_move_that_is_about_to_be_told_holds_the_old_reminder_back(told, phone):
    at = rung("1d").due_at
    run_tick(NOW)
    moved(told.appointment, to=local(told, 1, 9), now=at, tell="at_once")
    sweep(clock=lambda: at, until=at + MINUTE)
    assert (rung("1d").state, len(phone.sent)) == ("planned", 1)
    run_tick(at)
    assert "new time: Tuesday 2 March" in phone.sent[-1][1]
    assert Message.objects.get(rung="1d", revision=1).state == "superseded"


def test_a_draft_does_not_leak_into_a_reminder(told, phone):
    run_tick(NOW)
    moved(told.appointment, to=local(told, 1, 15), now=NOW)
    run_tick(rung("3d").due_at)
    assert "Monday 1 March, 9am" in phone.sent[-1][1]


def test_a_phone_changed_after_planning_is_the_one_that_is_used(told, phone):
    contact = told.registrations[0].patient.contacts.get()
    contact.value = "+2348030009999"
    contact.save()
    run_tick(NOW)
    assert [to for to, _ in phone.sent] == ["+2348030009999"]


def test_a_batch_that_was_read_ahead_sees_what_changes_while_it_is_sent(told, phone):
    for number in (1, 2, 3):
        appointment_at(told, told.registrations[number], at=local(told, 0, 9 + 2 * number))
    tell_all(told)
    waiting = Message.objects.filter(kind="booked").order_by("due_at", "id")
    first, second, third, fourth = (row.registration for row in waiting.select_related("registration__patient"))

    def meanwhile():
        phone.before = None
        second.patient.contacts.update(value="+2348030009999")
        cancel(appointment_id=third.appointments.get().pk, actor=Actor(), now=NOW)
        ConsentRecord.objects.create(
            organisation=told.organisation, patient=fourth.patient, purpose="texts", given=False, how="said", at=NOW
        )

    phone.before = meanwhile
    sweep(clock=lambda: NOW, until=NOW + MINUTE)
    assert [to for to, _ in phone.sent] == [first.patient.contacts.get().value, "+2348030009999"]
    assert [row.state for row in waiting.exclude(channel="town")] == ["sent", "sent", "suppressed", "suppressed"]


def test_a_phone_replaced_after_planning_takes_over_the_whole_ladder(told, phone):
    patient = told.registrations[0].patient
    patient.contacts.all().delete()
    new = Contact.objects.create(organisation=told.organisation, patient=patient, kind="phone", value="+2348030009999")
    run_tick(NOW)
    run_tick(rung("3d").due_at)
    assert [to for to, _ in phone.sent] == ["+2348030009999"] * 2
    row = Told.objects.get(appointment=told.appointment, recipient__startswith="contact")
    assert row.recipient == f"contact:{new.pk}"
    moved(told.appointment, to=local(told, 1, 9), now=rung("3d").due_at)
    assert not Message.objects.filter(kind="booked").exclude(state="sent").exists()


def test_a_consent_withdrawn_after_planning_stops_the_texts_and_asks_for_another_way(told, phone):
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=told.registrations[0].patient,
        purpose="texts",
        given=False,
        how="said at the desk",
        at=NOW,
    )
    run_tick(NOW)
    assert phone.sent == []
    row = booked()
    assert row.state == "suppressed"
    assert row.why == "The patient does not want messages here. It is on the list of the town."
    assert booked(channel="town").state == "planned"


def test_a_refused_number_ends_on_the_call_list_and_the_others_go(told, phone):
    appointment_at(told, told.registrations[1], at=local(told, 0, 11))
    tell_all(told)
    phone.faults["+2348030000001"] = [refused_for_good("no such number", blames_number=True)]
    run_tick(NOW)
    assert [to for to, _ in phone.sent] == ["+2348030000002"]
    row = booked(registration=told.registrations[0])
    assert (row.state, row.why) == ("failed", "Refused: no such number It is on the call list.")
    assert booked(channel="call").recipient == row.recipient
    contact = told.registrations[0].patient.contacts.get()
    assert (contact.failed_at, contact.failed_why) == (NOW, "no such number")


def test_the_rungs_of_a_failed_phone_become_calls(told, phone):
    phone.faults["*"] = [refused_for_good("no such number", blames_number=True)]
    run_tick(NOW)
    run_tick(rung("7d").due_at)
    assert rung("7d").state == "suppressed"
    assert Message.objects.get(rung="7d", channel="call").state == "planned"
    assert phone.sent == []


def test_a_blocked_sender_is_suppressed_and_shown(told, phone):
    phone.faults["*"] = [OptedOut("21610 unsubscribed")]
    run_tick(NOW)
    assert booked().state == "suppressed"
    assert booked(channel="call").state == "planned"
    refusal = ConsentRecord.objects.get(patient=told.registrations[0].patient)
    assert (refusal.purpose, refusal.given, refusal.how) == ("texts", False, "STOP at the provider")
    assert Contact.objects.get(pk=booked().contact_id).failed_at is None  # the number works; its owner said no


def test_a_failing_number_is_tried_again_later_while_the_others_go(told, phone):
    appointment_at(told, told.registrations[1], at=local(told, 0, 11))
    tell_all(told)
    phone.faults["+2348030000001"] = [refused_for_now("503 try later"), refused_for_now("503 try later")]
    run_tick(NOW)
    assert [to for to, _ in phone.sent] == ["+2348030000002"]
    waits = []
    for _ in range(2):
        row = booked(registration=told.registrations[0])
        assert row.state == "planned"
        waits.append(row.due_at)
        run_tick(row.due_at)
    assert 8 <= (waits[0] - NOW).total_seconds() <= 12
    assert 24 <= (waits[1] - waits[0]).total_seconds() <= 36
    assert booked(registration=told.registrations[0]).state == "sent"
    assert [(one.n, one.outcome) for one in row.attempts.order_by("n")] == [
        (1, "temporary"),
        (2, "temporary"),
        (3, "accepted"),
    ]


def test_the_providers_own_wish_to_wait_is_honoured(told, phone):
    phone.faults["*"] = [refused_for_now("429 slow down", retry_after=1234)]
    run_tick(NOW)
    assert booked().due_at >= NOW + timedelta(seconds=1234)


def test_trying_ends_and_a_person_takes_over_while_there_is_time(told, phone):
    phone.faults["*"] = [refused_for_now("503 down") for _ in range(500)]
    row = booked()
    for _ in range(200):
        if row.state != "planned":
            break
        run_tick(row.due_at)
        row = booked()
    assert row.state == "failed"
    assert row.ended_at < NOW + timedelta(hours=25)
    assert row.why == f"Given up after {row.attempts.count()} tries: 503 down It is on the call list."
    assert booked(channel="call").not_after == local(told, 0, 9)


def test_a_service_that_is_down_rests_after_five_failures(made, mailbox, phone):
    for number in range(4):
        add = made.registrations[number].patient
        Contact.objects.create(organisation=made.organisation, patient=add, kind="mail", value=f"p{number}@example.org")
        appointment_at(made, made.registrations[number], at=local(made, 0, 8 + number))
    tell_all(made)
    mailbox.answer = lambda *_: "451 later"
    run_tick(NOW)
    assert Attempt.objects.filter(provider="smtp").count() == 5
    resting = Message.objects.filter(channel="mail", why__contains="does not answer")
    assert resting.count() == 4 + 8 - 5
    assert set(resting.values_list("due_at", flat=True)) == {NOW + MINUTE}
    assert len(phone.sent) == 4


def test_a_mail_the_server_refuses_marks_the_address_and_leaves_the_text(told, mailbox, phone):
    contact = add_mail(told.registrations[0], "gone@example.org")
    tell_all(told)
    mailbox.answer = lambda to, _: "550 5.1.1 no such user" if to.startswith("gone") else "250 Kept"
    run_tick(NOW)
    row = booked(channel="mail")
    assert row.state == "failed"
    assert row.why.endswith("It is told at the person's other contact.")
    contact.refresh_from_db()
    assert contact.failed_at == NOW
    assert len(phone.sent) == 1
    assert not Message.objects.filter(channel__in=["call", "town"]).exists()


def test_a_mail_only_patient_whose_address_fails_stands_on_the_town_list(made, mailbox, phone):
    made.registrations[0].patient.contacts.all().delete()
    add_mail(made.registrations[0], "gone@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    mailbox.answer = lambda to, _: "550 5.1.1 no such user" if to.startswith("gone") else "250 Kept"
    run_tick(NOW)
    assert booked(channel="town").recipient == f"patient:{made.registrations[0].patient_id}"


def test_a_move_after_the_town_list_was_ticked_off_is_listed_again(made, mailbox, phone):
    made.registrations[0].patient.contacts.all().delete()
    add_mail(made.registrations[0], "gone@example.org")
    appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    mailbox.answer = lambda to, _: "550 5.1.1 no such user" if to.startswith("gone") else "250 Kept"
    run_tick(NOW)
    Message.objects.filter(channel="town").update(state="sent")
    later = NOW + timedelta(days=1)
    moved(appointment, to=local(made, 1, 9), now=later)
    tell_all(made, now=later)
    [row] = Message.objects.filter(channel="town", state="planned")
    assert (row.revision, row.recipient) == (2, f"patient:{made.registrations[0].patient_id}")


def test_an_address_that_is_none_fails_by_itself(made, mailbox, phone):
    made.registrations[0].patient.contacts.all().delete()
    add_mail(made.registrations[0], "not an address")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    run_tick(NOW)
    assert booked(channel="mail").state == "failed"
    assert made.registrations[0].patient.contacts.get().failed_why == "This is no mail address."
    assert booked(channel="town").state == "planned"
    assert len(mailbox.raw) == 8  # the doctors' shifts


def test_all_mails_of_a_round_share_one_connection(told, mailbox):
    before = mailbox.connections
    run_tick(NOW)
    assert (len(mailbox.raw), mailbox.connections - before) == (8, 1)


def test_a_row_that_cannot_be_read_comes_back_in_an_hour_and_stops_nobody(told, phone, monkeypatch, caplog):
    from notifications.services import sending

    appointment_at(told, told.registrations[1], at=local(told, 0, 11))
    tell_all(told)
    real, poison = sending.letter_for, booked(registration=told.registrations[0]).pk

    def failing(message, told, facts):
        if message.pk == poison:
            raise ZeroDivisionError
        return real(message, told, facts)

    monkeypatch.setattr(sending, "letter_for", failing)
    run_tick(NOW)
    row = Message.objects.get(pk=poison)
    assert (row.state, row.due_at) == ("planned", NOW + timedelta(hours=1))
    assert "ZeroDivisionError" in row.why
    assert [to for to, _ in phone.sent] == ["+2348030000002"]
    assert "Patient" not in caplog.text


def test_a_channel_called_inside_a_transaction_fails(told):
    with Outgoing() as outgoing, transaction.atomic(), pytest.raises(AssertionError, match="transaction is open"):
        outgoing.send(None, booked(), None, first_try=NOW, now=NOW)


def test_a_channel_that_breaks_in_an_unknown_way_leaves_unknown(told, phone):
    phone.faults["*"] = [smtplib.SMTPException("what is this")]
    run_tick(NOW)
    assert booked().state == "unknown"


def test_unknown_texts_of_a_booking_are_not_repeated_but_called(told, phone):
    phone.faults["*"] = [not_known("read timeout")]
    run_tick(NOW)
    for minutes in (1, 14, 16, 60, 600):
        run_tick(NOW + minutes * MINUTE)
    row = booked()
    assert (row.state, row.ended_at, phone.sent) == ("unknown", NOW, [])
    assert row.why == "It may or may not have arrived: please ask. It is on the call list."
    assert booked(channel="call").state == "planned"


def test_an_unknown_text_of_a_move_is_repeated_once_after_fifteen_minutes(told, phone):
    run_tick(NOW)
    moved(told.appointment, to=local(told, 1, 9), now=NOW)
    tell_all(told, now=NOW)
    phone.faults["*"] = [not_known("read timeout"), not_known("read timeout")]
    run_tick(NOW)
    run_tick(NOW + 14 * MINUTE)
    assert Attempt.objects.filter(message__kind="moved").count() == 1
    run_tick(NOW + 15 * MINUTE)
    assert Attempt.objects.filter(message__kind="moved").count() == 2
    row = Message.objects.get(kind="moved", channel="sms")
    assert (row.state, row.ended_at) == ("unknown", NOW + 15 * MINUTE)
    run_tick(NOW + 60 * MINUTE)
    assert Attempt.objects.filter(message__kind="moved").count() == 2
    assert Message.objects.get(kind="moved", channel="call").state == "planned"


def test_a_provider_with_an_idempotency_key_is_asked_again_soon_and_no_other(told, phone, channels, monkeypatch):
    keyed = replace(phone.provider("keyed"), offer=Offer(provider="keyed", channel=Channel.SMS, repeatable=True))
    channels.of["sms"] = [phone.provider("first"), keyed]
    monkeypatch.setattr(repeating, "OFFERS", [keyed.offer])
    phone.faults["*"] = [refused_for_now("503"), not_known("read timeout"), not_known("read timeout")]
    run_tick(NOW)
    for minutes in (1, 2, 3):
        run_tick(NOW + minutes * MINUTE)
        run_tick(NOW + minutes * MINUTE)  # planned again, then sent
    assert (booked().state, len(phone.sent)) == ("sent", 1)
    tries = booked().attempts.order_by("n").values_list("provider", "outcome")
    assert list(tries) == [
        ("first", "temporary"),
        ("keyed", "unknown"),
        ("keyed", "unknown"),
        ("keyed", "accepted"),
    ]
    assert not Message.objects.filter(channel="call").exists()


def test_an_unknown_mail_is_repeated_as_the_same_mail(made, mailbox, phone, monkeypatch):
    from notifications.channels import smtp

    made.registrations[0].patient.contacts.all().delete()
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    real = smtp.send_mail

    def silent(mail, connection):
        real(mail, connection)
        raise not_known("silence after the last octet")

    monkeypatch.setattr(smtp, "send_mail", silent)
    run_tick(NOW)
    assert booked(channel="mail").state == "unknown"
    assert "goes once more at" in booked(channel="mail").why
    monkeypatch.setattr(smtp, "send_mail", real)
    run_tick(NOW + 15 * MINUTE)
    assert booked(channel="mail").state == "sent"
    first, second = (raw for raw in mailbox.raw if b"To: amina@example.org" in raw)
    assert first == second


def test_people_on_one_phone_on_one_day_get_one_text_with_each_hour(made, mailbox, phone):
    for number, hour in ((0, 9), (1, 11), (2, 14)):
        made.registrations[number].patient.contacts.update(value="+2348030001111")
        appointment_at(made, made.registrations[number], at=local(made, 0, hour))
    made.registrations[3].patient.contacts.update(value="+2348030001111")
    appointment_at(made, made.registrations[3], at=local(made, 1, 9))
    tell_all(made)
    run_tick(NOW)
    assert sorted(to for to, _ in phone.sent) == ["+2348030001111"] * 2
    together = next(text for _, text in phone.sent if "3 visits" in text)
    assert "3 visits are booked for Monday 1 March: 9am, 11am, 2pm" in together
    assert set(Message.objects.filter(kind="booked").values_list("state", flat=True)) == {"sent"}
    assert Attempt.objects.filter(provider="fake").count() == 4
    run_tick(Message.objects.filter(rung="3d").latest("due_at").due_at)
    assert len(phone.sent) == 4


def test_a_family_text_that_fails_fails_for_each_of_them(made, mailbox, phone):
    for number in range(3):
        made.registrations[number].patient.contacts.update(value="+2348030001111")
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + number))
    tell_all(made)
    phone.faults["*"] = [not_known("read timeout")]
    run_tick(NOW)
    assert phone.sent == []
    assert list(Message.objects.filter(kind="booked", channel="sms").values_list("state", flat=True)) == ["unknown"] * 3
    assert Message.objects.filter(kind="booked", channel="call").count() == 3


def test_a_mail_that_left_without_its_calendar_entry_says_so_beside_it(made, mailbox, monkeypatch):
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    monkeypatch.setattr("notifications.services.letters.calendar_for", lambda *_: b"BEGIN:VCALENDAR\r\nbroken")
    run_tick(NOW)
    row = booked(channel="mail")
    assert row.state == "sent"
    assert row.why.startswith("It left without its entry for the calendar")
    assert b"text/calendar" not in mailbox.raw[0]
