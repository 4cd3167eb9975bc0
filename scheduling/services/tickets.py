"""The one door by which a place in the queue changes: locked, in a state that allows it, with an event beside it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from camps.live.counter import changed
from camps.models import Station, User
from scheduling.errors import Gone
from scheduling.models import Ticket, TicketAct, TicketEvent

# What an event keeps of the ticket before it, so that Undo can put it back.
KEPT = ("state", "lane", "station_id", "urgency", "calls")
KEPT_TIMES = ("window_at", "counts_from", "called_at", "started_at", "ended_at")
ENDED_AHEAD = "ended_ahead"  # the ids of what let it go before others until it was put to the end


Made = TypeVar("Made", bound=Model)


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who does something to a ticket, where, and when: `at` is the device's time where it had no network.

    `device` is what the device calls itself, where it does so: one that holds people for an outage may call them.
    """

    by: User | None
    now: datetime
    station: Station | None = None
    reason: str = ""
    at: datetime | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    device: uuid.UUID | None = None

    @property
    def happened_at(self) -> datetime:
        return min(self.at, self.now) if self.at else self.now


def change(
    *,
    ticket_id: int,
    act: TicketAct,
    allowed: Collection[str],
    doing: Doing,
    keeping: Mapping[str, Any] | None = None,
    **values: Any,
) -> Ticket:
    """Write `values` and the event. The same act sent twice changes nothing the second time.

    `keeping` is what the event keeps for Undo beside the ticket's own values. Raises Gone where the ticket is in none
    of the `allowed` states: somebody was quicker.
    """
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("arrival").get(pk=ticket_id)
        if TicketEvent.objects.filter(client_id=doing.client_id).exists():
            return ticket
        if ticket.state not in allowed:
            raise Gone(f"{ticket.arrival.token} is “{ticket.get_state_display()}” now.")
        write_event(ticket, act, doing, keeping=keeping)
        for name, value in values.items():
            setattr(ticket, name, value)
        ticket.changed_at = doing.now
        ticket.save()
        changed(ticket.camp_id)
    return ticket


def made_before(rows: QuerySet[Made]) -> Made:
    """What an act that is sent again made the first time: the newest of `rows`. Raises Gone if it was another act."""
    newest = rows.order_by("-pk").first()
    if newest is None:
        raise Gone("This was said of something else.", cure="Look at the queue, and do it again.")
    return newest


def heard_before(doing: Doing) -> Ticket | None:
    """The ticket that this very act was done to, when a device sends it again because the answer was lost."""
    event = TicketEvent.objects.filter(client_id=doing.client_id).select_related("ticket__arrival").first()
    return event.ticket if event else None


def write_event(
    ticket: Ticket, act: TicketAct, doing: Doing, *, keeping: Mapping[str, Any] | None = None
) -> TicketEvent:
    """What is about to happen to `ticket`, with what it was before."""
    return TicketEvent.objects.create(
        organisation_id=ticket.organisation_id,
        camp_id=ticket.camp_id,
        ticket=ticket,
        act=act,
        station=doing.station,
        reason=doing.reason[:200],
        before=kept_of(ticket) | dict(keeping or {}),
        client_id=doing.client_id,
        offline=doing.at is not None,
        at=doing.happened_at,
        recorded_at=doing.now,
        by=doing.by,
    )


def kept_of(ticket: Ticket) -> dict[str, Any]:
    """The ticket's values as an event keeps them; instants in ISO form."""
    times = {name: getattr(ticket, name) for name in KEPT_TIMES}
    return {name: getattr(ticket, name) for name in KEPT} | {
        name: at.isoformat() if at else None for name, at in times.items()
    }


def put_back(ticket: Ticket, before: dict[str, Any]) -> None:
    """The ticket as an event found it; not saved."""
    for name in KEPT:
        setattr(ticket, name, before[name])
    for name in KEPT_TIMES:
        setattr(ticket, name, datetime.fromisoformat(before[name]) if before[name] else None)
