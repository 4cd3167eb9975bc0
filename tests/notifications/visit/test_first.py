"""Going first on phones: asked and answered there, thanked there; a no is on nobody's page but of who gave it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import Camp
from scheduling.models import GoFirst, GoFirstAnswer, TicketEvent
from scheduling.services.go_first import go_on
from scheduling.services.reordering import put_last
from scheduling.services.undoing_tickets import undo_event
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.go_first import asked
from tests.factories.queue import arrive, doing, open_hall, seven, ticket_of
from tests.factories.schedule import small_camp
from tests.notifications.visit.conftest import path_of, words

TOO_LATE = timedelta(minutes=10)


def four():
    """Four who wait at a quarter past seven; the last asks to go first."""
    made = small_camp(state="published", patients=4)
    Camp.objects.filter(pk=made.camp.pk).update(go_first_by_phone=True)
    made.camp.refresh_from_db()
    with scope(organisation=made.organisation):
        open_hall(made)
        made.tickets = [ticket_of(arrive(made, one, minutes=n)) for n, one in enumerate(made.registrations[:4])]
        made.paths = [path_of(one) + "/queue" for one in made.registrations[:4]]
        made.now = seven(made) + timedelta(minutes=15)
        made.question = asked(made.tickets[3], now=made.now)
    return made


@pytest.fixture
def begin_four(kept):
    return kept("begin_four", four)


@pytest.fixture
def queue(begin_four, db, clock):
    with scopes_disabled():
        made = begin_four()
    clock.move_to(made.now)
    with scope(organisation=made.organisation):
        yield made


def page(phone, made, number, lang=""):
    return words(phone.get(made.paths[number] + lang))


def answer(phone, made, number, said):
    row = GoFirstAnswer.objects.get(go_first=made.question, ticket=made.tickets[number])
    return phone.post(made.paths[number] + "/answer", {"of": row.pk, "answer": said})


def how(made):
    made.question.refresh_from_db()
    return made.question.verdict


def test_who_is_asked_sees_why_what_it_costs_until_when_and_that_a_no_is_told_to_nobody(phone, queue):
    before = digest()
    asked_one = page(phone, queue, 1)
    assert "May somebody go before you? A child who can’t wait any longer asks to go before you." in asked_one
    assert "It would cost you about" in asked_one
    assert "You may say no: it costs you nothing, and nobody is told. Please answer by 7:25am." in asked_one
    assert "Yes, let them go first No" in asked_one
    assert "A-004" not in asked_one
    assert "Laissez-vous passer quelqu’un avant vous ?" in page(phone, queue, 1, "?lang=fr")
    assert digest() == before


def test_everyone_says_yes_and_all_who_gave_way_are_thanked_till_the_end_of_the_day(phone, queue, clock):
    for number in (0, 1, 2):
        assert "3 people are asked." in page(phone, queue, 3)
        assert answer(phone, queue, number, "yes").status_code == 302
        answer(phone, queue, number, "yes")  # the second tap
    assert how(queue) == "agreed"
    assert TicketEvent.objects.filter(act="went_first").count() == 1
    asker = page(phone, queue, 3)
    assert "You are next" in asker
    assert "Those who waited before you let you go first." in asker
    clock.move_to(queue.now + timedelta(hours=4))
    for number in (0, 1, 2):
        gave = page(phone, queue, number)
        assert "Thank you. Because of you and others, 3 in all, somebody who could hardly wait went first." in gave
        assert "1: you and others let them go first" in gave
    undo_event(event=TicketEvent.objects.get(act="went_first"), doing=doing(queue.now))
    for said in ("Because of you", "for your yes"):
        assert said not in page(phone, queue, 0)


def test_a_no_is_on_no_page_but_the_own_and_changes_nothing_before_the_time_is_over(phone, queue):
    def others():
        return [page(phone, queue, number) for number in (0, 2, 3)]

    answer(phone, queue, 0, "yes")
    silent = others()
    answer(phone, queue, 1, "no")
    assert others() == silent
    assert "You said no. That is all right, and nobody is told." in page(phone, queue, 1)
    answer(phone, queue, 2, "yes")
    assert "3 people are asked. 2 say yes so far." in page(phone, queue, 3)
    assert how(queue) == "asking"


@pytest.mark.parametrize("nearest", ["no", None])
def test_when_the_time_is_over_no_and_silence_read_the_same(phone, queue, clock, nearest):
    answer(phone, queue, 0, "yes")
    if nearest:
        answer(phone, queue, 2, nearest)
    clock.move_to(queue.now + TOO_LATE)
    assert "The time to answer is over. You hear in a moment." in page(phone, queue, 3)
    go_on(now=queue.now + TOO_LATE)
    asker = page(phone, queue, 3)
    assert "Not everyone could give way this time. You keep your place." in asker
    assert "3 people before you" in asker
    assert "Thank you for your yes. This time not everyone could give way." in page(phone, queue, 0)
    assert "way" not in page(phone, queue, 2)
    assert "say yes" not in asker


def test_an_answer_may_be_changed_and_after_the_verdict_it_is_too_late(phone, queue):
    answer(phone, queue, 1, "no")
    assert "Yes, let them go first" in page(phone, queue, 1)
    answer(phone, queue, 1, "yes")
    assert "You said yes. Thank you. Until 7:25am you may still change it" in page(phone, queue, 1)
    for number in (0, 2):
        answer(phone, queue, number, "yes")
    assert answer(phone, queue, 1, "no").status_code == 302
    assert how(queue) == "agreed"
    assert "Because of you and others" in page(phone, queue, 1)


def test_under_a_share_who_did_not_say_yes_is_told_that_most_of_them_did(phone, queue):
    GoFirst.objects.update(share=60)
    answer(phone, queue, 0, "yes")
    answer(phone, queue, 2, "yes")
    assert how(queue) == "agreed"
    passed = page(phone, queue, 1)
    assert "1: let go first by most of those who were asked" in passed
    assert "Because of you" not in passed


def test_who_waits_asks_from_the_phone_once_and_can_take_it_back(phone, queue):
    answer(phone, queue, 0, "yes")
    phone.post(queue.paths[3] + "/first", {"say": "take back"})
    assert how(queue) == "withdrawn"
    assert "May somebody go before you?" not in page(phone, queue, 0)

    asks = phone.get(queue.paths[2] + "/first")
    assert "We ask the 2 people directly before you. Your name is not told." in words(asks)
    assert phone.post(queue.paths[2] + "/first", {"reason": "hernia"}).status_code == 422
    form = {"reason": "far", "once": asks.context["once"]}
    for _ in range(2):
        assert phone.post(queue.paths[2] + "/first", form).status_code == 302
    assert GoFirst.objects.filter(ticket=queue.tickets[2]).count() == 1
    assert "You asked to go first 2 people are asked. You hear by 7:25am at the latest." in page(phone, queue, 2)
    assert "Somebody with a long way home asks to go before you." in page(phone, queue, 0)
    busy = phone.post(queue.paths[3] + "/first", {"reason": "pain"})
    assert (busy.status_code, "Somebody else is asking just now." in words(busy)) == (409, True)


def test_where_the_camp_takes_it_at_the_desk_no_phone_asks(phone, queue):
    Camp.objects.update(go_first_by_phone=False)
    assert "Ask to go first" not in page(phone, queue, 2)
    put_last(ticket=queue.tickets[3], doing=doing(queue.now, reason="x"))
    assert phone.post(queue.paths[2] + "/first", {"reason": "far"}).status_code == 302
    assert GoFirst.objects.count() == 1


def test_nobody_answers_for_another_and_nonsense_is_nothing(phone, queue):
    row = GoFirstAnswer.objects.get(ticket=queue.tickets[0])
    for of, said in ((row.pk, "yes"), ("x", "yes"), ("9" * 30, "no"), (row.pk, "perhaps")):
        assert phone.post(queue.paths[1] + "/answer", {"of": of, "answer": said}).status_code == 302
    row.refresh_from_db()
    assert row.answer is None
