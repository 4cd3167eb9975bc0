"""A mail that left without its calendar entry waits for a person, once, until the hour was told."""

from datetime import timedelta

import pytest

from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.models import Attempt, Message, MessageState
from notifications.queries.lost_entries import lost_entries
from notifications.queries.needs_person import needs_of
from notifications.services import letters, receipts
from scheduling.services.booking import Actor
from scheduling.services.by_hand import place_by_hand, version
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, run_tick, tell_all
from tests.notifications.pages.test_overview import words_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGE, TICK = "/camps/small/needs-a-person/", "/camps/small/messages/tick/"
WORDS = "1 mail left without its calendar entry"


WRITTEN = letters.calendar_for


def broken_for_patients(message, told, facts) -> bytes:
    return WRITTEN(message, told, facts) if message.doctor_id else b"BEGIN:VCALENDAR\r\nbroken"


@pytest.fixture
def lost(made, mailbox, monkeypatch) -> Message:
    """The mail of one patient's booking, whose entry could not be written."""
    make_slots(camp=made.camp)
    add_mail(made.registrations[0], "amina@example.org")
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    with monkeypatch.context() as broken:
        broken.setattr(letters, "calendar_for", broken_for_patients)
        run_tick(NOW)
    return Message.objects.get(kind="booked", channel="mail")


def waits(made, *, now=NOW) -> list[Message]:
    found = list(lost_entries(made.camp, now=now))
    assert needs_of(made.camp, now=now).entries == found
    return found


def tick(client, lost, outcome="hour_told"):
    return words_of(client.post(TICK, {"list": "needs", "m": lost.pk, "outcome": outcome}, follow=True))


def test_it_waits_on_the_page_and_on_the_overview_with_its_next_step(made, lost, owner):
    client = owner(made)
    for address in (PAGE, "/camps/small/"):
        said = words_of(client.get(address))
        assert WORDS in said
        assert "amina@example.org" in said
        assert "Monday 1 March, 9am" in said
    page = client.get(PAGE).content.decode()
    assert f"/camps/small/messages/{lost.pk}/again/" in page
    assert "The hour was told" in page
    assert waits(made) == [lost]


def test_it_goes_when_a_person_told_the_hour_and_comes_back_when_that_is_taken_back(made, lost, owner):
    client = owner(made)
    said = tick(client, lost)
    assert WORDS not in said
    assert "Noted: the hour was told." in said
    assert waits(made) == []
    assert Attempt.objects.get(message=lost, provider="person").detail == "The hour was told, says Ada Obi."
    assert "This is settled already, or was told anew." in tick(client, lost)
    assert Attempt.objects.filter(message=lost, provider="person").count() == 1
    said = words_of(client.post(f"/camps/small/messages/untick/?m={lost.pk}&list=needs", follow=True))
    assert WORDS in said
    lost.refresh_from_db()
    assert (lost.state, waits(made)) == (MessageState.SENT, [lost])


def test_only_such_a_mail_is_ticked_off_so(made, lost, owner):
    other = Message.objects.filter(camp=made.camp).exclude(pk=lost.pk).first()
    before = other.state
    said = tick(owner(made), other)
    other.refresh_from_db()
    assert "Noted" not in said
    assert other.state == before
    assert not Attempt.objects.filter(message=other, provider="person").exists()


def test_a_viewer_has_no_button(made, lost, owner):
    client = owner(made, "viewer")
    assert "The hour was told" not in words_of(client.get(PAGE))
    assert client.post(TICK, {"m": lost.pk, "outcome": "hour_told"}).status_code == 403


def test_a_receipt_does_not_wipe_it_away(made, lost):
    sent = Attempt.objects.get(message=lost)
    Attempt.objects.filter(pk=sent.pk).update(provider_ref="ref-1")
    arrived = ReceiptIn(provider=sent.provider, event_id="1", provider_ref="ref-1", receipt=Receipt.DELIVERED)
    receipts.apply(arrived, now=NOW)
    lost.refresh_from_db()
    assert (lost.state, waits(made)) == (MessageState.DELIVERED, [lost])


def test_a_receipt_that_did_not_come_does_not_wipe_it_away(made, lost):
    Message.objects.filter(pk=lost.pk).update(receipt_due_at=NOW)
    receipts.missing(lost.pk, now=NOW)
    assert waits(made) == [lost]


def untick(client, lost):
    return words_of(client.post(f"/camps/small/messages/untick/?m={lost.pk}&list=needs", follow=True))


def bounced(lost):
    sent = Attempt.objects.get(message=lost, n=1)
    Attempt.objects.filter(pk=sent.pk).update(provider_ref="ref-1")
    failed = ReceiptIn(provider=sent.provider, event_id="2", provider_ref="ref-1", receipt=Receipt.FAILED)
    receipts.apply(failed, now=NOW)
    lost.refresh_from_db()


def test_a_bounce_after_the_tick_fails_the_mail_and_an_undo_leaves_it_failed(made, lost, owner):
    client = owner(made)
    tick(client, lost)
    bounced(lost)
    assert lost.state == MessageState.FAILED
    untick(client, lost)
    lost.refresh_from_db()
    assert lost.state == MessageState.FAILED


def test_a_bounce_after_the_tick_was_taken_back_fails_the_mail(made, lost, owner):
    client = owner(made)
    tick(client, lost)
    untick(client, lost)
    bounced(lost)
    assert lost.state == MessageState.FAILED


def test_a_later_change_whose_entry_left_settles_it_and_one_whose_entry_is_lost_too_stands_instead(
    made, lost, mailbox, monkeypatch
):
    def moved(hour: int) -> None:
        one = lost.appointment
        one.refresh_from_db()
        place_by_hand(
            registration=one.registration,
            station=one.station,
            start=local(made, 0, hour),
            seen=version(one),
            overruled=True,
            actor=Actor(),
            now=NOW,
        )
        tell_all(made)

    with monkeypatch.context() as broken:
        broken.setattr(letters, "calendar_for", broken_for_patients)
        moved(11)
        run_tick(NOW + timedelta(minutes=1))
    [newer] = waits(made)
    assert (newer.kind, newer.recipient) == ("moved", lost.recipient)
    moved(13)
    run_tick(NOW + timedelta(minutes=2))
    assert waits(made) == []


def test_it_matters_no_longer_once_the_hour_is_past(made, lost):
    assert waits(made, now=lost.not_after - timedelta(minutes=1)) == [lost]
    assert waits(made, now=lost.not_after) == []
