"""Sends one leased message: look again, write the attempt, call the channel, record (delivery.md §3)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from django_scopes import scope, scopes_disabled

from notifications.channels.errors import ChannelError, Kind, not_known
from notifications.channels.mail import MailRefused
from notifications.ical.errors import CalendarRefused
from notifications.models import Attempt, Channel, Message, MessageState, Told
from notifications.queries.facts import other_visit
from notifications.services import last_look, outcomes
from notifications.services.claiming import claim_beside, open_attempts
from notifications.services.fault_log import log_fault
from notifications.services.last_look import Ending, NotYet
from notifications.services.letters import Letter, facts_for, language_of, letter_for
from notifications.services.looks import Look, look_at, still_same
from notifications.services.outgoing import Outgoing
from notifications.wording import PATIENT_KINDS

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

REST = timedelta(seconds=60)


class Outcome(StrEnum):
    """What became of one message in this round."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LOST = "lost"


def look_ahead(message_ids: Sequence[int], *, now: datetime) -> dict[int, Look]:
    """Read a batch at once; when one of its rows can't be read, none is, and each is read by itself."""
    try:
        return look_at(message_ids, now=now)
    except Exception as fault:  # noqa: BLE001  the row that is to blame shows when it is read alone
        log_fault(logger, "a batch could not be read", fault)
        return {}


def send_one(message_id: int, *, owner: str, outgoing: Outgoing, clock: Clock, ahead: Look | None = None) -> Outcome:
    """Send one message that `owner` holds; `ahead` is used if all of it still stands.

    Whatever goes wrong with it ends in its row, never in the loop.
    """
    now = clock()
    try:
        with scopes_disabled():
            look = ahead if ahead and still_same(ahead) else look_at([message_id], now=now).get(message_id)
        if look is None or (look.message.state, look.message.lease_owner) != (MessageState.LEASED, owner):
            return Outcome.LOST
        with scope(organisation=look.message.organisation):
            return _send(look, owner=owner, outgoing=outgoing, clock=clock)
    except Exception as fault:  # noqa: BLE001  whatever one row holds, the next must go
        log_fault(logger, "a message could not be prepared", fault, message_id=message_id)
        words = f"It could not be prepared ({type(fault).__name__}); the next try is in an hour."
        with scopes_disabled():
            outcomes.put_off(message_id, owner=owner, until=now + outcomes.POISON_WAIT, why=words)
        return Outcome.NOT_SENT


def _send(look: Look, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    message, now = look.message, clock()
    if outgoing.rests(message.channel):
        words = f"The {message.get_channel_display().lower()} service does not answer; tried again in a minute."
        outcomes.put_off(message.pk, owner=owner, until=now + REST, why=words)
        return Outcome.NOT_SENT
    if message.contact is None and message.registration is not None and last_look.adopt_new_contact(message):
        look = look_at([message.pk], now=now)[message.pk]
        message = look.message
    objection = last_look.objection(look, now=now)
    if isinstance(objection, NotYet):
        outcomes.put_off(message.pk, owner=owner, until=objection.until, why=objection.why)
        return Outcome.NOT_SENT
    if isinstance(objection, Ending):
        outcomes.record_ending(message, objection, owner=owner, now=now)
        return Outcome.NOT_SENT
    message.language = language_of(message)
    facts = facts_for(message, look.told, now=now, link=look.link)
    if facts is None:
        nothing = Ending(MessageState.SUPPRESSED, "Nothing is left to tell of that day.")
        outcomes.record_ending(message, nothing, owner=owner, now=now)
        return Outcome.NOT_SENT
    family = _family(message, look.told, owner=owner, now=now)
    if family:
        others = (other_visit(row, one.registration.patient) for one, row in family if one.registration)
        facts = replace(facts, others=tuple(others))
    letter = letter_for(message, look.told, facts)
    together = [message, *(one for one, _ in family)]
    return _hand_over(together, letter, owner=owner, outgoing=outgoing, clock=clock)


def _family(message: Message, told: Told | None, *, owner: str, now: datetime) -> list[tuple[Message, Told]]:
    """The texts that go out with this one: the same words, phone, day and language, each still true and wanted."""
    if message.channel != Channel.SMS or message.kind not in PATIENT_KINDS or told is None:
        return []
    beside = claim_beside(message, owner=owner, now=now)
    found = []
    for look in look_at(beside, now=now).values() if beside else ():
        one, row = look.message, look.told
        if row is None or _day(row) != _day(told) or row.venue_id != told.venue_id:
            continue
        if language_of(one) == message.language and last_look.objection(look, now=now) is None:
            found.append((one, row))
    return found


def _day(told: Told) -> date:
    return told.starts_at.astimezone(told.venue.zone).date()


def _hand_over(together: list[Message], letter: Letter, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    """Call the channel once; all messages that went in one text share its outcome."""
    message, now = together[0], clock()
    attempts = open_attempts(
        together,
        owner=owner,
        provider=outgoing.provider(message.channel),
        now=now,
        subject=letter.subject,
        body=letter.text,
        language=letter.lang,
        template_version=letter.template_version,
    )
    if not attempts:
        return Outcome.LOST
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
        outcomes.record_sent(one, attempt, owner=owner, provider_ref=reference, now=clock())
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
