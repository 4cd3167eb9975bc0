"""The call of the provider: an attempt is committed before it, its outcome after it, nothing is open meanwhile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notifications.channels.errors import ChannelError, Kind, OptedOut, not_known
from notifications.channels.mail import MailRefused
from notifications.channels.providers import Provider
from notifications.ical.errors import CalendarRefused
from notifications.models import Attempt, Message
from notifications.queries.lost_entries import WITHOUT_ENTRY
from notifications.services import outcomes
from notifications.services.choosing import segments_of
from notifications.services.claiming import open_attempts
from notifications.services.fault_log import log_fault
from notifications.services.letters import Letter
from notifications.services.looks import Look
from notifications.services.outgoing import Outgoing

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Tried = dict[str, ChannelError]  # the providers that refused a message in this round, by key


class Outcome(StrEnum):
    """What became of one message in this round."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LOST = "lost"


@dataclass(frozen=True, kw_only=True)
class Call:
    """By whom and with what a message is handed over; `tried` grows by each provider that certainly did not take it."""

    owner: str
    outgoing: Outgoing
    clock: Clock
    more_follow: bool = False
    tried: Tried = field(default_factory=dict)


def hand_over(looks: list[Look], letter: Letter, provider: Provider, call: Call, *, another: bool) -> Outcome | None:
    """Call the provider once; all messages that went in one text share its outcome.

    None, and nothing taken, where a lease is lost or a message was changed since its look, and where this provider
    certainly did not take it and there is `another`.
    """
    together = [look.message for look in looks]
    message, now = together[0], call.clock()
    attempts = open_attempts(
        together,
        marks=[look.mark for look in looks],
        owner=call.owner,
        provider=provider.name,
        now=now,
        subject=letter.subject,
        body=letter.text,
        language=letter.lang,
        template_version=letter.template_version,
        segments=segments_of(message, letter),
    )
    if not attempts:
        return None
    first_try = now if attempts[0].n == 1 else _first_try(message)
    try:
        reference = call.outgoing.send(provider, message, letter, first_try=first_try, now=now)
    except ChannelError as fault:
        return _failed(together, attempts, fault, provider, call, another=another)
    except (MailRefused, CalendarRefused):
        # Nothing left, and no retry helps before somebody looks at it: next try in an hour, as for any poison.
        outcomes.close(attempts[0], Attempt.Outcome.TEMPORARY, now=call.clock(), detail="It could not be written.")
        raise
    except Exception as surprise:  # noqa: BLE001  an adapter of ours broke: it may have sent
        log_fault(logger, "a channel failed in a way it should not", surprise, message_id=message.pk)
        unclear = not_known(type(surprise).__name__)
        return _failed(together, attempts, unclear, provider, call, another=False)
    call.outgoing.went_well(provider)
    for one, attempt in zip(together, attempts, strict=True):
        outcomes.record_sent(
            one,
            attempt,
            owner=call.owner,
            provider=provider,
            provider_ref=reference,
            now=call.clock(),
            more_follow=call.more_follow,
            why=WITHOUT_ENTRY if letter.lost_calendar else "",
        )
    return Outcome.SENT


def _failed(
    together: list[Message],
    attempts: list[Attempt],
    fault: ChannelError,
    provider: Provider,
    call: Call,
    *,
    another: bool,
) -> Outcome | None:
    now = call.clock()
    call.outgoing.failed(provider, fault, now=now)
    # Never on after silence, which may mean yes, nor past the reader who blocked us.
    if another and fault.kind is not Kind.UNKNOWN and not isinstance(fault, OptedOut):
        for attempt in attempts:
            outcomes.close(attempt, Attempt.Outcome(fault.kind), now=now, detail=fault.detail)
        call.tried[provider.key] = fault
        return None
    passing = next((one for one in call.tried.values() if one.kind is Kind.TEMPORARY), None)
    for one, attempt in zip(together, attempts, strict=True):
        outcomes.record_fault(one, attempt, fault, owner=call.owner, now=now, decided=_decided(fault, passing))
    return Outcome.NOT_SENT


def _decided(fault: ChannelError, passing: ChannelError | None) -> ChannelError:
    """What the refusals of all providers mean: one that only passes lets the message be tried again."""
    return passing if passing is not None and fault.permanent and not isinstance(fault, OptedOut) else fault


def _first_try(message: Message) -> datetime:
    first: datetime = message.attempts.order_by("n").values_list("started_at", flat=True)[0]
    return first
