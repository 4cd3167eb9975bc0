"""Networks that fail at any moment, answers that get lost, words that come late: nobody is called by two stations.

Two devices that hold people, and a station that holds nobody. Nobody releases anything: that is a person's decision,
and the one way to a call by two (test_station_outage.py).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django_scopes import scope, scopes_disabled
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from scheduling.errors import NotAllowed
from scheduling.models import StationDevice, Ticket, UnmergedAct
from scheduling.services import calling
from scheduling.services.going_alone import LASTS, renew, switch_on
from scheduling.services.leaving_queue import finish
from scheduling.services.merging_stations import KeptCall, merge_at
from tests.factories.queue import arrive, doing, open_hall, seven
from tests.factories.schedule import add_patient, small_camp

pytestmark = pytest.mark.django_db
PEOPLE = 9


@dataclass
class Tablet:
    """What a station's device knows by itself: whom it may call, since when, what it did, what it said before."""

    device: StationDevice
    may: list[int] = field(default_factory=list)
    since: datetime | None = None
    acts: list[KeptCall] = field(default_factory=list)
    called: set[int] = field(default_factory=set)
    words: list[tuple[int, list[int]]] = field(default_factory=list)


which = st.integers(0, 1)


class OutageMachine(RuleBasedStateMachine):
    """`calls` is the machine's own book: who was called by which stations."""

    def __init__(self):
        super().__init__()
        self.rows = transaction.atomic()
        self.rows.__enter__()
        with scopes_disabled():
            self.made = open_hall(small_camp(patients=0))
        self.scope = scope(organisation=self.made.organisation)
        self.scope.__enter__()
        for number in range(1, PEOPLE + 1):
            arrive(self.made, add_patient(self.made, number=number, procedure="LOOK"), minutes=number)
        self.now = seven(self.made) + timedelta(minutes=20)
        self.spare = self.made.stations["Way out"]
        self.spare.lane = "vitals"
        self.spare.save()
        self.tablets = [self.tablet(n) for n in (1, 2)]
        self.number = 0
        self.calls: dict[int, set[str]] = {}

    def tablet(self, n):
        station = self.made.stations[f"Vitals {n}"]
        return Tablet(switch_on(station=station, device=UUID(int=n), most=3, by=None, now=self.now))

    def teardown(self):
        self.scope.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.rows.__exit__(None, None, None)

    @rule(which=which, answered=st.booleans())
    def a_device_speaks(self, which, answered):
        tablet = self.tablets[which]
        self.number += 1
        tablet.words.append((self.number, list(tablet.may)))
        sent = self.now
        self.now += timedelta(seconds=2)
        found = renew(device=tablet.device, has=tablet.may, number=self.number, now=self.now)
        if answered:
            tablet.may, tablet.since = found, sent

    @rule(which=which)
    def an_old_word_comes_late(self, which):
        tablet = self.tablets[which]
        for number, has in tablet.words:
            with pytest.raises(NotAllowed):
                renew(device=tablet.device, has=has, number=number, now=self.now)

    @rule(which=which)
    def a_device_calls_without_a_network(self, which):
        tablet = self.tablets[which]
        left = [key for key in tablet.may if key not in tablet.called]
        if not left or tablet.since is None or self.now >= tablet.since + LASTS:
            return
        tablet.called.add(left[0])
        self.calls.setdefault(left[0], set()).add(tablet.device.station.name)
        for kind in ("call", "finish"):
            tablet.acts.append(KeptCall(client_id=uuid4(), kind=kind, at=self.now, ticket=left[0]))

    @rule(which=which)
    def the_network_is_back(self, which):
        tablet = self.tablets[which]
        done = merge_at(station=tablet.device.station, acts=tablet.acts, by=None, now=self.now)
        assert [one.why for one in done] == [""] * len(tablet.acts)
        tablet.acts = []

    @rule(at=st.integers(0, 2), whole=st.booleans())
    def a_station_calls_with_a_network(self, at, whole):
        """By its own device, or by another one that holds nobody."""
        station = (self.spare, *(tablet.device.station for tablet in self.tablets))[at]
        own = self.tablets[at - 1].device.device if at and whole else None
        ticket = calling.call_next(station=station, doing=doing(self.now, device=own))
        if ticket is not None:
            self.calls.setdefault(ticket.pk, set()).add(station.name)
            finish(ticket=ticket, doing=doing(self.now))

    @rule(minutes=st.sampled_from([1, 12, 100]))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def nobody_is_called_by_two_stations(self):
        assert all(len(stations) == 1 for stations in self.calls.values()), self.calls
        assert not UnmergedAct.objects.exists()

    @invariant()
    def what_a_device_may_call_is_held_for_it(self):
        for tablet in self.tablets:
            if tablet.since is not None and self.now < tablet.since + LASTS:
                held = Ticket.objects.filter(held_by=tablet.device, held_until__gt=self.now)
                assert set(tablet.may) <= set(held.values_list("pk", flat=True))


def test_whatever_gets_lost_nobody_is_called_by_two_stations():
    run_state_machine_as_test(OutageMachine, settings=settings(max_examples=5, stateful_step_count=20))


@pytest.mark.long
def test_whatever_gets_lost_for_longer_nobody_is_called_by_two_stations():
    run_state_machine_as_test(OutageMachine, settings=settings(max_examples=150, stateful_step_count=40))
