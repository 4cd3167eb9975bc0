"""Leases: what a dead worker held comes back, what it may have sent does not."""

from datetime import timedelta

import pytest

from notifications.models import Attempt, Message
from notifications.services.claiming import LEASE, claim, give_back, open_attempts, take_back
from notifications.services.handing_over import Outcome
from notifications.services.marks import marks_of
from notifications.services.outcomes import record_sent
from notifications.services.outgoing import Outgoing
from notifications.services.sending import send_one
from notifications.services.sweep import sweep, tick
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def message(told):
    return Message.objects.get(kind="booked")


def leased(message, owner="dead"):
    Message.objects.exclude(pk=message.pk).update(state="suppressed")
    assert claim(owner=owner, now=NOW, limit=10) == [message.pk]


def opened(message, *, owner):
    mark = marks_of([message.pk])[message.pk].text
    return open_attempts([message], marks=[mark], owner=owner, provider="fake", now=NOW)


def test_two_owners_never_claim_the_same_message(told):
    first = claim(owner="a", now=NOW, limit=5)
    second = claim(owner="b", now=NOW, limit=500)
    assert len(first) == 5
    assert not set(first) & set(second)
    assert Message.objects.filter(state="leased").count() == len(first) + len(second)


def test_the_longest_due_is_claimed_first(told):
    due = list(Message.objects.filter(pk__in=claim(owner="a", now=NOW, limit=500)).order_by("due_at").values_list("pk"))
    assert len(due) == 9


def test_a_lease_that_ran_out_before_any_call_is_planned_again(message, phone):
    leased(message)
    run_tick(NOW + timedelta(seconds=60))
    assert phone.sent == []
    run_tick(AFTER)
    assert len(phone.sent) == 1


def test_a_lease_that_ran_out_with_an_open_attempt_is_unknown_and_not_sent_again(message, phone):
    leased(message)
    opened(message, owner="dead")
    for minutes in (3, 20, 300):
        run_tick(NOW + timedelta(minutes=minutes))
    message.refresh_from_db()
    assert (message.state, phone.sent) == ("unknown", [])
    assert Attempt.objects.get(message=message).outcome == "unknown"
    assert Message.objects.get(kind="booked", channel="call").state == "planned"


def test_a_lost_lease_is_not_sent_by_its_old_owner(message, phone):
    leased(message)
    Message.objects.filter(pk=message.pk).update(lease_owner="another")
    with Outgoing() as outgoing:
        assert send_one(message.pk, owner="dead", outgoing=outgoing, clock=lambda: NOW) is Outcome.LOST
    assert phone.sent == []


def test_an_answer_that_comes_after_the_lease_is_believed_and_not_repeated(told, mailbox, phone):
    add_mail(told.registrations[0], "amina@example.org")
    tell_all(told)
    mail = Message.objects.get(kind="booked", channel="mail")
    Message.objects.exclude(pk=mail.pk).update(state="suppressed")
    claim(owner="slow", now=NOW, limit=1)
    [attempt] = opened(mail, owner="slow")
    run_tick(AFTER)
    mail.refresh_from_db()
    assert mail.state == "unknown"
    late = AFTER + timedelta(seconds=1)
    record_sent(mail, attempt, owner="slow", provider=phone.provider("smtp"), provider_ref="250 queued", now=late)
    run_tick(AFTER + timedelta(minutes=16))
    mail.refresh_from_db()
    assert (mail.state, mailbox.raw) == ("sent", [])


def test_what_is_under_way_is_never_given_back(message):
    leased(message)
    opened(message, owner="dead")
    assert give_back(owner="dead") == 0
    assert take_back(now=NOW) == []
    assert take_back(now=AFTER) == [message.pk]


def test_a_database_that_fails_after_the_call_leaves_unknown_not_a_second_text(message, phone, monkeypatch):
    from notifications.services import outcomes

    def broken(*args, **more):
        raise RuntimeError("connection lost")

    monkeypatch.setattr(outcomes, "record_sent", broken)
    run_tick(NOW)
    monkeypatch.undo()
    assert len(phone.sent) == 1
    message.refresh_from_db()
    assert message.state == "leased"
    assert outcomes  # the real one is back
    for minutes in (3, 70, 200):
        sweep(clock=lambda minutes=minutes: NOW + timedelta(minutes=minutes), until=NOW + timedelta(days=1))
    message.refresh_from_db()
    assert (message.state, len(phone.sent)) == ("unknown", 1)


def test_a_stopping_worker_finishes_the_one_at_hand_and_gives_the_rest_back(told, mailbox):
    sent = []
    mailbox.answer = lambda to, _: sent.append(to) or "250 Kept"
    tick(clock=lambda: NOW, until=NOW + timedelta(hours=1), stopping=lambda: len(sent) >= 3)
    assert len(sent) == 3
    assert not Message.objects.filter(state="leased").exists()
    assert Message.objects.filter(state="planned", due_at__lte=NOW).count() == 8 - 3


def test_a_round_begins_nothing_after_its_time(told, mailbox):
    times = iter([NOW] * 15 + [NOW + timedelta(minutes=5)] * 500)
    tick(clock=lambda: next(times), until=NOW + timedelta(seconds=70))
    assert 0 < len(mailbox.raw) < 8
    assert not Message.objects.filter(state="leased").exists()
