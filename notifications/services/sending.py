"""Sends one leased message: look again, write the attempt, call the channel, record (delivery.md §3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
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
from notifications.services.outgoing import Outgoing
from notifications.wording import PATIENT_KINDS, Facts

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

REST = timedelta(seconds=60)


class Outcome(StrEnum):
    """What became of one message in this round."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LOST = "lost"


def send_one(message_id: int, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    """Send one message that `owner` holds. Whatever goes wrong with it ends in its row, never in the loop."""
    now = clock()
    try:
        with scopes_disabled():
            message = last_look.read_again(message_id)
        if (message.state, message.lease_owner) != (MessageState.LEASED, owner):
            return Outcome.LOST
        with scope(organisation=message.organisation):
            return _send(message, owner=owner, outgoing=outgoing, clock=clock)
    except Exception as fault:  # noqa: BLE001  whatever one row holds, the next must go
        log_fault(logger, "a message could not be prepared", fault, message_id=message_id)
        words = f"It could not be prepared ({type(fault).__name__}); the next try is in an hour."
        with scopes_disabled():
            outcomes.put_off(message_id, owner=owner, until=now + outcomes.POISON_WAIT, why=words)
        return Outcome.NOT_SENT


def _send(message: Message, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    now = clock()
    if outgoing.rests(message.channel):
        words = f"The {message.get_channel_display().lower()} service does not answer; tried again in a minute."
        outcomes.put_off(message.pk, owner=owner, until=now + REST, why=words)
        return Outcome.NOT_SENT
    if message.contact is None and message.registration is not None:
        last_look.adopt_new_contact(message)
    told = last_look.told_of(message)
    objection = last_look.objection(message, told, now=now)
    if isinstance(objection, NotYet):
        outcomes.put_off(message.pk, owner=owner, until=objection.until, why=objection.why)
        return Outcome.NOT_SENT
    if isinstance(objection, Ending):
        outcomes.record_ending(message, objection, owner=owner, now=now)
        return Outcome.NOT_SENT
    facts = _facts(message, told, now=now)
    if facts is None:
        nothing = Ending(MessageState.SUPPRESSED, "Nothing is left to tell of that day.")
        outcomes.record_ending(message, nothing, owner=owner, now=now)
        return Outcome.NOT_SENT
    family = _family(message, told, owner=owner, now=now) if message.channel == Channel.SMS and told else []
    if family:
        others = (other_visit(row, one.registration.patient) for one, row in family if one.registration)
        facts = replace(facts, others=tuple(others))
    letter = letter_for(message, told, facts)
    together = [message, *(one for one, _ in family)]
    return _hand_over(together, letter, owner=owner, outgoing=outgoing, clock=clock)


def _facts(message: Message, told: Told | None, *, now: datetime) -> Facts | None:
    message.language = language_of(message)
    return facts_for(message, told, now=now)


def _family(message: Message, told: Told, *, owner: str, now: datetime) -> list[tuple[Message, Told]]:
    """The texts that go out with this one: the same words, phone, day and language, each still true and wanted."""
    if message.kind not in PATIENT_KINDS or message.contact is None:
        return []
    found = []
    for message_id in claim_beside(message, owner=owner, now=now):
        one = last_look.read_again(message_id)
        row = last_look.told_of(one)
        same_day = row is not None and _day(row) == _day(told) and row.venue_id == told.venue_id
        if same_day and language_of(one) == message.language and last_look.objection(one, row, now=now) is None:
            assert row is not None
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
        subject=letter.subject[:200],
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
