"""Sends one leased message: look again, write the attempt, call the channel, record (delivery.md §3)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from django_scopes import scope, scopes_disabled

from notifications.channels.errors import ChannelError, Kind, not_known, refused_for_good
from notifications.channels.mail import MailRefused
from notifications.ical.errors import CalendarRefused
from notifications.models import Attempt, Message, MessageState, Told
from notifications.services import last_look, outcomes
from notifications.services.claiming import open_attempt, renew
from notifications.services.last_look import Ending, NotYet
from notifications.services.letters import Letter, facts_for, language_of, letter_for
from notifications.services.outgoing import Outgoing

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]

REST = timedelta(seconds=60)
OF_THE_ADDRESS = ("to", "attendee")


class Outcome(StrEnum):
    """What became of one message in this round."""

    SENT = "sent"
    NOT_SENT = "not sent"
    LOST = "lost"


def send_one(message_id: int, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    """Send one message that `owner` holds. Whatever goes wrong with it ends in its row, never in the loop."""
    now = clock()
    if not renew(message_id, owner=owner, now=now):
        return Outcome.LOST
    try:
        with scopes_disabled():
            message = last_look.read_again(message_id)
        with scope(organisation=message.organisation):
            return _send(message, owner=owner, outgoing=outgoing, clock=clock)
    except Exception as fault:
        # One row that can't be read or written must not stop the others; it comes back in an hour.
        logger.exception("a message could not be prepared", extra={"message_id": message_id})
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
    letter = _written(message, told, now=now)
    if letter is None:
        nothing = Ending(MessageState.SUPPRESSED, "Nothing is left to tell of that day.")
        outcomes.record_ending(message, nothing, owner=owner, now=now)
        return Outcome.NOT_SENT
    return _hand_over(message, letter, owner=owner, outgoing=outgoing, clock=clock)


def _written(message: Message, told: Told | None, *, now: datetime) -> Letter | None:
    """The letter, its words kept on the row as they are about to be sent."""
    message.language = language_of(message)
    facts = facts_for(message, told, now=now)
    if facts is None:
        return None
    letter = letter_for(message, told, facts)
    Message.objects.filter(pk=message.pk).update(
        subject=letter.subject[:200], body=letter.text, language=letter.lang, template_version=letter.template_version
    )
    return letter


def _hand_over(message: Message, letter: Letter, *, owner: str, outgoing: Outgoing, clock: Clock) -> Outcome:
    now = clock()
    attempt = open_attempt(message.pk, owner=owner, provider=outgoing.provider(message.channel), now=now)
    if attempt is None:
        return Outcome.LOST
    first_try = now if attempt.n == 1 else _first_try(message)
    try:
        reference = outgoing.send(message, letter, first_try=first_try, now=now)
    except ChannelError as fault:
        outgoing.went(message.channel, well=fault.kind is not Kind.TEMPORARY)
        outcomes.record_fault(message, attempt, fault, owner=owner, now=clock())
        return Outcome.NOT_SENT
    except (MailRefused, CalendarRefused) as refusal:
        # Before anything left. Of an address it is final; anything else is a fault of ours, for the next hour.
        outcomes.close(attempt, Attempt.Outcome.TEMPORARY, now=clock(), detail=str(refusal))
        if refusal.field not in OF_THE_ADDRESS:
            raise
        unusable = refused_for_good(f"The address can't be used: {refusal.cure}")
        outcomes.record_fault(message, attempt, unusable, owner=owner, now=clock())
        return Outcome.NOT_SENT
    except Exception as surprise:
        logger.exception("a channel failed in a way it should not", extra={"message_id": message.pk})
        outcomes.record_fault(message, attempt, not_known(type(surprise).__name__), owner=owner, now=clock())
        return Outcome.NOT_SENT
    outgoing.went(message.channel, well=True)
    outcomes.record_sent(message, attempt, owner=owner, provider_ref=reference, now=clock())
    return Outcome.SENT


def _first_try(message: Message) -> datetime:
    first: datetime = message.attempts.order_by("n").values_list("started_at", flat=True)[0]
    return first
