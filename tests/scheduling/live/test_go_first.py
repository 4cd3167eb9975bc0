"""Going first, when those who wait agree: the order changes as they said, a no is like silence, all is on record."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camps.errors import Invalid
from scheduling.errors import Gone, NotAllowed
from scheduling.models import GoesAhead, GoFirst, GoFirstAnswer, Ticket, TicketEvent
from scheduling.queries.go_first import open_by_lane, question_of
from scheduling.queries.lanes import order_of_lane
from scheduling.services import calling
from scheduling.services.go_first import ask, give_answer, go_on, take_back
from scheduling.services.leaving_queue import leave
from scheduling.services.reordering import set_urgency
from scheduling.services.undoing_tickets import undo_event
from tests.factories.camps import make_user
from tests.factories.go_first import asked, says
from tests.factories.queue import arrive, doing, seven, ticket_of
from tests.factories.schedule import FIRST_DAY, add_patient

AGREED, NOT_AGREED, ASKING = "agreed", "not_agreed", "asking"
IN_TIME, TOO_LATE = timedelta(minutes=9), timedelta(minutes=10)


@pytest.fixture
def five(hall):
    """Five who came a minute after one another; it is a quarter past, and the last asks to go first."""
    for number in (5,):
        add_patient(hall, number=number, procedure="LOOK")
    hall.tickets = [ticket_of(arrive(hall, one, minutes=n)) for n, one in enumerate(hall.registrations[:5])]
    hall.now = seven(hall) + timedelta(minutes=15)
    hall.question = asked(hall.tickets[4], now=hall.now)
    return hall


def order(made, at=None):
    """By their numbers, from 1."""
    placed = order_of_lane(made.camp, lane="vitals", day=FIRST_DAY, now=at or made.now)
    numbers = {ticket.pk: number for number, ticket in enumerate(made.tickets, 1)}
    return [numbers[one.key] for one in placed]


def say(made, *answers, at=None):
    """The answers of the first ones, in their order; None for silence."""
    for ticket, yes in zip(made.tickets, answers, strict=False):
        if yes is not None:
            says(made.question, ticket, yes, now=at or made.now)
    return how(made)


def how(made):
    made.question.refresh_from_db()
    return made.question.verdict


def test_all_who_are_passed_are_asked_and_told_what_it_costs(five):
    rows = GoFirstAnswer.objects.filter(go_first=five.question)
    assert [row.ticket_id for row in rows] == [ticket.pk for ticket in five.tickets[:4]]
    assert {row.minutes for row in rows} <= set(range(1, 10))
    assert five.question.until == five.now + timedelta(minutes=10)
    assert TicketEvent.objects.latest("pk").get_act_display() == "Asked to go first"
    shown = open_by_lane(five.camp, day=FIRST_DAY, now=five.now)["vitals"]
    assert (shown.asked, shown.yes) == (4, 0)


def test_once_everyone_said_yes_the_order_changes_at_once_and_says_why(five):
    assert say(five, True, True, True) == ASKING
    assert order(five) == [1, 2, 3, 4, 5]
    assert say(five, None, None, None, True) == AGREED
    assert order(five) == [5, 1, 2, 3, 4]
    event = TicketEvent.objects.latest("pk")
    assert (event.get_act_display(), event.reason, event.by) == ("Let go first", "A child who can't wait", None)
    assert (five.question.goes_ahead.agreed, five.question.goes_ahead.behind) == (True, [])


def test_a_no_holds_the_asker_behind_and_is_not_noticed_before_the_time_is_over(five):
    assert say(five, True, False, True, True) == ASKING
    assert (go_on(now=five.now + IN_TIME), how(five)) == (0, ASKING)
    assert (go_on(now=five.now + TOO_LATE), how(five)) == (1, AGREED)
    assert order(five) == [1, 2, 5, 3, 4]
    assert sorted(five.question.goes_ahead.behind) == sorted(ticket.pk for ticket in five.tickets[:2])


def test_the_nearest_one_who_says_nothing_or_no_ends_it_alike(five):
    say(five, True, True, True)
    go_on(now=five.now + TOO_LATE)
    assert (how(five), order(five)) == (NOT_AGREED, [1, 2, 3, 4, 5])
    assert not GoesAhead.objects.exists()

    again = five.question = asked(five.tickets[4], now=five.now + TOO_LATE)
    say(five, True, True, True, False, at=again.asked_at)
    go_on(now=again.until)
    assert (how(five), order(five)) == (NOT_AGREED, [1, 2, 3, 4, 5])


def test_under_a_share_enough_yeses_are_enough_for_all_who_were_asked(five):
    GoFirst.objects.filter(pk=five.question.pk).update(share=50)
    assert say(five, False, True) == ASKING
    assert say(five, None, None, None, True) == AGREED
    assert order(five) == [5, 1, 2, 3, 4]


def test_an_answer_may_change_until_it_is_decided_and_not_after(five):
    say(five, False, True, True)
    say(five, True, False)
    assert say(five, None, True, None, True) == AGREED
    assert says(five.question, five.tickets[0], True, now=five.now).answer is True  # the tap that was sent again
    with pytest.raises(Gone, match="decided"):
        says(five.question, five.tickets[0], False, now=five.now)


def test_after_the_time_nobody_answers_even_if_nobody_wrote_that_down(five):
    with pytest.raises(Gone):
        says(five.question, five.tickets[0], True, now=five.now + TOO_LATE)
    with pytest.raises(Gone, match="not asked"):
        give_answer(go_first=five.question, ticket=five.tickets[4], yes=True, through="desk", now=five.now)


def test_who_is_called_meanwhile_is_asked_no_more_and_holds_nobody_up(five):
    say(five, None, True, True, True)
    calling.call_next(station=five.stations["Vitals 1"], doing=doing(five.now))
    with pytest.raises(Gone, match="Please come"):
        says(five.question, five.tickets[0], False, now=five.now)
    assert (go_on(now=five.now), how(five)) == (1, AGREED)
    assert order(five) == [5, 2, 3, 4]


@pytest.mark.parametrize("end", ["called", "left", "emergency", "alone"])
def test_an_asker_who_is_called_leaves_is_an_emergency_or_is_next_asks_nobody_any_more(five, end):
    asker, reason = five.tickets[4], "said so"
    if end == "called":
        station = five.stations["Vitals 1"]
        calling.call_this(ticket=asker, station=station, doing=doing(five.now, reason=reason))
    elif end == "left":
        leave(ticket=asker, doing=doing(five.now, reason=reason))
    elif end == "emergency":
        set_urgency(ticket=asker, urgency=1, doing=doing(five.now, reason=reason))
        assert order(five)[0] == 5
    else:
        for ticket in five.tickets[:4]:
            leave(ticket=ticket, doing=doing(five.now, reason=reason))
    if end != "alone":
        assert "vitals" not in open_by_lane(five.camp, day=FIRST_DAY, now=five.now)
        with pytest.raises(Gone):
            says(five.question, five.tickets[0], True, now=five.now)
    assert (go_on(now=five.now), how(five)) == (1, "over")
    assert not GoesAhead.objects.exists()


def test_nobody_is_asked_twice_at_once_and_the_database_holds_that(five):
    with pytest.raises(NotAllowed, match="asks in this lane already"):
        asked(five.tickets[3], now=five.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoFirst.objects.create(
            organisation=five.organisation, camp=five.camp, ticket=five.tickets[3], day=FIRST_DAY, lane="vitals",
            reason="far", asked_at=five.now, until=five.now + IN_TIME,
        )  # fmt: skip
    later = asked(five.tickets[3], now=five.now + TOO_LATE)  # nobody wrote down that the first one's time is over
    assert (later.verdict, how(five)) == (ASKING, NOT_AGREED)


def test_who_asked_twice_from_the_phone_and_took_it_back_asks_no_third_time(five):
    """Each question is a text to everyone before them. What the team asked and took back does not count."""
    GoFirst.objects.update(asked_by=make_user("team@example.org"))
    for _ in range(2):
        take_back(go_first=GoFirst.objects.latest("pk"), doing=doing(five.now))
        asked(five.tickets[4], now=five.now)
    take_back(go_first=GoFirst.objects.latest("pk"), doing=doing(five.now))

    with pytest.raises(NotAllowed, match="asked twice today"):
        asked(five.tickets[4], now=five.now)


def test_twice_refused_a_day_is_enough(five):
    for round_ in (1, 2):
        go_on(now=five.now + TOO_LATE * round_)
        if round_ == 1:
            asked(five.tickets[4], now=five.now + TOO_LATE)
    with pytest.raises(NotAllowed, match="asked twice today"):
        asked(five.tickets[4], now=five.now + TOO_LATE * 3)


def test_who_is_refused_hears_why(five):
    take_back(go_first=five.question, doing=doing(five.now))
    with pytest.raises(Invalid):
        asked(five.tickets[4], now=five.now, reason="hernia")
    with pytest.raises(NotAllowed, match="next already"):
        asked(five.tickets[0], now=five.now)
    with pytest.raises(NotAllowed, match="takes it at the desk"):
        ask(ticket=five.tickets[4], reason="child", doing=doing(five.now), by_phone=True)
    Ticket.objects.filter(pk=five.tickets[3].pk).update(urgency=2)
    Ticket.objects.filter(pk=five.tickets[4].pk).update(counts_from=five.now)
    Ticket.objects.exclude(pk__in=[five.tickets[3].pk, five.tickets[4].pk]).update(state="parked")
    with pytest.raises(NotAllowed, match="more urgent"):
        asked(five.tickets[4], now=five.now)
    Ticket.objects.filter(pk=five.tickets[4].pk).update(urgency=1)
    with pytest.raises(NotAllowed, match="without asking anybody"):
        asked(five.tickets[4], now=five.now)
    Ticket.objects.filter(pk=five.tickets[4].pk).update(lane="theatre")
    with pytest.raises(NotAllowed, match="the plan says"):
        asked(five.tickets[4], now=five.now)
    calling.call_next(station=five.stations["Vitals 1"], doing=doing(five.now))
    with pytest.raises(NotAllowed, match="do not wait"):
        asked(five.tickets[3], now=five.now)


def test_who_is_more_urgent_is_neither_asked_nor_passed_and_never_more_than_ten_are_asked(five, monkeypatch):
    take_back(go_first=five.question, doing=doing(five.now))
    Ticket.objects.filter(pk=five.tickets[1].pk).update(urgency=3)
    first = next(ticket for ticket in five.tickets if order(five)[0] == five.tickets.index(ticket) + 1)
    assert first == five.tickets[1]
    assert [one.ticket.pk for one in question_of(five.tickets[4], now=five.now).asked] == [
        five.tickets[n].pk for n in (0, 2, 3)
    ]
    monkeypatch.setattr("scheduling.queries.go_first.MOST_ASKED", 2)
    assert len(question_of(five.tickets[4], now=five.now).asked) == 2


def test_undo_takes_the_question_back_and_undo_of_the_move_puts_all_back(five):
    undo_event(event=TicketEvent.objects.latest("pk"), doing=doing(five.now))
    assert how(five) == "withdrawn"

    five.question = asked(five.tickets[4], now=five.now + IN_TIME)
    say(five, True, True, True, True, at=five.now + IN_TIME)
    assert order(five) == [5, 1, 2, 3, 4]
    went = TicketEvent.objects.latest("pk")
    with pytest.raises(Gone):
        undo_event(event=TicketEvent.objects.get(pk=went.pk - 1), doing=doing(five.now))
    undo_event(event=went, doing=doing(five.now))
    assert order(five) == [1, 2, 3, 4, 5]


def test_asked_twice_by_the_same_press_it_is_one_question(five):
    take_back(go_first=five.question, doing=doing(five.now))
    act = doing(five.now)
    one, again = (ask(ticket=five.tickets[4], reason="far", doing=act) for _ in range(2))
    assert one == again
    assert take_back(go_first=one, doing=doing(five.now)).verdict == "withdrawn"
    assert take_back(go_first=one, doing=doing(five.now)).verdict == "withdrawn"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["yes", "no"]), st.integers(0, 3)),
        st.tuples(st.sampled_from(["call", "leave", "time", "urgent"]), st.integers(0, 3)),
    ),
    max_size=9,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, share=st.sampled_from([None, None, 40]))
def test_whatever_happens_meanwhile_nobody_loses_a_place_who_was_not_asked_or_by_the_rule_did_not_agree(
    five, steps, share
):
    with transaction.atomic():
        GoFirst.objects.filter(pk=five.question.pk).update(share=share)
        now = five.now
        for act, which in steps:
            ticket, before = five.tickets[which], order(five, now)
            try:
                with transaction.atomic():
                    if act in ("yes", "no"):
                        says(five.question, ticket, act == "yes", now=now)
                    elif act == "call":
                        calling.call_next(station=five.stations["Vitals 1"], doing=doing(now))
                    elif act == "leave":
                        leave(ticket=ticket, doing=doing(now, reason="home"))
                    elif act == "urgent":
                        set_urgency(ticket=ticket, urgency=2, doing=doing(now, reason="worse"))
                    else:
                        now += timedelta(minutes=4)
                    go_on(now=now)
            except (Gone, NotAllowed):
                continue
            question = GoFirst.objects.select_related("goes_ahead").get(pk=five.question.pk)
            assert (question.verdict == AGREED) == (question.goes_ahead is not None)
            if question.goes_ahead and 5 in order(five, now):
                rows = dict(question.answers.values_list("ticket_id", "answer"))
                over = set(question.goes_ahead.over)
                assert over <= rows.keys()
                assert share is not None or all(rows[key] for key in over)
                passed = set(before[: before.index(5)]) - set(order(five, now)[: order(five, now).index(5)])
                still = {n for n in passed if Ticket.objects.get(pk=five.tickets[n - 1].pk).state == "waiting"}
                assert {five.tickets[n - 1].pk for n in still} <= over
        transaction.set_rollback(True)
