"""What the queue page on a phone shows: one person's place at one moment, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from camps.models import Camp, Registration
from notifications.queries.phone_first import NOTHING, PhoneFirst, phone_first
from scheduling.models import Ticket, TicketState
from scheduling.queries.expected import Expected, Standing, expected_of
from scheduling.queries.expected_shared import expected_now
from scheduling.queries.go_first import BY_PLAN
from scheduling.queries.own_ticket import own_ticket, set_aside_by_phone
from scheduling.queue.explain import Reason, let_first
from scheduling.queue.showing import shown

SOON = timedelta(minutes=20)  # whoever may be called so soon stays near
NEAR = 2  # and who has no more than so many before
MOST_NAMED = 3  # of more stations of a lane, none is named


@dataclass(frozen=True)
class PhoneQueue:
    """`about` is from when to when the call is expected, None where nobody can say; `now` is when it was reckoned.

    `near` are the stations that may call, empty where they are many. Of `reasons`, who was let go first is told apart
    by what this person said to it: `let_by_me`, `let_by_most`.
    """

    ticket: Ticket
    now: datetime
    before: int = 0
    about: tuple[datetime, datetime] | None = None
    near: tuple[str, ...] = ()
    reasons: tuple[tuple[Reason, int], ...] = ()
    let_by_me: int = 0
    let_by_most: int = 0
    moved: Reason | None = None
    may_return: bool = False
    first: PhoneFirst = NOTHING
    camp_takes_asking: bool = False

    @property
    def state(self) -> str:
        return self.ticket.state

    @property
    def from_now_on(self) -> bool:
        return self.about is not None and self.about[0] <= self.now

    @property
    def stays_near(self) -> bool:
        return self.before <= NEAR or (self.about is not None and self.about[0] <= self.now + SOON)

    @property
    def may_be_late(self) -> bool:
        return self.state in (TicketState.WAITING, TicketState.CALLED)

    @property
    def may_ask(self) -> bool:
        """To go first, where the camp takes it from phones; whatever else stands in the way, the page for it says."""
        waits = self.state == TicketState.WAITING and self.before > 0 and self.ticket.lane not in BY_PLAN
        return waits and self.camp_takes_asking and not (self.first.asking or self.first.question)

    @property
    def may_leave(self) -> bool:
        return self.ticket.is_open and self.state != TicketState.SERVING


def phone_queue(registration: Registration, *, now: datetime, expected: Expected | None = None) -> PhoneQueue | None:
    """None for who is not checked in today. `expected`: what was reckoned a moment ago, where that does."""
    camp = registration.camp
    expected = expected or expected_now(camp, now=now)
    if standing := expected.of(registration.pk):
        return _waits(standing, expected, camp, now=now)
    ticket = own_ticket(registration, now=now)
    if ticket is None:
        return None
    if ticket.state != TicketState.WAITING:
        missed = ticket.state == TicketState.MISSED
        first = phone_first(ticket, camp=camp, now=now)
        return PhoneQueue(ticket, now, may_return=missed or set_aside_by_phone(ticket), first=first)
    expected = expected_of(camp, now=now)  # joined after it was reckoned, in an instant whose raise was lost
    standing = expected.standing.get(ticket.pk)
    return _waits(standing, expected, camp, now=now) if standing else PhoneQueue(ticket, now)


def _waits(standing: Standing, expected: Expected, camp: Camp, *, now: datetime) -> PhoneQueue:
    ticket, why = standing.ticket, standing.why()
    first = phone_first(ticket, camp=camp, now=now)
    let = let_first(standing.line, ticket.pk) if why.before.get(Reason.LET_GO_FIRST) else frozenset()
    names = named_near(ticket, expected)
    return PhoneQueue(
        ticket=ticket,
        now=expected.queue.now,
        before=standing.before,
        about=shown(standing.estimate, now=now) if standing.estimate else None,
        near=tuple(names) if len(names) <= MOST_NAMED else (),
        reasons=tuple(why.before.items()),
        let_by_me=len(let & first.let_by_me),
        let_by_most=len(let & first.let_by_most),
        moved=why.moved,
        first=first,
        camp_takes_asking=camp.go_first_by_phone,
    )


def named_near(ticket: Ticket, expected: Expected) -> list[str]:
    """The rooms where the call will be, as the board in the hall names them."""
    stations = expected.stations(ticket.lane)
    table = expected.standing[ticket.pk].ticket.appointment  # read with it
    own = [station for station in stations if table and station.pk == table.station_id]
    return list(dict.fromkeys(station.board_name for station in own or stations))
