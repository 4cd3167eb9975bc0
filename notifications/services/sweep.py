"""One round of the telling: fan out, take back, send what is due. Run by 0, 1 or 5 beats, it tells the same."""

from __future__ import annotations

import logging
import os
import socket
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django_scopes import scopes_disabled

from notifications.models import Message, MessageState
from notifications.services import outcomes
from notifications.services.claiming import claim, expire, give_back, take_back
from notifications.services.fan_out import fan_out
from notifications.services.fault_log import log_fault
from notifications.services.handing_over import Outcome
from notifications.services.outgoing import Outgoing
from notifications.services.sending import look_ahead, send_one

logger = logging.getLogger(__name__)

BATCH = 50


def tick(
    *, clock: Callable[[], datetime], until: datetime, stopping: Callable[[], bool] = lambda: False
) -> Counter[Outcome]:
    """Make the messages that are still to be made, then send what is due until nothing is left or `until` has come.

    `stopping` is asked before each message, so that a worker told to stop finishes the one it is at. Returns counts.
    """
    fan_out(now=clock())
    return sweep(clock=clock, until=until, stopping=stopping)


def sweep(
    *, clock: Callable[[], datetime], until: datetime, stopping: Callable[[], bool] = lambda: False
) -> Counter[Outcome]:
    """Send what is due. No transaction may be open: see Outgoing.send."""
    counts: Counter[Outcome] = Counter()
    recover(now=clock())
    owner = f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    with Outgoing() as outgoing:
        while not stopping() and clock() < until:
            with scopes_disabled():
                batch = claim(owner=owner, now=clock(), limit=BATCH)
                looks = look_ahead(batch, now=clock()) if batch else {}
            if not batch:
                break
            for message_id in batch:
                if stopping() or clock() >= until:
                    break
                outcome = send_one(
                    message_id,
                    owner=owner,
                    outgoing=outgoing,
                    clock=clock,
                    ahead=looks.get(message_id),
                    more_follow=message_id != batch[-1],
                )
                counts[outcome] += 1
            with scopes_disabled():
                give_back(owner=owner)
    return counts


def recover(*, now: datetime) -> None:
    """Bring forward what is not known, end what is too late, and take back what a dead worker held."""
    with scopes_disabled():
        expire(now=now)
        for message_id in take_back(now=now):
            _each(outcomes.stopped_while_sending, message_id, now=now)
        waiting = Message.objects.filter(state=MessageState.UNKNOWN, ended_at=None, due_at__lte=now)
        for message_id in waiting.order_by("due_at").values_list("pk", flat=True):
            _each(outcomes.settle, message_id, now=now)


def _each(act: Callable[..., None], message_id: int, *, now: datetime) -> None:
    """One row that can't be brought forward stays as it is; the others, and the sending, go on."""
    try:
        act(message_id, now=now)
    except Exception as fault:  # noqa: BLE001  whatever one row holds, the next must go
        log_fault(logger, "a message could not be brought forward", fault, message_id=message_id)
