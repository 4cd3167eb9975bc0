"""A station's device is made ready for an outage: it holds a few of those who wait, and only it calls them.

The hold is given while there is a network, and taken back only with the device's own word, after its time, or by a
person: so a station without a network and the others never call the same one. What the device may have stored is always
held here as well: it says what it has, and what it gives back is free only after it said that it has it no more.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from camps.live.counter import changed
from camps.models import Station, Urgency, User
from scheduling.errors import Gone, NotAllowed
from scheduling.models import StationDevice, Ticket, TicketState
from scheduling.queries.going_alone import is_silent, open_devices, share_of
from scheduling.queries.live_queue import queue_now

SIZES = (3, 6, 12)
LASTS = timedelta(hours=2)  # so long may a device call without a word from us, by its own clock
LONGER = timedelta(minutes=10)  # so much longer is it held here: clocks differ, and answers take time
RENEWED = timedelta(minutes=5)  # rows are written again when so much of the time is gone, not at every word


def switch_on(*, station: Station, device: uuid.UUID, most: int, by: User | None, now: datetime) -> StationDevice:
    """This device may go on alone at this station; it holds nobody before it asks (`renew`).

    Raises NotAllowed where another device does so at this station, or this one at another.
    """
    if most not in SIZES or not station.serves:
        raise NotAllowed("A station holds 3, 6 or 12 people of its lane.", cure="Choose one of these.")
    with transaction.atomic():
        _lock(station)
        there = StationDevice.objects.filter(camp=station.camp_id, released_at=None).select_related("station")
        for one in there.filter(Q(station=station) | Q(device=device)):
            if one.station_id != station.pk:
                raise NotAllowed(
                    f"This device is kept ready for {one.station.name}.", cure="Switch that off there first."
                )
            if one.device == device:
                return one
            if one.tickets.filter(held_until__gt=now).exists() or not is_silent(one, now=now):
                raise NotAllowed(
                    f"Another device is kept ready for {station.name}.", cure="Switch it off there, or release it."
                )
            _let_go(one, by=by, now=now)
        try:
            with transaction.atomic():
                return StationDevice.objects.create(
                    organisation_id=station.organisation_id,
                    camp_id=station.camp_id,
                    station=station,
                    device=device,
                    most=most,
                    heard_at=now,
                    opened_at=now,
                    opened_by=by,
                )
        except IntegrityError as error:  # switched on at another station in this instant, in another tab
            raise NotAllowed("This device is kept ready for another station.", cure="Switch it off there.") from error


def renew(*, device: StationDevice, has: Collection[int], number: int, now: datetime) -> list[int]:
    """The device speaks: it has these tickets stored. Answers whom it may call from now on, for `LASTS`, in order.

    Whom it loses it still holds until it says that they are stored no more. Raises Gone for a device that was
    released, NotAllowed for a word that is older than the last one.
    """
    with transaction.atomic():
        _lock(device.station)
        own = StationDevice.objects.select_for_update(no_key=True, of=("self",)).select_related("station__camp__venue")
        one = own.filter(pk=device.pk, released_at=None).first()
        if one is None:
            raise Gone("This device holds nobody any more.", cure="Switch it on again.")
        if number <= one.last:
            raise NotAllowed("This was said before something newer.")
        one.last, one.heard_at = number, now
        one.save(update_fields=["last", "heard_at"])
        camp, lane = one.station.camp, one.station.serves
        queue = queue_now(camp, now=now, lane=lane, people=False).lane(lane)
        wanted = share_of(one, queue, open_devices(camp))
        held = _take(one, wanted, now=now)
        before = {row.ticket.pk for row in queue.waiting if row.ticket.held_by_id == one.pk}
        back = Ticket.objects.filter(held_by=one).exclude(pk__in=held | set(has))
        if back.update(held_by=None, held_until=None) or held - before:
            changed(one.camp_id)
    return [key for key in wanted if key in held]


def switch_off(*, device: StationDevice, by: User | None, now: datetime) -> None:
    """The device itself says that it holds nobody any more."""
    _end(device, by=by, now=now)


def release(*, device: StationDevice, by: User | None, now: datetime) -> None:
    """A person decides that others may call whom it holds. What it did without a network is taken in all the same."""
    _end(device, by=by, now=now)


def _end(device: StationDevice, *, by: User | None, now: datetime) -> None:
    with transaction.atomic():
        _lock(device.station)
        one = StationDevice.objects.select_for_update(no_key=True).filter(pk=device.pk, released_at=None).first()
        if one is not None:
            _let_go(one, by=by, now=now)


def _let_go(one: StationDevice, *, by: User | None, now: datetime) -> None:
    Ticket.objects.filter(held_by=one).update(held_by=None, held_until=None)
    one.released_at, one.released_by = now, by
    one.save(update_fields=["released_at", "released_by"])
    changed(one.camp_id)


def _take(one: StationDevice, wanted: Collection[int], *, now: datetime) -> set[int]:
    """Those of `wanted` that wait and are held by nobody else; who is being called this moment is passed over."""
    free = Q(held_by=None) | Q(held_by=one) | Q(held_until__lte=now)
    rows = Ticket.objects.filter(free, pk__in=wanted, state=TicketState.WAITING).exclude(urgency=Urgency.EMERGENCY)
    fresh = Q(held_by=one, held_until__gte=now + LASTS + LONGER - RENEWED)
    kept = set(rows.filter(fresh).values_list("pk", flat=True))
    # In the order of their ids and past locked ones: two devices and a call never wait for each other.
    lock = rows.exclude(pk__in=kept).select_for_update(no_key=True, skip_locked=True, of=("self",))
    new = set(lock.order_by("pk").values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=new).update(held_by=one, held_until=now + LASTS + LONGER)
    return kept | new


def _lock(station: Station) -> None:
    """Calls of this station wait, so that none passes over whom its own device is just about to get."""
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)
