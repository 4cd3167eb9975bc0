"""The call of the channel: an attempt is committed before it, its outcome after it, nothing is open meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from notifications.channels.errors import ChannelError, Kind, not_known
from notifications.channels.mail import MailRefused
from notifications.ical.errors import CalendarRefused
from notifications.models import Attempt, Message
from notifications.services import outcomes
from notifications.services.claiming import open_attempts
from notifications.services.fault_log import log_fault
from notifications.services.letters import Letter
from notifications.services.looks import Look
from notifications.services.outgoing import Outgoing

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class Outcome(StrEnum):
    """What became of one message in this round."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LOST = "lost"


def hand_over(
    looks: list[Look], letter: Letter, *, owner: str, outgoing: Outgoing, clock: Clock, more_follow: bool
) -> Outcome | None:
    """Call the channel once; all messages that went in one text share its outcome.

    None, and nothing called, where a lease is lost or a message was changed since its look.
    """
    together = [look.message for look in looks]
    message, now = together[0], clock()
    attempts = open_attempts(
        together,
        marks=[look.mark for look in looks],
        owner=owner,
        provider=outgoing.provider(message.channel),
        now=now,
        subject=letter.subject,
        body=letter.text,
        language=letter.lang,
        template_version=letter.template_version,
    )
    if not attempts:
        return None
    first_try = now if attempts[0].n == 1 else _first_try(message)
    try:
        reference = outgoing.send(message, letter, first_try=first_try, now=now)
    except ChannelError as fault:
        return _failed(together, attempts, fault, owner=owner, outgoing=outgoing, now=clock())
    except (MailRefused, CalendarRefused):
        # Nothing left, and no retry helps before somebody looks at it: next try in an hour, as for any poison.
        outcomes.close(attempts[0], Attempt.Outcome.TEMPORARY, now=clock(), detail="It could not be written.")
        raise
    except Exception as surprise:  # noqa: BLE001  an adapter of ours broke: it may have sent
        log_fault(logger, "a channel failed in a way it should not", surprise, message_id=message.pk)
        unclear = not_known(type(surprise).__name__)
        return _failed(together, attempts, unclear, owner=owner, outgoing=outgoing, now=clock())
    outgoing.went(message.channel, well=True)
    for one, attempt in zip(together, attempts, strict=True):
        outcomes.record_sent(one, attempt, owner=owner, provider_ref=reference, now=clock(), more_follow=more_follow)
    return Outcome.SENT


def _failed(
    together: list[Message],
    attempts: list[Attempt],
    fault: ChannelError,
    *,
    owner: str,
    outgoing: Outgoing,
    now: datetime,
) -> Outcome:
    outgoing.went(together[0].channel, well=fault.kind is not Kind.TEMPORARY)
    for one, attempt in zip(together, attempts, strict=True):
        outcomes.record_fault(one, attempt, fault, owner=owner, now=now)
    return Outcome.NOT_SENT


def _first_try(message: Message) -> datetime:
    first: datetime = message.attempts.order_by("n").values_list("started_at", flat=True)[0]
    return first
