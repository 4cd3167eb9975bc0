"""What did not get through goes another way: a second provider, the next contact or channel, in the end a person."""

from datetime import timedelta

import pytest

from camps.models import ConsentRecord, Contact, User
from notifications.channels.errors import OptedOut, not_known, refused_for_good, refused_for_now
from notifications.models import Attempt, Channel, Message, Told
from notifications.services.call_list import reached
from notifications.services.failing_over import another_way
from notifications.services.next_steps import ask_a_person
from notifications.wording import Kind
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, run_tick, tell_all
from tests.notifications.sweeper.conftest import Phone

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
NO_SUCH_NUMBER = refused_for_good("no such number", blames_number=True)
FIRST, SECOND = "+2348030000001", "+2348030007777"


def of_patient(made, **where):
    """(kind, channel, state, whose) of what patient 1 is told at once, in the order it was made."""
    rows = Message.objects.filter(registration=made.registrations[0], rung="", **where).order_by("id")
    return [(row.kind, row.channel, row.state, row.contact.value if row.contact else "") for row in rows]


@pytest.fixture
def two_providers(told, channels):
    first, second = Phone(), Phone()
    channels.of["sms"] = [first.provider("first"), second.provider("second")]
    return first, second


def add_phone(registration, number=SECOND, **fields):
    return Contact.objects.create(
        organisation_id=registration.organisation_id,
        patient_id=registration.patient_id,
        kind="phone",
        value=number,
        rank=1,
        **fields,
    )


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(refused_for_now("503"), "temporary"), (refused_for_good("country not enabled"), "permanent")],
)
def test_a_second_provider_takes_what_the_first_refused(two_providers, told, fault, outcome):
    first, second = two_providers
    first.faults["*"] = [fault]
    run_tick(NOW)
    assert (len(first.sent), len(second.sent)) == (0, 1)
    assert of_patient(told) == [("booked", "sms", "sent", FIRST)]
    tries = Attempt.objects.filter(message__channel="sms").order_by("n").values_list("n", "provider", "outcome")
    assert list(tries) == [(1, "first", outcome), (2, "second", "accepted")]


@pytest.mark.parametrize("fault", [not_known("read timeout"), OptedOut("blocked")])
def test_silence_and_a_reader_who_blocked_us_are_never_gone_around(two_providers, told, fault):
    first, second = two_providers
    first.faults["*"] = [fault]
    run_tick(NOW)
    assert second.sent == []
    assert [channel for _, channel, _, _ in of_patient(told)] == ["sms", "call"]


def test_what_one_provider_refused_for_good_is_tried_again_at_the_other_only(two_providers, told):
    first, second = two_providers
    first.faults["*"] = [refused_for_good("country not enabled")]
    second.faults["*"] = [refused_for_now("503"), refused_for_now("503")]
    run_tick(NOW)
    row = Message.objects.get(kind="booked", channel="sms")
    assert row.state == "planned"
    for _ in range(2):
        run_tick(row.due_at)
        row.refresh_from_db()
    assert row.state == "sent"
    tries = row.attempts.order_by("n").values_list("provider", flat=True)
    assert list(tries) == ["first", "second", "second", "second"]


def test_a_number_that_both_refuse_has_failed(two_providers, told):
    for phone in two_providers:
        phone.faults["*"] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    assert of_patient(told) == [("booked", "sms", "failed", FIRST), ("booked", "call", "planned", FIRST)]


def test_a_refused_number_is_told_at_the_persons_next_phone_within_two_minutes(told, phone):
    add_phone(told.registrations[0])
    phone.faults[FIRST] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    run_tick(NOW + MINUTE)
    assert [to for to, _ in phone.sent] == [SECOND]
    assert of_patient(told) == [("booked", "sms", "failed", FIRST), ("booked", "sms", "sent", SECOND)]
    first, second = Message.objects.filter(kind="booked").order_by("id")
    assert (second.instead_of, first.why) == (
        first,
        "Refused: no such number It goes by text message instead.",
    )
    assert Told.objects.filter(appointment=told.appointment, recipient=second.recipient).get().revision == 1


def test_a_person_is_asked_once_every_phone_has_failed(told, phone):
    add_phone(told.registrations[0])
    phone.faults["*"] = [NO_SUCH_NUMBER, NO_SUCH_NUMBER]
    for minutes in range(4):
        run_tick(NOW + minutes * MINUTE)
    assert [channel for _, channel, _, _ in of_patient(told)] == ["sms", "sms", "call"]
    assert phone.sent == []


def test_a_mail_that_fails_after_the_phone_did_is_no_telling(told, mailbox, phone):
    add_mail(told.registrations[0], "amina@example.org")
    tell_all(told)
    mailbox.answer = lambda to, _: "451 later" if to.startswith("amina") else "250 Kept"
    phone.faults["*"] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    text = Message.objects.get(kind="booked", channel="sms")
    assert text.why.endswith("It is told at the person's other contact.")
    mail = Message.objects.get(kind="booked", channel="mail")
    Message.objects.filter(pk=mail.pk).update(due_at=NOW + timedelta(hours=30))  # the last of its tries
    Attempt.objects.filter(message=mail).update(started_at=NOW - timedelta(hours=30))
    run_tick(NOW + timedelta(hours=30))
    assert of_patient(told)[-1][:3] == ("booked", "call", "planned")


def test_nobody_is_told_twice_by_two_of_one_telling_that_fail_at_once(told, mailbox, phone):
    add_mail(told.registrations[0], "gone@example.org")
    tell_all(told)
    mailbox.answer = lambda to, _: "550 no such user" if to.startswith("gone") else "250 Kept"
    phone.faults["*"] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    listed = Message.objects.filter(kind="booked", channel__in=["call", "town"])
    assert [row.channel for row in listed] == ["call"]


def test_who_never_heard_of_the_place_reads_where_and_when_at_the_next_phone(told, phone):
    run_tick(NOW)
    add_phone(told.registrations[0])
    moved(told.appointment, to=local(told, 1, 9), now=NOW)
    tell_all(told, now=NOW)
    phone.faults[FIRST] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    run_tick(NOW + MINUTE)
    to, text = phone.sent[-1]
    assert to == SECOND
    assert "is booked for Tuesday 2 March" in text


def test_a_reminder_goes_to_the_next_phone_too(told, phone):
    add_phone(told.registrations[0])
    phone.faults[FIRST] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    due = Message.objects.get(rung="3d", contact__value=FIRST).due_at
    run_tick(due)
    run_tick(due + MINUTE)
    assert [to for to, _ in phone.sent] == [SECOND, SECOND]
    assert not Message.objects.filter(channel="call").exists()


def test_whatsapp_is_tried_only_where_somebody_agreed(told, phone, channels):
    app = Phone()
    channels.of["whatsapp"] = [app.provider("app", Channel.WHATSAPP)]
    phone.faults["*"] = [refused_for_good("country not enabled")]
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=told.registrations[0].patient,
        purpose="whatsapp",
        given=True,
        how="said at the desk",
        at=NOW,
    )
    run_tick(NOW)
    run_tick(NOW + MINUTE)
    assert of_patient(told) == [("booked", "sms", "failed", FIRST), ("booked", "whatsapp", "sent", FIRST)]


def test_without_a_yes_to_whatsapp_a_person_calls(told, phone, channels):
    channels.of["whatsapp"] = [Phone().provider("app", Channel.WHATSAPP)]
    phone.faults["*"] = [refused_for_good("country not enabled")]
    run_tick(NOW)
    assert [channel for _, channel, _, _ in of_patient(told)] == ["sms", "call"]


def test_a_phone_without_receipt_is_not_written_to_again_on_another_channel(told, phone, channels):
    channels.of["sms"] = [phone.provider(gives_receipts=True)]
    channels.of["whatsapp"] = [Phone().provider("app", Channel.WHATSAPP)]
    other = add_phone(told.registrations[0])
    ConsentRecord.objects.create(
        organisation=told.organisation,
        patient=told.registrations[0].patient,
        purpose="whatsapp",
        given=True,
        how="said at the desk",
        at=NOW,
    )
    run_tick(NOW)
    due = Message.objects.get(kind="booked").receipt_due_at
    run_tick(due)
    run_tick(due + MINUTE)
    assert of_patient(told) == [("booked", "sms", "sent", FIRST), ("booked", "sms", "sent", other.value)]


def test_a_childs_message_goes_on_only_to_who_cares_for_it(made, mailbox, phone):
    child = made.registrations[0]
    child.patient.birth_date = NOW.date().replace(year=NOW.year - 9)
    child.patient.save()
    child.patient.contacts.update(owner="guardian")
    add_phone(child, owner="self")
    appointment_at(made, child, at=local(made, 0, 9))
    tell_all(made)
    phone.faults["*"] = [NO_SUCH_NUMBER]
    run_tick(NOW)
    run_tick(NOW + MINUTE)
    assert phone.sent == []


def test_a_doctor_whose_mail_is_refused_gets_a_text_then_a_call(made, mailbox, phone):
    ada = made.doctors["Ada Bone"]
    ada.phone = "+2348030009001"
    ada.save()
    appointment_at(made, made.registrations[0], at=local(made, 0, 9), doctors=(ada,))
    tell_all(made)
    mailbox.answer = lambda to, _: "550 no such user" if to.startswith("ada") else "250 Kept"
    run_tick(NOW)
    run_tick(NOW + MINUTE)
    of_ada = Message.objects.filter(doctor=ada, kind="shift_invitation")
    assert set(of_ada.values_list("channel", "state")) == {("mail", "failed"), ("sms", "sent")}
    assert ada.phone in [to for to, _ in phone.sent]


def test_nothing_is_planned_where_it_would_come_too_late(told, phone):
    row = Message.objects.get(kind="booked")
    assert another_way(row, now=row.not_after, why="late", step="call") == ""
    assert not Message.objects.filter(instead_of=row).exists()


def test_what_a_person_knows_to_have_arrived_leaves_nobody_on_the_call_list(told, phone):
    phone.faults["*"] = [not_known("read timeout")]
    run_tick(NOW)
    row = Message.objects.get(kind="booked", channel="sms")
    assert Message.objects.get(channel="call").state == "planned"
    user = User.objects.create_user(email="ruth@example.org", name="Ruth")
    reached(camp=told.camp, message_ids=[row.pk], by=user, now=NOW + MINUTE)
    assert Message.objects.get(channel="call").state == "superseded"


def test_an_answer_that_cannot_go_back_is_nobodys_task(told, phone):
    row = Message.objects.get(kind="booked")
    row.kind = Kind.ANSWER_HELP
    assert another_way(row, now=NOW, why="refused", step="call") == ""
    assert ask_a_person(row, "call", now=NOW, why="refused") == ""
