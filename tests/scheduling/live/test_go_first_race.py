"""Going first when all happens at once: answers decide once, and who is called in that instant goes before nobody."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django_scopes import scope, scopes_disabled

from scheduling.errors import SchedulingError
from scheduling.models import GoesAhead, GoFirst, GoFirstAnswer, Ticket, TicketEvent
from scheduling.services import calling
from scheduling.services.go_first import give_answer, go_on
from tests.factories.go_first import asked
from tests.factories.queue import arrive, doing, open_hall, seven, ticket_of
from tests.factories.schedule import small_camp

ROUNDS = 3


@pytest.fixture
def three(transactional_db):
    """Three wait for two vitals points; the last asks to go first."""
    with scopes_disabled():
        made = open_hall(small_camp(patients=3))
    with scope(organisation=made.organisation):
        made.tickets = [ticket_of(arrive(made, one, minutes=n)) for n, one in enumerate(made.registrations[:3])]
        made.now = seven(made) + timedelta(minutes=15)
        yield made


def at_once(made, *acts):
    """Each in a thread and a connection of its own; what each gave."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        try:
            with scope(organisation=made.organisation):
                barrier.wait(timeout=60)
                return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def again():
    GoFirst.objects.all().delete()
    GoesAhead.objects.all().delete()
    TicketEvent.objects.exclude(act="queued").delete()
    Ticket.objects.update(state="waiting", station=None, calls=0, called_at=None)


def yes_of(made, question, number):
    return lambda: give_answer(go_first=question, ticket=made.tickets[number], yes=True, through="phone", now=made.now)


def test_the_last_two_answers_and_the_round_at_once_decide_once(three):
    for _ in range(ROUNDS):
        question = asked(three.tickets[2], now=three.now)
        yeses = [yes_of(three, question, number) for number in (0, 1)]
        at_once(three, *yeses, *yeses, lambda: go_on(now=three.now))
        go = GoesAhead.objects.get()
        assert sorted(go.over) == sorted(ticket.pk for ticket in three.tickets[:2])
        assert TicketEvent.objects.filter(act="went_first").count() == 1
        question.refresh_from_db()
        assert (question.verdict, question.goes_ahead) == ("agreed", go)
        again()


def test_who_is_called_in_the_instant_of_the_verdict_goes_before_nobody(three):
    """The asker is called out of turn as the last yes comes: one of the two was first, and each fits the other."""
    asker, station = three.tickets[2], three.stations["Vitals 1"]
    for _ in range(ROUNDS):
        question = asked(asker, now=three.now)
        yes_of(three, question, 0)()
        call = doing(three.now, reason="faint")
        at_once(
            three,
            lambda: calling.call_this(ticket=asker, station=station, doing=call),  # noqa: B023  run in this round
            lambda: _may_be_late(yes_of(three, question, 1)),  # noqa: B023
        )
        go_on(now=three.now)
        asker.refresh_from_db()
        question.refresh_from_db()
        acts = list(TicketEvent.objects.filter(ticket=asker).order_by("pk").values_list("act", flat=True))
        assert asker.state == "called"
        assert acts in (
            ["queued", "ask_first", "called"],
            ["queued", "ask_first", "went_first", "called"],
        )
        assert question.verdict == ("agreed" if "went_first" in acts else "over")
        assert GoesAhead.objects.exists() == ("went_first" in acts)
        again()


def test_two_who_ask_at_once_make_one_question(three):
    for _ in range(ROUNDS):
        at_once(
            three,
            lambda: _may_be_late(lambda: asked(three.tickets[1], now=three.now)),
            lambda: _may_be_late(lambda: asked(three.tickets[2], now=three.now)),
        )
        question = GoFirst.objects.get()
        assert GoFirstAnswer.objects.count() == question.answers.count() > 0
        assert TicketEvent.objects.filter(act="ask_first").count() == 1
        again()


def _may_be_late(act):
    """A refusal is an answer too."""
    try:
        return act()
    except SchedulingError:
        return None
