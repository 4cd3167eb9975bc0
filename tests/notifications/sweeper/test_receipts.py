"""What a provider says afterwards: forward only, once, in any order; a missing word is looked after too."""

from datetime import timedelta
from itertools import permutations

import pytest
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from camps.models import Contact
from notifications.channels.errors import not_known
from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.models import Attempt, InboundEvent, Message
from notifications.services import receipts
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
LATER = NOW + 5 * MINUTE


def said(receipt, *, ref="ref-1", event="", at=None, **what):
    return ReceiptIn(
        provider="fake", event_id=event or f"{ref}:{receipt}", provider_ref=ref, receipt=Receipt(receipt), at=at, **what
    )


def booked(**where):
    return Message.objects.get(kind="booked", channel=where.pop("channel", "sms"), **where)


def event():
    """The one call that came; before its message is known it belongs to no organisation."""
    with scopes_disabled():
        return InboundEvent.objects.get()


@pytest.fixture
def sent(told, phone, channels):
    """One text was taken by a provider that gives receipts."""
    channels.of["sms"] = [phone.provider(gives_receipts=True)]
    run_tick(NOW)
    assert len(phone.sent) == 1
    return told


@pytest.mark.parametrize(
    ("receipt", "state"),
    [("accepted", "sent"), ("sent", "sent"), ("delivered", "delivered"), ("read", "delivered"), ("failed", "failed")],
)
def test_a_receipt_moves_a_sent_message_forward(sent, receipt, state):
    assert receipts.apply(said(receipt, at=LATER), now=LATER) == "done"
    assert booked().state == state
    attempt = booked().attempts.get()
    assert (attempt.receipt, attempt.receipt_at) == (receipt, LATER)


def test_a_read_receipt_notes_when_it_was_delivered_and_read(sent):
    receipts.apply(said("read", at=LATER), now=LATER)
    receipts.apply(said("delivered", at=NOW + MINUTE), now=LATER)
    row = booked()
    assert (row.delivered_at, row.read_at, row.receipt_due_at) == (NOW + MINUTE, LATER, None)


def standing(camp):
    """All that receipts may write; nothing of it hangs on when they were handled."""
    row = booked()
    contact = Contact.objects.get(pk=row.contact_id)
    return (
        row.state,
        row.delivered_at,
        row.read_at,
        row.ended_at,
        list(row.attempts.values_list("outcome", "receipt", "receipt_at")),
        contact.failed_at is None,
        Message.objects.filter(channel="call", state="planned").count(),
    )


def all_of(order, *, sent):
    Message.objects.filter(channel__in=["call", "town"]).delete()
    with scopes_disabled():
        InboundEvent.objects.all().delete()
    Contact.objects.update(failed_at=None, failed_why="")
    Message.objects.filter(kind="booked", channel="sms").update(
        state="sent", why="", ended_at=NOW, delivered_at=None, read_at=None
    )
    Attempt.objects.filter(provider="fake").update(
        outcome="accepted", receipt="", receipt_at=None, finished_at=NOW, detail=""
    )
    for number, one in enumerate(order):
        receipts.apply(one, now=LATER + number * MINUTE)
    return standing(sent)


WORDS = [
    said("accepted", at=NOW + MINUTE),
    said("sent", at=NOW + 2 * MINUTE),
    said("failed", at=NOW + 3 * MINUTE, blames_number=True, detail="unknown number"),
    said("delivered", at=NOW + 4 * MINUTE),
    said("delivered", event="again", at=NOW + 3 * MINUTE),
    said("read", at=NOW + 6 * MINUTE),
]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.sets(st.integers(0, len(WORDS) - 1), min_size=1))
@example(None, {2, 3})
@example(None, {0, 2})
def test_ten_copies_in_any_order_leave_one_final_state(sent, data, chosen):
    words = [WORDS[number] for number in sorted(chosen)]
    once = all_of(words, sent=sent)
    if data is None:
        orders = list(permutations(words * 2))[:8]
    else:
        copies = data.draw(st.lists(st.sampled_from(words), max_size=10))
        orders = [data.draw(st.permutations(words + copies))]
    for order in orders:
        assert all_of(order, sent=sent) == once


def test_a_failed_receipt_marks_the_number_and_asks_a_person(sent):
    receipts.apply(said("failed", detail="Twilio 30005: unknown", blames_number=True), now=LATER)
    row = booked()
    assert row.why == "Not delivered: Twilio 30005: unknown It is on the call list."
    assert booked(channel="call").instead_of == row
    contact = Contact.objects.get(pk=row.contact_id)
    assert (contact.failed_at, contact.failed_why) == (LATER, "Not delivered: Twilio 30005: unknown")


def test_a_failed_receipt_that_is_not_the_numbers_fault_marks_nobody(sent):
    receipts.apply(said("failed", detail="Twilio 30003: the phone is off"), now=LATER)
    assert Contact.objects.get(pk=booked().contact_id).failed_at is None


def test_who_blocked_us_is_suppressed_and_called(sent):
    receipts.apply(said("failed", opted_out=True, detail="63033 blocked"), now=LATER)
    assert booked().state == "suppressed"
    assert booked(channel="call").state == "planned"


def test_what_arrives_after_a_failure_takes_the_call_off_the_list(sent):
    receipts.apply(said("failed"), now=LATER)
    receipts.apply(said("delivered"), now=LATER + MINUTE)
    assert booked().state == "delivered"
    row = booked(channel="call")
    assert (row.state, row.why) == ("superseded", "The first one arrived after all.")


def test_a_receipt_that_comes_before_our_own_record_waits_for_it(told, phone):
    early = said("delivered")

    def meanwhile():
        phone.before = None
        assert receipts.apply(early, now=NOW) == "new"

    phone.before = meanwhile
    run_tick(NOW)
    assert booked().state == "sent"
    assert event().state == "new"
    run_tick(NOW + timedelta(seconds=30))
    assert booked().state == "delivered"
    assert event().state == "done"


def test_a_receipt_of_a_stranger_is_let_go_after_a_day_with_the_reason(told):
    receipts.apply(said("delivered", ref="nobody's"), now=NOW)
    run_tick(NOW + timedelta(hours=23))
    assert event().state == "new"
    run_tick(NOW + timedelta(hours=24))
    assert (event().state, event().reason) == ("ignored", "No message of ours has this number, a day after it came.")


def test_a_kept_call_that_is_no_receipt_is_put_aside_and_stops_nobody(told, phone):
    with scopes_disabled():
        InboundEvent.objects.create(
            provider="fake",
            event_id="odd",
            sort="receipt",
            provider_ref="ref-1",
            payload={"receipt": "eaten"},
            received_at=NOW - timedelta(days=2),
        )
    run_tick(NOW)
    assert (event().state, event().reason) == ("aside", "What was kept of it is no receipt (ValueError).")
    assert len(phone.sent) == 1


@pytest.mark.parametrize(("receipt", "state"), [("accepted", "sent"), ("delivered", "delivered"), ("failed", "failed")])
def test_a_receipt_with_our_reference_settles_what_was_not_known(told, phone, receipt, state):
    phone.faults["*"] = [not_known("read timeout")]
    run_tick(NOW)
    row = booked()
    assert row.state == "unknown"
    receipts.apply(said(receipt, ref="never-heard-of", reference=str(row.pk)), now=LATER)
    assert booked().state == state
    assert booked().attempts.get().provider_ref == "never-heard-of"
    calls = set(Message.objects.filter(channel="call").values_list("state", flat=True))
    assert calls == ({"planned"} if receipt == "failed" else {"superseded"})


def test_a_reference_settles_every_message_of_a_familys_text(made, mailbox, phone):
    for number in range(3):
        made.registrations[number].patient.contacts.update(value="+2348030001111")
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + number))
    tell_all(made)
    phone.faults["*"] = [not_known("read timeout")]
    run_tick(NOW)
    rows = Message.objects.filter(kind="booked", channel="sms")
    assert set(rows.values_list("state", flat=True)) == {"unknown"}
    first = Attempt.objects.filter(provider="fake").order_by("pk")[0].message_id
    receipts.apply(said("delivered", ref="late", reference=str(first)), now=LATER)
    assert list(rows.values_list("state", flat=True)) == ["delivered"] * 3


def test_a_missing_receipt_is_looked_after_while_there_is_time(sent):
    due = booked().receipt_due_at
    assert NOW + 10 * MINUTE <= due <= NOW + 120 * MINUTE
    run_tick(due - MINUTE)
    assert not Message.objects.filter(channel="call").exists()
    run_tick(due)
    row = booked()
    assert row.state == "sent"
    assert row.why.startswith("No receipt came by ")
    assert booked(channel="call").instead_of == row
    run_tick(due + MINUTE)
    assert Message.objects.filter(channel="call").count() == 1


def test_a_receipt_that_comes_late_takes_the_call_off_the_list(sent):
    due = booked().receipt_due_at
    run_tick(due)
    receipts.apply(said("delivered"), now=due + MINUTE)
    assert booked().state == "delivered"
    assert booked(channel="call").state == "superseded"


def test_a_provider_without_receipts_is_not_waited_for(told, phone):
    run_tick(NOW)
    assert booked().receipt_due_at is None


def test_a_missing_receipt_asks_nobody_where_the_mail_was_taken(told, phone, channels):
    add_mail(told.registrations[0], "amina@example.org")
    tell_all(told)
    channels.of["sms"] = [phone.provider(gives_receipts=True)]
    run_tick(NOW)
    run_tick(booked().receipt_due_at)
    assert booked().why.endswith("It is told at the person's other contact.")
    assert not Message.objects.filter(channel__in=["call", "town"]).exists()
