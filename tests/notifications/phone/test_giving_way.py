"""Yes and no by text to "may somebody go before you?": they answer that, and never the visit."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from notifications.models import Answer, InboundEvent, Message
from notifications.services.give_way import ask_in_queue
from scheduling.models import GoFirst, GoFirstAnswer
from tests.factories.go_first import asked
from tests.factories.queue import arrive, open_hall, seven, ticket_of
from tests.notifications.phone.conftest import left, sent_back


@pytest.fixture
def queue(told, clock):
    """Three wait at a quarter past nine on the first day; the third asks, and the texts have left."""
    with scopes_disabled(), scope(organisation=told.organisation):
        told.camp.refresh_from_db()
        open_hall(told)
        told.tickets = [ticket_of(arrive(told, one, minutes=118 + n)) for n, one in enumerate(told.registrations[:3])]
        told.now = seven(told) + timedelta(minutes=135)
        clock.move_to(told.now)
        told.question = asked(told.tickets[2], now=told.now)
        ask_in_queue(told.camp, now=told.now)
        for message in Message.objects.filter(kind="give_way").order_by("pk"):
            left(message, at=told.now)
    return told


def answers():
    with scopes_disabled():
        rows = GoFirstAnswer.objects.order_by("pk").values_list("answer", "through")
        return [(answer, through) for answer, through in rows]


def outcome():
    with scopes_disabled():
        return InboundEvent.objects.latest("pk").reason


@pytest.mark.parametrize(("text", "yes"), [("Yes please", True), ("no", False), ("2", False), ("Non", False)])
def test_a_yes_or_no_answers_the_question_and_not_the_visit(queue, phone, text, yes):
    phone.says(text)
    assert answers() == [(yes, "text"), (None, "")]
    assert outcome() == "It answers a question in the queue."
    with scopes_disabled():
        assert not Answer.objects.exists()
        assert not sent_back()


def test_with_the_digits_of_a_visit_or_after_a_text_about_one_it_is_about_the_visit(queue, phone):
    with scopes_disabled():
        told = Message.objects.get(registration=queue.registrations[0], kind="booked", channel="sms")
        left_again = Message.objects.get(pk=told.pk)
        left_again.attempts.update(started_at=queue.now + timedelta(minutes=1))
    phone.says("2")
    assert answers() == [(None, ""), (None, "")]
    with scopes_disabled():
        assert Answer.objects.get().meaning == "cannot"


def test_after_the_time_it_has_no_effect_and_still_means_no_visit(queue, phone, clock):
    clock.move_to(queue.now + timedelta(minutes=11))
    phone.says("no")
    assert answers() == [(None, ""), (None, "")]
    assert outcome() == "It answers a question in the queue that was over."
    with scopes_disabled():
        assert not Answer.objects.exists()
        assert GoFirst.objects.get().verdict == "asking"
