"""Those who are asked to let somebody go first get one text each, while the answer is waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from camps.models import Camp
from notifications.models import Message
from notifications.services import last_look
from notifications.services.give_way import ask_in_queues
from notifications.services.letters import facts_for, letter_for
from notifications.services.looks import look_at
from scheduling.models import GoFirst
from scheduling.services import calling
from tests.factories.go_first import asked, says
from tests.factories.queue import doing
from tests.notifications.engine.test_queue_telling import begin_waiting, waiting  # noqa: F401  fixtures


@pytest.fixture
def question(waiting):  # noqa: F811  the fixture
    return asked(waiting.tickets[3], now=waiting.now)


def texts():
    return Message.objects.filter(kind="give_way").order_by("pk")


def objection(message, now):
    look = look_at([message.pk], now=now)[message.pk]
    return last_look.objection(look, now=now)


def test_each_is_asked_once_whoever_looks_and_the_text_leads_to_the_page(waiting, question):  # noqa: F811
    assert ask_in_queues(now=waiting.now) == 3
    assert ask_in_queues(now=waiting.now) == 0
    assert [one.registration for one in texts()] == waiting.registrations[:3]
    one = texts()[0]
    assert one.not_after == question.until
    look = look_at([one.pk], now=waiting.now)[one.pk]
    text = letter_for(look.message, None, facts_for(look.message, None, now=waiting.now, link=look.link)).text
    assert "token A-001: may somebody" in text
    assert "answer by 7:25am: http" in text
    assert text.endswith("/queue")
    assert "child" not in text


def test_no_text_leaves_once_it_is_answered_called_or_decided(waiting, question):  # noqa: F811
    ask_in_queues(now=waiting.now)
    first, second, third = texts()
    assert [objection(one, waiting.now) for one in (first, second, third)] == [None] * 3
    says(question, waiting.tickets[1], False, now=waiting.now)
    calling.call_next(station=waiting.stations["Vitals 1"], doing=doing(waiting.now))
    assert [getattr(objection(one, waiting.now), "why", None) for one in (first, second, third)] == [
        "They wait there no more.",
        "It is answered or decided.",
        None,
    ]
    GoFirst.objects.update(verdict="withdrawn")
    assert objection(third, waiting.now).why == "It is answered or decided."


def test_a_draft_camp_tells_nobody_and_a_round_decides_what_is_over(waiting, question):  # noqa: F811
    Camp.objects.update(state="draft")
    assert ask_in_queues(now=waiting.now) == 0
    assert ask_in_queues(now=waiting.now + timedelta(minutes=10)) == 0
    question.refresh_from_db()
    assert question.verdict == "not_agreed"


def test_a_question_that_can_not_be_decided_keeps_nobody_else_waiting(waiting, question, monkeypatch):  # noqa: F811
    def fails(*_, **__):
        raise ValueError("a fault")

    monkeypatch.setattr("scheduling.services.go_first.bring_forward", fails)
    assert ask_in_queues(now=waiting.now) == 3
