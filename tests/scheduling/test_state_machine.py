"""Whatever is booked, moved, swapped, cancelled or lost, in whatever order: what must always hold, holds."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from django_scopes import scope, scopes_disabled
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from camps.models import Absence
from scheduling.errors import SchedulingError
from scheduling.filling.board import Board, Missing
from scheduling.filling.problem import Hold, Place
from scheduling.intervals import minute
from scheduling.models import Allocation, Appointment, QueueSlot, ScheduleChange
from scheduling.queries.board import camp_board, need_of
from scheduling.services.booking import Actor, book, cancel, confirm, move
from scheduling.services.slots import make_slots
from tests.factories.schedule import NOW, small_camp

STAFF = Actor(reason="machine")
PICK = st.integers(0, 1_000)
HOURS = st.integers(0, 40)  # quarter hours from opening
OVERLAPS = """
SELECT count(*) FROM scheduling_allocation a JOIN scheduling_allocation b
ON a.resource_id = b.resource_id AND a.id < b.id AND a.live AND b.live AND a.period && b.period
"""


class Schedule(RuleBasedStateMachine):
    """One small camp inside a transaction that is rolled back when the machine stops."""

    @initialize()
    def open_camp(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        with scopes_disabled():
            self.made = small_camp(patients=8)
        self.scope = scope(organisation=self.made.organisation)
        self.scope.__enter__()
        make_slots(camp=self.made.camp)
        self.writes = 0
        self.sequence: dict[int, int] = {}
        self.uid: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "scope"):
            transaction.set_rollback(True)
            self.scope.__exit__(None, None, None)
            self.block.__exit__(None, None, None)

    def live(self) -> list[Appointment]:
        return list(Appointment.objects.filter(state="booked").order_by("pk"))

    def wanted(self, registration, quarter: int, table: int, day: int, but_for: list[int]) -> Place | None:
        """A place as the board sees it, or one made up against the board's advice: the service must refuse that."""
        board = Board(camp_board(self.made.camp, but_for=but_for))
        need = need_of(
            registration,
            [registration.procedure],
            camp=self.made.camp,
            patient_resource=registration.patient.resource.pk,
            now=NOW,
        )
        units = list(board.units(need))
        unit = units[table % len(units)]
        opens = self.made.camp.instant(self.made.camp.dates[day % 2], time(8))
        start = minute(opens) + 15 * quarter
        found = board.place(need, unit, start)
        if not isinstance(found, Missing):
            return found
        bold = board.ignoring("station", "surgeon", "examiner", "anaesthetist", "patient", "window").place(
            need, unit, start
        )
        if isinstance(bold, Missing):
            return None
        first = next(staff for staff in board.camp.staff if staff.role in ("surgeon", "examiner"))
        return Place(
            bold.station, bold.slot, bold.span, bold.arrive, (*bold.holds, Hold(first.resource, "surgeon", bold.span))
        )

    @rule(who=PICK, quarter=HOURS, table=PICK, day=PICK)
    def book_one(self, who: int, quarter: int, table: int, day: int) -> None:
        registration = self.made.registrations[who % len(self.made.registrations)]
        place = self.wanted(registration, quarter, table, day, [])
        if place is None:
            return
        try:
            made = book(
                registration_id=registration.pk,
                place=place,
                procedure_ids=[registration.procedure_id],
                actor=STAFF,
                now=NOW,
            )
        except SchedulingError:
            return
        self.writes += 1
        self.uid[made.pk] = made.uid

    @rule(who=PICK, quarter=HOURS, table=PICK, day=PICK)
    def move_one(self, who: int, quarter: int, table: int, day: int) -> None:
        if not (live := self.live()):
            return
        chosen = live[who % len(live)]
        place = self.wanted(chosen.registration, quarter, table, day, [chosen.pk])
        if place is None:
            return
        try:
            move(moves=[(chosen.pk, place)], actor=STAFF, now=NOW)
        except SchedulingError:
            return
        self.writes += 1

    @rule(who=PICK, other=PICK)
    def swap_two(self, who: int, other: int) -> None:
        live = self.live()
        if len(live) < 2:
            return
        one, two = live[who % len(live)], live[other % len(live)]
        if one.pk == two.pk:
            return
        try:
            move(moves=[(one.pk, self.place_of(two, one)), (two.pk, self.place_of(one, two))], actor=STAFF, now=NOW)
        except SchedulingError:
            return
        self.writes += 2

    @staticmethod
    def place_of(appointment: Appointment, body: Appointment) -> Place:
        mine = body.registration.patient.resource.pk
        holds = tuple(
            Hold(
                mine if a.part == "patient" else a.resource_id, a.part, (minute(a.period.lower), minute(a.period.upper))
            )
            for a in Allocation.objects.filter(appointment=appointment, live=True).order_by("resource_id")
        )
        return Place(
            appointment.station_id,
            appointment.slot_id,
            (minute(appointment.starts_at), minute(appointment.ends_at)),
            minute(appointment.arrive_at),
            holds,
        )

    @rule(who=PICK)
    def cancel_one(self, who: int) -> None:
        if live := self.live():
            cancel(appointment_id=live[who % len(live)].pk, actor=STAFF, now=NOW)
            self.writes += 1

    @rule(who=PICK)
    def confirm_one(self, who: int) -> None:
        if live := self.live():
            chosen = live[who % len(live)]
            confirm(appointment_id=chosen.pk, actor=Actor(said_by="patient"), now=NOW)
            self.writes += chosen.confirmed_at is None

    @rule(who=PICK, hour=st.integers(8, 17))
    def send_a_doctor_away(self, who: int, hour: int) -> None:
        doctors = list(self.made.doctors.values())
        begins = self.made.camp.instant(self.made.camp.first_day, time(hour))
        Absence.objects.create(
            organisation=self.made.organisation,
            doctor=doctors[who % len(doctors)],
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
        )

    @rule()
    def publish(self) -> None:
        self.made.camp.state = "published"
        self.made.camp.save(update_fields=["state"])

    @invariant()
    def nothing_is_held_twice(self) -> None:
        if hasattr(self, "made"):
            with connection.cursor() as cursor:
                cursor.execute(OVERLAPS)
                assert cursor.fetchone() == (0,)

    @invariant()
    def each_live_appointment_holds_all_it_needs_and_no_other_holds_anything(self) -> None:
        if not hasattr(self, "made"):
            return
        for appointment in Appointment.objects.prefetch_related("allocations"):
            parts = sorted(a.part for a in appointment.allocations.all() if a.live)
            if appointment.state == "booked":
                assert {"patient", "station"} < set(parts)
            else:
                assert parts == []

    @invariant()
    def no_window_is_overfull_and_nobody_has_two_places(self) -> None:
        if not hasattr(self, "made"):
            return
        booked = QueueSlot.objects.filter(appointments__state="booked").annotate(n=Count("appointments"))
        assert [slot.pk for slot in booked if slot.n > slot.capacity] == []
        twice = (
            Appointment.objects.filter(state="booked").values("registration").annotate(n=Count("pk")).filter(n__gt=1)
        )
        assert list(twice) == []

    @invariant()
    def every_write_has_its_change_and_identity_only_grows(self) -> None:
        if not hasattr(self, "made"):
            return
        assert ScheduleChange.objects.count() == self.writes
        for appointment in Appointment.objects.all():
            assert appointment.uid == self.uid[appointment.pk]
            assert appointment.sequence >= self.sequence.get(appointment.pk, 0)
            self.sequence[appointment.pk] = appointment.sequence


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Schedule,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_no_order_of_acts_breaks_an_invariant(db):
    run(examples=12, steps=25)


@pytest.mark.long
def test_no_long_order_of_acts_breaks_an_invariant(db):
    run(examples=100, steps=50)
