"""Which stations may go on without a network, whom their devices hold, and what could not be taken in afterwards."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from camps.models import Camp, LaneName, Station, Urgency
from scheduling.models import StationDevice, Ticket, TicketEvent, UnmergedAct
from scheduling.queries.lane_minutes import believed_of
from scheduling.queries.live_queue import InLine, LaneNow, may_go_to
from scheduling.queue.sharing import AtWork, dealt, in_turn

SILENT = timedelta(seconds=30)  # devices speak every five seconds; this is no slow answer any more
AT_WORK = timedelta(minutes=10)  # a station where nothing happens for so long, and nobody is, is taken to have a break


@dataclass(frozen=True, slots=True)
class Holder:
    """A device that may go on alone, and those who wait for it alone, in their order."""

    device: StationDevice
    tickets: list[Ticket]
    now: datetime

    @property
    def station(self) -> Station:
        return self.device.station

    @property
    def silent(self) -> bool:
        return is_silent(self.device, now=self.now)

    @property
    def until(self) -> datetime | None:
        """When others may call them all, if nothing is heard until then."""
        return max((one.held_until for one in self.tickets if one.held_until), default=None)


def is_silent(device: StationDevice, *, now: datetime) -> bool:
    return device.heard_at < now - SILENT


def open_devices(camp: Camp) -> list[StationDevice]:
    return list(StationDevice.objects.filter(camp=camp, released_at=None).select_related("station").order_by("pk"))


def device_at(station: Station, device: uuid.UUID | None) -> StationDevice | None:
    """This very device, while it may go on alone at this station."""
    return StationDevice.objects.filter(station=station, device=device, released_at=None).first() if device else None


def holders_in(lane: LaneNow, devices: Iterable[StationDevice]) -> list[Holder]:
    """The devices of this lane's stations with whom they hold; one that was just switched on may hold nobody yet."""
    here = {one.station.pk for one in lane.stations}
    return [_holder(one, lane) for one in devices if one.station_id in here]


def _holder(device: StationDevice, lane: LaneNow) -> Holder:
    tickets = [one.ticket for one in lane.waiting]
    return Holder(device, [one for one in tickets if one.held_by_id == device.pk and _holds(one, lane.now)], lane.now)


def _holds(ticket: Ticket, now: datetime) -> bool:
    return ticket.waits_for_another(None, now=now)


def with_keepers(line: Iterable[InLine], holders: Iterable[Holder], *, own: int | None) -> list[InLine]:
    """The same people; whom another device holds says for which station."""
    names = {ticket.pk: one.station.name for one in holders if one.device.pk != own for ticket in one.tickets}
    return [replace(one, kept_for=names.get(one.ticket.pk, "")) for one in line]


def share_of(device: StationDevice, lane: LaneNow, devices: Iterable[StationDevice]) -> list[int]:
    """Whom this device should hold now, in their order: what the station would call next, dealt out with the others.

    Dealt to stations that have somebody there or did something lately: others may have no team now, and their device
    would keep people waiting for nobody. Where that is true of all, to those whose devices are heard.
    What a silent device holds stays with it. An emergency is dealt to nobody: whoever is free takes it.
    """
    now = lane.now
    fixed = {one.pk for one in devices if is_silent(one, now=now) and one.pk != device.pk}
    silent = {one.station_id for one in devices if one.pk in fixed}
    heard = {one.station_id for one in devices} - silent
    lately = {one.station_id for one in devices if one.opened_at > now - AT_WORK} | _did_something(lane)
    staffed = (lately | {one.station.pk for one in lane.stations if one.there}) - silent or heard
    work = [
        AtWork(one.station.pk, None if not one.is_full else min(t.called_at or now for t in one.there))
        for one in lane.stations
        if one.station.pk in staffed
    ]
    turns = in_turn(work, now=now, nearly_all=timedelta(minutes=believed_of(lane.lane).p90))
    stations = [one.station for one in lane.stations if one.station.pk in turns]
    line = {
        one.ticket.pk: [s.pk for s in stations if s.serves != LaneName.THEATRE or may_go_to(one.ticket, s)]
        for one in lane.waiting
        if one.ticket.urgency != Urgency.EMERGENCY and not (one.ticket.held_by_id in fixed and _holds(one.ticket, now))
    }
    return dealt(line, turns).get(device.station_id, [])[: device.most]


def _did_something(lane: LaneNow) -> set[int]:
    stations = [one.station for one in lane.stations]
    if not stations:
        return set()
    rows = TicketEvent.objects.filter(station__in=stations, at__gt=lane.now - AT_WORK)
    return {pk for pk in rows.filter(camp=stations[0].camp_id).values_list("station", flat=True) if pk}


def unmerged(camp: Camp) -> QuerySet[UnmergedAct]:
    """What nobody has seen to, in the order in which it came."""
    return UnmergedAct.objects.filter(camp=camp, seen_at=None).order_by("pk")


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What one station did to one person that does not fit, in order."""

    station: Station
    ticket: Ticket | None
    acts: list[UnmergedAct]


def unmerged_by_person(camp: Camp) -> list[Unmerged]:
    """For their page."""
    found: dict[tuple[int, int | None], list[UnmergedAct]] = defaultdict(list)
    for act in unmerged(camp).select_related("station", "by", "ticket__arrival", "ticket__station"):
        found[act.station_id, act.ticket_id].append(act)
    return [Unmerged(acts[0].station, acts[0].ticket, acts) for acts in found.values()]
