"""A mail that comes back marks its contact, is told in another way, and is noted once."""

import pytest

from camps.models import Contact, ContactKind
from notifications.models import Answer, Message, MessageState
from tests.factories.replies import bounce
from tests.notifications.answers.conftest import LATER, comes_in

pytestmark = pytest.mark.django_db(transaction=True)


def sent_to(mailbox, address):
    return next(raw for raw in mailbox.raw if f"To: {address}".encode() in raw)


def booked():
    return Message.objects.get(kind="booked", channel="mail", registration__isnull=False)


def lists():
    return list(Message.objects.filter(channel__in=["call", "town"]).values_list("channel", "kind", "recipient"))


@pytest.mark.parametrize("headers_only", [True, False])
def test_a_bounce_marks_the_contact_and_is_told_by_the_town(invited, to_amina, mailbox, headers_only):
    raw = bounce(sent_to(mailbox, "amina@example.org"), recipient="Amina@example.org", headers_only=headers_only)
    row = comes_in(raw, to=to_amina.organizer)
    invited.amina.refresh_from_db()
    assert (invited.amina.failed_at, invited.amina.failed_why) == (LATER, "550 5.1.1 no such mailbox here")
    message = booked()
    assert message.state == MessageState.FAILED
    assert message.why.startswith("The mail to amina@example.org could not be delivered: 550 5.1.1")
    assert lists() == [("town", "booked", f"patient:{invited.registrations[0].patient_id}")]
    answer = Answer.objects.get()
    assert (answer.meaning, answer.message, answer.needs_person) == ("bounced", message, False)
    assert (row.state, row.camp) == ("done", invited.camp)


def test_where_a_phone_is_known_the_bounce_leads_to_the_call_list(invited, to_amina, mailbox):
    phone = Contact.objects.create(
        organisation=invited.organisation,
        patient=invited.registrations[0].patient,
        kind=ContactKind.PHONE,
        value="+2348030000777",
    )
    comes_in(bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org"), to=to_amina.organizer)
    assert lists() == [("call", "booked", f"contact:{phone.pk}")]


def test_a_delay_is_noted_and_nothing_else(invited, to_amina, mailbox):
    raw = bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org", action="delayed", status="4.4.1")
    row = comes_in(raw, to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "Not delivered yet: the other server goes on trying.")
    assert (booked().state, Answer.objects.count()) == (MessageState.SENT, 0)
    assert Contact.objects.get(pk=invited.amina.pk).failed_at is None


def test_a_server_that_gave_up_does_not_blame_the_address(invited, to_amina, mailbox):
    raw = bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org", status="4.4.7")
    comes_in(raw, to=to_amina.organizer)
    assert Contact.objects.get(pk=invited.amina.pk).failed_at is None
    assert booked().state == MessageState.FAILED


def test_an_address_mended_meanwhile_is_not_blamed(invited, to_amina, mailbox):
    Contact.objects.filter(pk=invited.amina.pk).update(value="amina.bello@example.org")
    comes_in(bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org"), to=to_amina.organizer)
    assert Contact.objects.get(pk=invited.amina.pk).failed_at is None


def test_a_mail_that_was_passed_on_and_came_back_blames_the_address_we_wrote_to(invited, to_amina, mailbox):
    raw = bounce(sent_to(mailbox, "amina@example.org"), recipient="a@elsewhere.example", meant="amina@example.org")
    comes_in(raw, to=to_amina.organizer)
    assert Contact.objects.get(pk=invited.amina.pk).failed_at == LATER


def test_a_bounce_that_comes_twice_has_one_effect(invited, to_amina, mailbox):
    raw = bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org")
    comes_in(raw, to=to_amina.organizer)
    row = comes_in(b"Received: again\r\n" + raw, to=to_amina.organizer)
    assert (row.state, row.reason) == ("ignored", "It was known that this mail did not arrive.")
    assert (Answer.objects.count(), len(lists())) == (1, 1)


def test_a_bounce_at_a_foreign_address_proves_nothing(invited, to_ada, mailbox):
    row = comes_in(bounce(sent_to(mailbox, "amina@example.org"), recipient="amina@example.org"), to=to_ada.organizer)
    assert (row.state, row.reason) == ("aside", "It fits no invitation of ours.")
    assert booked().state == MessageState.SENT


def test_a_doctors_address_that_bounces_needs_a_person(invited, to_ada, mailbox):
    raw = bounce(sent_to(mailbox, "ada@example.org"), recipient="ada@example.org")
    comes_in(raw, to=to_ada.organizer)
    answer = Answer.objects.get()
    assert (answer.doctor, answer.needs_person, answer.meaning) == (invited.ada, True, "bounced")
    assert ("call", "shift_invitation", f"doctor:{invited.ada.pk}") in lists()
