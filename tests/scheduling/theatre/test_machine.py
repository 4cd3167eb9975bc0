"""Whatever is marked, put right and taken back, by whichever device: the order holds, and what is complete teaches."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from camps.errors import Invalid
from scheduling.models import Allocation, Appointment, Milestone, Timing
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.theatre.marking import mark, set_times, unmark
from scheduling.theatre.order import KINDS, NEEDS, TIMED, fault_of, next_kind
from tests.factories.schedule import NOW
from tests.factories.theatre import make_sure, operations

KIND = st.sampled_from(KINDS)
WHO = st.integers(0, 1)
AT = st.integers(0, 200)


class Theatre(RuleBasedStateMachine):
    """Two operations of which everybody is sure. Each run is a savepoint above them; the clock only goes on."""

    cases: list[Appointment]

    @initialize()
    def open_theatre(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.starts = min(case.starts_at for case in self.cases)
        self.now = self.starts + timedelta(minutes=1)
        self.written = 0
        self.booked = self.held()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def standing(self, who: int) -> dict:
        rows = Milestone.objects.filter(appointment=self.cases[who], undone_at=None)
        return dict(rows.values_list("kind", "at"))

    def held(self) -> dict:
        rows = Allocation.objects.filter(appointment__in=self.cases, live=True)
        return {hold.pk: (hold.appointment_id, hold.period.lower, hold.period.upper) for hold in rows}

    @rule(who=WHO, waited=st.integers(1, 30), steps=st.integers(1, 5))
    def go_on(self, who: int, waited: int, steps: int) -> None:
        """As a day goes: one after the other."""
        for _ in range(steps):
            if kind := next_kind(self.standing(who)):
                self.say(who, kind, waited, None)

    @rule(who=WHO, kind=KIND, waited=st.integers(0, 30), number=st.none() | st.integers(0, 5))
    def say(self, who: int, kind: str, waited: int, number: int | None) -> None:
        self.now += timedelta(minutes=waited)
        own = UUID(int=number) if number is not None else None
        try:
            row = mark(appointment=self.cases[who], kind=kind, at=self.now, by=None, now=self.now, client_id=own)
        except Invalid:
            return
        assert (row.appointment_id, row.kind) == (self.cases[who].pk, kind)

    @rule(who=WHO, wanted=st.dictionaries(KIND, AT, min_size=1))
    def put_right(self, who: int, wanted: dict[str, int]) -> None:
        times = {kind: self.starts + timedelta(minutes=after) for kind, after in wanted.items()}
        before = self.standing(who)
        try:
            set_times(appointment=self.cases[who], times=times, by=None, now=self.now)
        except Invalid:
            assert self.standing(who) == before
        else:
            assert self.standing(who) == times

    @rule(who=WHO, kind=st.none() | KIND)
    def take_back(self, who: int, kind: str | None) -> None:
        """Any of them, or the last one."""
        before = self.standing(who)
        kind = kind or next((each for each in reversed(KINDS) if each in before), KINDS[0])
        try:
            was_there = unmark(appointment=self.cases[who], kind=kind, by=None, now=self.now)
        except Invalid:
            assert any(NEEDS[later] == kind for later in before if later in NEEDS)
        else:
            assert was_there == (kind in before)
            assert kind not in self.standing(who)

    @invariant()
    def the_order_holds_only_what_is_complete_teaches_and_who_is_out_alone_holds_less(self) -> None:
        if not hasattr(self, "block"):
            return
        held = self.held()
        for who, case in enumerate(self.cases):
            marks = self.standing(who)
            for key, (of, since, until) in held.items():
                assert since < until <= self.booked[key][2]
                assert of != case.pk or "out" in marks or until == self.booked[key][2]
            assert fault_of(marks) is None
            timing = Timing.objects.filter(appointment=case).first()
            assert (timing is not None) == (marks.keys() >= TIMED)
            if timing:
                assert (timing.started_at, timing.ended_at) == (marks["wheels_in"], marks["out"])

    @invariant()
    def nothing_that_was_written_is_gone(self) -> None:
        if hasattr(self, "block"):
            count = Milestone.objects.count()
            assert count >= self.written
            self.written = count


def test_the_moments_keep_their_order_whatever_is_said(small):
    fill_camp(camp=small.camp, actor=SYSTEM, now=NOW)
    Theatre.cases = operations()
    for case in Theatre.cases:
        make_sure(case)
    run_state_machine_as_test(
        Theatre,
        settings=settings(
            max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
