"""A day played up to a moment, for the sample: people come, are called and operated, by the services that pages reach.

What is drawn comes from a seed: the same camp plays the same day. Nothing here is for a real camp.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp
from random import Random

from camps.models import Camp, LaneName, Side, Station, StationKind, Urgency
from scheduling.models import Appointment, AppointmentState, SiteMarked, Ticket, TicketState
from scheduling.queries.theatre_gate import comparable
from scheduling.services.arriving import Act, check_in, new_walk_in, walk_in
from scheduling.services.calling import call_next, miss, start
from scheduling.services.desks import open_desk
from scheduling.services.reordering import set_urgency
from scheduling.services.sending_on import proposed_lane, send_on
from scheduling.services.theatre.identity import confirm_identity
from scheduling.services.theatre.marking import mark
from scheduling.services.tickets import Doing
from scheduling.theatre.order import CLEAN, CLOSED, KNIFE, OUT, WHEELS_IN

MINUTE = timedelta(minutes=1)
BEFORE_OPENING = 100 * MINUTE  # who is operated first comes first
USUAL = {  # how long a service takes, the median; two of three lie within a third of it
    LaneName.VITALS: 6 * MINUTE,
    LaneName.EXAMINATION: 13 * MINUTE,
    LaneName.ANAESTHESIA: 6 * MINUTE,
    LaneName.RECOVERY: 75 * MINUTE,
    LaneName.DISCHARGE: 4 * MINUTE,
}
SPREAD = 0.3
STAY_AWAY = 0.07  # of all who are booked
MISS = 0.04  # of all calls of people who are not operated today
WALK_INS = 46  # in the first four hours
FIRST_NAMES = ("Ibinabo", "Chidinma", "Sotonye", "Emeka", "Boma", "Ngozi", "Tonye", "Ifeoma", "Dakuku", "Amaka", "Ebi")
FAMILY_NAMES = ("Pepple", "Eze", "Tari", "Okoro", "Briggs", "Nwosu", "Jack", "Obi", "Hart")
COMPLAINTS = ("pain in the knee", "an old fracture", "a lump at the wrist", "a crooked toe", "pain in the back")


def play_day(camp: Camp, *, day: date, until: datetime, seed: int = 7) -> None:
    """Everything that happens on `day` before `until`, minute by minute. In the scope of the organisation."""
    play = _Play(camp, day, seed=seed)
    now = play.begins
    while now < until:
        play.minute(now)
        now += MINUTE


@dataclass
class _Table:
    """Whose turn it is at one operating table, and what is still to happen to whom is on it."""

    turns: list[Appointment]
    ahead: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def next(self) -> Appointment:
        return self.turns[0]


class _Play:
    def __init__(self, camp: Camp, day: date, *, seed: int) -> None:
        self.camp, self.chance = camp, Random(seed)  # noqa: S311 - nothing is kept secret by it
        self.opens = opens = camp.instant(day, camp.day_opens)
        self.begins = max(opens - BEFORE_OPENING, camp.span_of(day)[0])  # nobody comes the day before
        coming = [place for place in _places(camp, day) if self.chance.random() >= STAY_AWAY]
        self.coming = sorted(
            ((max(self._comes(place), self.begins), place.registration) for place in coming if place.registration),
            key=lambda one: one[0],
        )
        self.walking_in = sorted((opens + self._between(10, 240), number) for number in range(WALK_INS))
        stations = list(Station.objects.filter(camp=camp).order_by("pk"))
        self.points = [one for one in stations if one.serves in USUAL]
        self.tables = [
            _Table([place for place in coming if place.station_id == one.pk])
            for one in stations
            if one.kind == StationKind.TABLE
        ]
        self.operated = {place.registration_id for table in self.tables for place in table.turns}
        self.served: dict[Station, list[tuple[datetime, Ticket]]] = {one: [] for one in self.points}
        self.called: list[tuple[Station, Ticket]] = []
        self.desk = open_desk(camp=camp, device=uuid.uuid4(), by=None, now=self.begins)

    def minute(self, now: datetime) -> None:
        """People come, every station does what is due, and so does every table."""
        self._arrive(now)
        self._come_in(now)
        for station in self.points:
            self._let_go(station, now)
        waiting = Ticket.objects.filter(camp=self.camp, state=TicketState.WAITING)
        waited_for = set(waiting.values_list("lane", flat=True))
        for station in self.points:
            if station.serves in waited_for and len(self.served[station]) < station.beds:
                self._call(station, now)
        for table in self.tables:
            self._operate(table, now)

    def _arrive(self, now: datetime) -> None:
        while self.coming and self.coming[0][0] <= now:
            check_in(registration=self.coming.pop(0)[1], act=self._act(now))
        while self.walking_in and self.walking_in[0][0] <= now:
            _, number = self.walking_in.pop(0)
            self._walk_in(number, now)

    def _walk_in(self, number: int, now: datetime) -> None:
        name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {FAMILY_NAMES[number % len(FAMILY_NAMES)]}"
        complaint = COMPLAINTS[number % len(COMPLAINTS)]
        person = new_walk_in(name=name, birth_date=None, estimated=False, complaint=complaint, phone="")
        arrival = walk_in(person=person, act=self._act(now)).arrival
        if number == 0:
            doing = Doing(by=None, now=now, reason="In strong pain")
            set_urgency(ticket=Ticket.objects.get(arrival=arrival), urgency=Urgency.URGENT, doing=doing)

    def _comes(self, place: Appointment) -> datetime:
        if place.station.kind == StationKind.TABLE:
            return place.starts_at - self._between(60, 100)
        return place.arrive_at + self._between(-20, 10)

    def _let_go(self, station: Station, now: datetime) -> None:
        for done_at, ticket in list(self.served[station]):
            if done_at <= now:
                self.served[station].remove((done_at, ticket))
                send_on(ticket=ticket, lane=proposed_lane(ticket) or "", doing=Doing(by=None, now=now))

    def _call(self, station: Station, now: datetime) -> None:
        ticket = call_next(station=station, doing=Doing(by=None, now=now, station=station))
        if ticket is not None:  # else another station of the lane has called the last one
            self.called.append((station, ticket))

    def _come_in(self, now: datetime) -> None:
        """Whoever was called a minute ago is there, or is not."""
        for station, ticket in self.called:
            doing = Doing(by=None, now=now, station=station)
            if self.chance.random() < MISS and ticket.registration_id not in self.operated:
                miss(ticket=ticket, doing=doing)
            else:
                start(ticket=ticket, doing=doing)
                self.served[station].append((now + self._drawn(USUAL[LaneName(ticket.lane)]), ticket))
        self.called.clear()

    def _operate(self, table: _Table, now: datetime) -> None:
        while table.ahead and table.ahead[0][0] <= now:
            _, kind = table.ahead.pop(0)
            mark(appointment=table.next, kind=kind, at=now, by=None, now=now)
            if kind == CLEAN:
                table.turns.pop(0)
        if table.ahead or now < self.opens:
            return
        ready = set(
            Ticket.objects.filter(camp=self.camp, lane=LaneName.THEATRE, state=TicketState.WAITING).values_list(
                "registration", flat=True
            )
        )
        # Whoever is late lets the next one go in.
        one = next((place for place in table.turns if place.registration_id in ready), None)
        if one is not None:
            table.turns.remove(one)
            table.turns.insert(0, one)
            self._wheel_in(table, one, now)

    def _wheel_in(self, table: _Table, one: Appointment, now: datetime) -> None:
        person = one.registration
        assert person is not None, "chosen so"
        confirm_identity(
            appointment=one,
            identifiers=comparable(person),
            side=person.side or Side.NONE,
            site_marked=SiteMarked.YES,
            consent_seen=True,
            by=None,
            now=now,
        )
        mark(appointment=one, kind=WHEELS_IN, at=now, by=None, now=now)
        knife = now + self._between(8, 18)
        out = max(now + self._drawn(one.ends_at - one.starts_at), knife + 12 * MINUTE)
        clean = out + self._between(8, 15)
        table.ahead = [(knife, KNIFE), (out - 7 * MINUTE, CLOSED), (out, OUT), (clean, CLEAN)]

    def _act(self, now: datetime) -> Act:
        return Act(desk=self.desk, by=None, now=now)

    def _between(self, least: int, most: int) -> timedelta:
        return self.chance.randint(least, most) * MINUTE

    def _drawn(self, usual: timedelta) -> timedelta:
        return usual * exp(self.chance.gauss(0, SPREAD))


def _places(camp: Camp, day: date) -> list[Appointment]:
    begins = camp.instant(day, camp.day_opens) - BEFORE_OPENING
    booked = Appointment.objects.filter(
        camp=camp,
        state=AppointmentState.BOOKED,
        registration__isnull=False,
        starts_at__range=(begins, begins + timedelta(hours=18)),
    )
    return list(booked.select_related("registration__patient", "station", "camp__venue").order_by("starts_at", "pk"))
