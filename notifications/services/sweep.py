"""One round of the telling: fan out, take back, send what is due. Run by 0, 1 or 5 beats, it tells the same."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django_scopes import scopes_disabled

from notifications.models import Message, MessageState
from notifications.queries.at_hand import AtHand, at_hand
from notifications.services import outcomes, receipts
from notifications.services.claiming import claim, expire, give_back, take_back
from notifications.services.fan_out import fan_out
from notifications.services.fault_log import log_fault
from notifications.services.give_way import ask_in_queues
from notifications.services.handing_over import Outcome
from notifications.services.outgoing import Outgoing
from notifications.services.queue_telling import tell_queues
from notifications.services.sending import look_ahead, send_one
from notifications.services.turns import Turns

logger = logging.getLogger(__name__)

BATCH = 50


@dataclass(frozen=True)
class Round:
    """How one round is run. `stopping` is asked before each message, so that a worker told to stop finishes the one it
    is at. `pause` waits so many seconds: with it, one worker stays for messages that wait for their sender's rate.
    """

    clock: Callable[[], datetime]
    until: datetime
    stopping: Callable[[], bool]
    pause: Callable[[float], object] | None

    @property
    def over(self) -> bool:
        return self.stopping() or self.clock() >= self.until


def tick(
    *,
    clock: Callable[[], datetime],
    until: datetime,
    stopping: Callable[[], bool] = lambda: False,
    pause: Callable[[float], object] | None = None,
) -> Counter[Outcome]:
    """Make the messages that are still to be made, then send what is due until nothing is left or `until` has come.

    The rest is as a Round has it. Returns counts.
    """
    fan_out(now=clock())
    ask_in_queues(now=clock())
    tell_queues(now=clock())
    return sweep(clock=clock, until=until, stopping=stopping, pause=pause)


def sweep(
    *,
    clock: Callable[[], datetime],
    until: datetime,
    stopping: Callable[[], bool] = lambda: False,
    pause: Callable[[float], object] | None = None,
) -> Counter[Outcome]:
    """Send what is due, as `tick` does. No transaction may be open: see Outgoing.send."""
    this, counts = Round(clock, until, stopping, pause), Counter[Outcome]()
    waits = at_hand(now=this.clock())
    if waits.nothing:
        return counts
    recover(waits, now=this.clock())
    owner = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    with Outgoing() as outgoing:
        turns = Turns(clock=this.clock, until=this.until, stopping=this.stopping, pause=this.pause)
        while not this.over:
            with scopes_disabled():
                batch = claim(owner=owner, now=this.clock(), limit=BATCH)
            if batch:
                counts.update(_sent(batch, this, owner=owner, outgoing=outgoing))
            elif not (outgoing.lines and turns.next_has_come()):
                break
    return counts


def _sent(batch: list[int], this: Round, *, owner: str, outgoing: Outgoing) -> Iterator[Outcome]:
    """Send what was claimed, one after the other; what the time does not reach is given back."""
    outgoing.look_around()
    with scopes_disabled():
        looks = look_ahead(batch, now=this.clock())
    for message_id in batch:
        if this.over:
            break
        yield send_one(
            message_id,
            owner=owner,
            outgoing=outgoing,
            clock=this.clock,
            ahead=looks.get(message_id),
            more_follow=message_id != batch[-1],
        )
    with scopes_disabled():
        give_back(owner=owner)


def recover(waits: AtHand, *, now: datetime) -> None:
    """Act on receipts that came early or not at all, bring forward what is not known, end what is too late, and take
    back what a dead worker held: as far as any of it waits."""
    with scopes_disabled():
        for event_id in receipts.waiting(now=now) if waits.early_receipts else ():
            _each(receipts.apply_kept, event_id, now=now)
        for message_id in receipts.overdue(now=now) if waits.missing_receipts else ():
            _each(receipts.missing, message_id, now=now)
        if waits.late:
            expire(now=now)
        for message_id in take_back(now=now) if waits.left_behind else ():
            _each(outcomes.stopped_while_sending, message_id, now=now)
        if waits.unknown or waits.left_behind:
            _settle_unknown(now=now)


def _settle_unknown(*, now: datetime) -> None:
    waiting = Message.objects.filter(state=MessageState.UNKNOWN, ended_at=None, due_at__lte=now)
    for message_id in waiting.order_by("due_at").values_list("pk", flat=True):
        _each(outcomes.settle, message_id, now=now)


def _each(act: Callable[..., None], row_id: int, *, now: datetime) -> None:
    """One row that can't be brought forward stays as it is; the others, and the sending, go on."""
    try:
        act(row_id, now=now)
    except Exception as fault:  # noqa: BLE001  whatever one row holds, the next must go
        log_fault(logger, "a row could not be brought forward", fault, act=act.__name__, row=row_id)
