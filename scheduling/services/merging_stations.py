"""What a station did while it had no network, taken in: each act by itself, through the services of its page.

What does not fit what others did meanwhile is no error of the device: it is written down (`UnmergedAct`) for a person
to look at, and the device need not keep it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from camps.live.counter import changed
from camps.models import Station, User
from scheduling.errors import Gone, SchedulingError
from scheduling.models import AT_A_STATION, KeptKind, Ticket, TicketEvent, TicketState, UnmergedAct
from scheduling.services import calling, leaving_queue, sending_on
from scheduling.services.tickets import Doing, heard_before
from scheduling.services.undoing_tickets import undo_event


@dataclass(frozen=True, kw_only=True)
class KeptCall:
    """One act of a device at a station; `lane` is where somebody was sent on to, `undoes` the act it takes back."""

    client_id: uuid.UUID
    kind: str
    at: datetime
    ticket: int
    lane: str = ""
    undoes: uuid.UUID | None = None


@dataclass(frozen=True)
class MergedCall:
    """How it ended. With `why` it stands on the list of what a person must look at; either way it is kept here now."""

    client_id: uuid.UUID
    why: str = ""


def merge_at(*, station: Station, acts: list[KeptCall], by: User | None, now: datetime) -> list[MergedCall]:
    """Take the acts in, in their order, each in a transaction of its own: one that does not fit holds up no other."""
    return [_merged(act, station, by=by, now=now) for act in acts]


def mark_seen(*, acts: list[UnmergedAct], by: User | None, now: datetime) -> int:
    """Somebody looked at them and put right what had to be; how many of them nobody had seen to before."""
    with transaction.atomic():
        done = UnmergedAct.objects.filter(pk__in=[act.pk for act in acts], seen_at=None).update(seen_at=now, seen_by=by)
        if done:
            changed(acts[0].camp_id)
    return done


def _merged(act: KeptCall, station: Station, *, by: User | None, now: datetime) -> MergedCall:
    known = UnmergedAct.objects.filter(organisation=station.organisation_id, client_id=act.client_id).first()
    if known is not None:
        return MergedCall(act.client_id, known.why)
    found = Ticket.objects.filter(camp=station.camp_id, pk=act.ticket).select_related("arrival", "camp__venue").first()
    doing = Doing(by=by, now=now, station=station, at=act.at, client_id=act.client_id, reason=_reason(act))
    try:
        if found is None:
            raise Gone("Nobody of this camp has that place in the queue.")
        with transaction.atomic():
            _do(act, found, station, doing)
    except SchedulingError as error:
        _write_down(act, found, station, error.message, doing)
        return MergedCall(act.client_id, error.message)
    return MergedCall(act.client_id)


def _do(act: KeptCall, ticket: Ticket, station: Station, doing: Doing) -> None:
    """Whether it was heard is asked under the lock: the same act may come twice at once."""
    if act.kind == KeptKind.UNDO:
        if not heard_before(doing):
            _take_back(act, doing)
        return
    if act.kind == KeptKind.CALL:  # the station before the ticket, as any call does: none waits for the other
        Station.objects.select_for_update(no_key=True).get(pk=station.pk)
    one = Ticket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
    if heard_before(doing):
        return
    if act.kind == KeptKind.CALL:
        _refuse_unless_free(one, station)
        calling.call_alone(ticket=ticket, station=station, doing=doing)
    elif not _is_done_already(act, one, station):
        _refuse_unless_here(one, station)
        _at_the_station(act, ticket, doing)


def _at_the_station(act: KeptCall, ticket: Ticket, doing: Doing) -> None:
    if act.kind == KeptKind.RECALL:
        calling.recall(ticket=ticket, doing=doing)
    elif act.kind == KeptKind.START:
        calling.start(ticket=ticket, doing=doing)
    elif act.kind == KeptKind.MISS:
        calling.miss(ticket=ticket, doing=doing)
    elif act.kind == KeptKind.PARK:
        calling.park(ticket=ticket, doing=doing)
    elif act.kind == KeptKind.SEND_ON:
        sending_on.send_on(ticket=ticket, lane=act.lane, doing=doing)
    else:
        leaving_queue.finish(ticket=ticket, doing=doing)


def _refuse_unless_here(one: Ticket, station: Station) -> None:
    """Whoever another station called meanwhile is its own to end."""
    if one.state not in AT_A_STATION or one.station_id != station.pk:
        raise Gone(_meanwhile(one))


def _refuse_unless_free(one: Ticket, station: Station) -> None:
    """As the call itself would, in words for who reads it later."""
    here = one.state in AT_A_STATION and one.station_id == station.pk
    if not here and one.state not in (TicketState.WAITING, TicketState.PARKED, TicketState.MISSED):
        raise Gone(_meanwhile(one))


def _meanwhile(ticket: Ticket) -> str:
    """How somebody stood when the word of the device came."""
    where = f" at {ticket.station.name}" if ticket.station else ""
    return f"When this came in, {ticket.arrival.token} was “{ticket.get_state_display()}”{where}."


def _is_done_already(act: KeptCall, ticket: Ticket, station: Station) -> bool:
    """The page did it just before the network went, and the answer was lost: under another id, but the same."""
    if act.kind not in (KeptKind.FINISH, KeptKind.SEND_ON) or ticket.station_id != station.pk:
        return False
    if ticket.state != TicketState.DONE:
        return False
    later = Ticket.objects.filter(arrival=ticket.arrival_id, pk__gt=ticket.pk).order_by("pk").first()
    return (later.lane if later else "") == act.lane


def _take_back(act: KeptCall, doing: Doing) -> None:
    """An act that never found its way in is seen to by taking it back, also where somebody looked at it before."""
    of = act.undoes or act.client_id
    refused = UnmergedAct.objects.filter(client_id=of, station=doing.station).first()
    if refused is not None:
        mark_seen(acts=[refused], by=doing.by, now=doing.now)
        return
    event = TicketEvent.objects.filter(client_id=of, station=doing.station).select_related("ticket").first()
    if event is None:
        raise Gone("What was taken back never came.", cure="Look at how the person stands now.")
    undo_event(event=event, doing=doing)


def _reason(act: KeptCall) -> str:
    """Nothing is typed without a network, so that nothing about anybody is kept on the device."""
    return "Set aside without a network." if act.kind == KeptKind.PARK else ""


def _write_down(act: KeptCall, ticket: Ticket | None, station: Station, why: str, doing: Doing) -> None:
    UnmergedAct.objects.get_or_create(
        organisation_id=station.organisation_id,
        client_id=act.client_id,
        defaults={
            "camp_id": station.camp_id,
            "station": station,
            "ticket": ticket,
            "kind": act.kind,
            "lane": act.lane,
            "why": why[:200],
            "at": doing.happened_at,
            "recorded_at": doing.now,
            "by": doing.by,
        },
    )
    changed(station.camp_id)
