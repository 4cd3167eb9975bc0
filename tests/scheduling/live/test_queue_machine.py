"""Any sequence of acts at desks and stations, some sent twice: nobody is lost, in two places, or called by two."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count
from django_scopes import scope, scopes_disabled
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from camps.errors import CampError
from scheduling.errors import SchedulingError
from scheduling.models import AT_A_STATION, OPEN, Arrival, GoesAhead, GoFirst, GoFirstAnswer, Scan, Ticket, TicketEvent
from scheduling.queries.lanes import lanes_of, order_of_lane
from scheduling.services import calling
from scheduling.services.arriving import check_in, undo_arrival
from scheduling.services.go_first import ask, give_answer, go_on
from scheduling.services.leaving_queue import finish, leave
from scheduling.services.reordering import put_before, put_last, set_urgency
from scheduling.services.sending_on import proposed_lane, send_on
from scheduling.services.undoing_tickets import undo_event
from tests.factories.queue import act_at, another_desk, doing, open_hall, seven
from tests.factories.schedule import FIRST_DAY, add_patient, small_camp

pytestmark = pytest.mark.django_db
REFUSED = (SchedulingError, CampError)
PEOPLE, STATIONS = 6, ("Vitals 1", "Vitals 2", "Desk", "Table 1", "Way out")
some = st.integers(0, 30)


class QueueMachine(RuleBasedStateMachine):
    """`said` holds what the acts answered: the machine's own books, against which the rows are held."""

    def __init__(self):
        super().__init__()
        self.rows = transaction.atomic()
        self.rows.__enter__()
        with scopes_disabled():
            self.made = open_hall(small_camp(patients=0))
        self.scope = scope(organisation=self.made.organisation)
        self.scope.__enter__()
        self.people = [add_patient(self.made, number=n, procedure="LOOK") for n in range(1, PEOPLE + 1)]
        self.desks = [self.made.desk, another_desk(self.made)]
        self.now = seven(self.made)
        self.scans = 0

    def teardown(self):
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.rows.__exit__(None, None, None)

    def do(self, does, /, **arguments):
        """Twice, as a device does that lost the first answer; a refusal leaves all as it was."""
        before = self.picture()
        try:
            with transaction.atomic():
                does(**arguments)
        except REFUSED:
            assert self.picture() == before
            return False
        once = self.picture()
        try:
            with transaction.atomic():
                does(**arguments)
        except REFUSED as error:
            raise AssertionError(f"sent twice, refused: {error}") from error
        assert self.picture() == once
        return True

    def picture(self):
        tickets = Ticket.objects.order_by("pk").values_list("pk", "state", "lane", "station", "calls", "counts_from")
        moves = GoesAhead.objects.filter(undone_at=None).order_by("pk").values_list("pk", flat=True)
        rows = TicketEvent.objects.count(), Scan.objects.count(), Arrival.objects.count()
        return list(tickets), list(moves), rows

    def ticket(self, which):
        tickets = list(Ticket.objects.order_by("pk"))
        return tickets[which % len(tickets)]

    @rule(minutes=st.integers(1, 20))
    def time_goes_on(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(who=some, desk=some)
    def somebody_arrives(self, who, desk):
        act = act_at(self.desks[desk % 2], self.now)
        if self.do(check_in, registration=self.people[who % PEOPLE], act=act):
            self.scans += 1

    @precondition(lambda _: Arrival.objects.exists())
    @rule(which=some)
    def a_check_in_is_taken_back(self, which):
        arrivals = list(Arrival.objects.order_by("pk"))
        arrival = arrivals[which % len(arrivals)]
        gone = arrival.undone_at is not None
        if self.do(undo_arrival, arrival=arrival, act=act_at(self.made.desk, self.now)) and not gone:
            self.scans += 1

    @rule(station=st.sampled_from(STATIONS))
    def a_station_calls_the_next(self, station):
        one = self.made.stations[station]
        order = order_of_lane(self.made.camp, lane=one.serves, day=FIRST_DAY, now=self.now)
        free = not Ticket.objects.filter(station=one, state__in=AT_A_STATION).exists()
        act = doing(self.now)
        if order:
            assert self.do(calling.call_next, station=one, doing=act) == free
            if free:
                assert Ticket.objects.get(pk=order[0].key).state == "called"

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some, act=st.sampled_from(["recall", "start", "park", "miss", "back"]))
    def a_station_does_something(self, which, act):
        self.do(getattr(calling, act), ticket=self.ticket(which), doing=doing(self.now))

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some, station=st.sampled_from(STATIONS))
    def somebody_is_called_out_of_turn(self, which, station):
        at = self.made.stations[station]
        self.do(calling.call_this, ticket=self.ticket(which), station=at, doing=doing(self.now, reason="faint"))

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some)
    def somebody_is_sent_on(self, which):
        ticket = self.ticket(which)
        lane = proposed_lane(ticket) or ""
        assert lane in ["", *lanes_of(self.made.camp)]
        self.do(send_on, ticket=ticket, lane=lane, doing=doing(self.now))

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some, end=st.sampled_from([finish, leave]))
    def somebody_ends(self, which, end):
        self.do(end, ticket=self.ticket(which), doing=doing(self.now, reason="home"))

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some, over=st.sets(some, max_size=3), how=st.sampled_from(["before", "last", "urgent"]))
    def the_order_is_changed(self, which, over, how):
        ticket, act = self.ticket(which), doing(self.now, reason="said so")
        if how == "before":
            self.do(put_before, ticket=ticket, over={self.ticket(one).pk for one in over}, doing=act)
        elif how == "last":
            self.do(put_last, ticket=ticket, doing=act)
        else:
            self.do(set_urgency, ticket=ticket, urgency=1, doing=act)

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some)
    def somebody_asks_to_go_first(self, which):
        self.do(ask, ticket=self.ticket(which), reason="child", doing=doing(self.now))

    @precondition(lambda _: GoFirstAnswer.objects.exists())
    @rule(which=some, yes=st.booleans())
    def somebody_who_was_asked_answers(self, which, yes):
        rows = list(GoFirstAnswer.objects.order_by("-pk")[:3])
        row = rows[which % len(rows)]
        self.do(give_answer, go_first=row.go_first, ticket=row.ticket, yes=yes, through="phone", now=self.now)

    @precondition(lambda _: GoFirst.objects.exists())
    @rule()
    def what_is_over_is_decided(self):
        self.do(go_on, now=self.now)

    @precondition(lambda _: Ticket.objects.exists())
    @rule(which=some, over=st.sets(some, min_size=1, max_size=3), how=st.sampled_from([put_before, put_last]))
    def the_order_is_changed_and_that_is_taken_back(self, which, over, how):
        """As if it had never been, but for the move before it, in the same minute."""
        ticket, act = self.ticket(which), doing(self.now, reason="said so")
        passed = {"over": {self.ticket(one).pk for one in over}}
        self.do(put_before, ticket=ticket, doing=doing(self.now, reason="pain"), **passed)
        passed = passed if how is put_before else {}
        before = self.ahead()
        if self.do(how, ticket=ticket, doing=act, **passed):
            self.do(undo_event, event=TicketEvent.objects.latest("pk"), doing=doing(self.now))
        assert self.ahead() == before

    def ahead(self):
        """Who goes before whom, and since when each one's waiting counts."""
        moves = GoesAhead.objects.filter(undone_at=None).order_by("pk").values_list("pk", flat=True)
        return list(moves), list(Ticket.objects.order_by("pk").values_list("pk", "counts_from", "window_at"))

    @precondition(lambda _: TicketEvent.objects.exists())
    @rule(back=st.integers(1, 3))
    def the_last_act_is_taken_back(self, back):
        events = list(TicketEvent.objects.order_by("-pk")[:back])
        self.do(undo_event, event=events[-1], doing=doing(self.now))

    @invariant()
    def who_is_here_has_one_open_place_or_has_ended(self):
        assert not Ticket.objects.filter(state__in=OPEN).values("arrival").annotate(n=Count("pk")).filter(n__gt=1)
        for arrival in Arrival.objects.filter(undone_at=None).prefetch_related("tickets"):
            states = [ticket.state for ticket in sorted(arrival.tickets.all(), key=lambda t: t.pk)]
            assert states, "an arrival without a place"
            open_here = [state for state in states if state in OPEN]
            assert len(open_here) == 1 or states[-1] in ("done", "left"), states

    @invariant()
    def a_station_has_no_more_people_than_places(self):
        there = Ticket.objects.filter(state__in=AT_A_STATION).values("station").annotate(n=Count("pk"))
        assert all(row["n"] == 1 for row in there)
        assert not Ticket.objects.filter(state__in=AT_A_STATION, station=None).exists()

    @invariant()
    def nobody_is_here_twice_and_every_scan_is_kept(self):
        here = Arrival.objects.filter(undone_at=None).values("registration").annotate(n=Count("pk"))
        assert all(row["n"] == 1 for row in here)
        assert Scan.objects.count() == self.scans
        numbers = list(Arrival.objects.values_list("letter", "number"))
        assert len(numbers) == len(set(numbers))

    @invariant()
    def nobody_is_passed_who_did_not_say_yes(self):
        for question in GoFirst.objects.exclude(goes_ahead=None).select_related("goes_ahead"):
            assert question.verdict == "agreed"
            yes = question.answers.filter(answer=True).values_list("ticket_id", flat=True)
            assert set(question.goes_ahead.over) <= set(yes)

    @invariant()
    def the_order_holds_all_who_wait_once(self):
        for lane in ("vitals", "examination"):
            order = order_of_lane(self.made.camp, lane=lane, day=FIRST_DAY, now=self.now)
            waiting = Ticket.objects.filter(lane=lane, state="waiting").values_list("pk", flat=True)
            assert sorted(one.key for one in order) == sorted(waiting)
            assert [one.place for one in order] == list(range(1, len(order) + 1))


def test_any_sequence_of_acts_loses_nobody_and_calls_nobody_twice():
    run_state_machine_as_test(QueueMachine, settings=settings(max_examples=8, stateful_step_count=25))


@pytest.mark.long
def test_any_longer_sequence_loses_nobody_and_calls_nobody_twice():
    run_state_machine_as_test(QueueMachine, settings=settings(max_examples=100, stateful_step_count=50))
