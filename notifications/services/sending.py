"""Sends one leased message: is it still true and wanted, what does it say, and with whose does it go (delivery.md §3)?

It is written from what was read for its whole batch. The statement that opens its attempt compares the mark of all it
is made of, so nothing that was written since, not even while its text was made, can be missed: then it is read anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from django_scopes import scope, scopes_disabled

from notifications.models import Channel, MessageState
from notifications.queries.facts import other_visit
from notifications.services import last_look, outcomes
from notifications.services.adopting import adopt_new_contact
from notifications.services.choosing import choose, left_to_try
from notifications.services.claiming import claim_beside
from notifications.services.fault_log import log_fault
from notifications.services.handing_over import Call, Clock, Outcome, Tried, hand_over
from notifications.services.last_look import Ending, NotYet
from notifications.services.letters import facts_for, language_of, letter_for
from notifications.services.looks import Look, look_at
from notifications.services.outgoing import Outgoing
from notifications.services.together import goes_along
from notifications.wording import PATIENT_KINDS, Kind

logger = logging.getLogger(__name__)

REST = timedelta(seconds=60)
CALLED_OFF_MEANWHILE = {Kind.SHIFT_WITHDRAWN: Kind.SHIFT_CANCELLED, Kind.CASE_WITHDRAWN: Kind.CASE_CANCELLED}
NOBODY_LEFT = Ending(MessageState.FAILED, "No provider is set up that could send this.", next_step="other")
READINGS = 4  # of a message that is written anew while its text is, or that goes to the next provider


def look_ahead(message_ids: Sequence[int], *, now: datetime) -> dict[int, Look]:
    """Read a batch at once; when one of its rows can't be read, none is, and each is read by itself."""
    try:
        return look_at(message_ids, now=now)
    except Exception as fault:  # noqa: BLE001  the row that is to blame shows when it is read alone
        log_fault(logger, "a batch could not be read", fault)
        return {}


def send_one(
    message_id: int,
    *,
    owner: str,
    outgoing: Outgoing,
    clock: Clock,
    ahead: Look | None = None,
    more_follow: bool = False,
) -> Outcome:
    """Send one message that `owner` holds; `ahead` is used if all of it still stands when the attempt is opened.

    Whatever goes wrong with it ends in its row, never in the loop. `more_follow`: see record_sent.
    """
    now = clock()
    tried: Tried = {}
    send = partial(_send, owner=owner, outgoing=outgoing, clock=clock, more_follow=more_follow, tried=tried)
    try:
        for look in _looks(message_id, ahead, now=now):
            if look is None or (look.message.state, look.message.lease_owner) != (MessageState.LEASED, owner):
                return Outcome.LOST
            with scope(organisation=look.message.organisation):
                outcome = send(look, fresh=look is not ahead)
            if outcome is not None:
                return outcome
        until, words = now + REST, "It was changed again and again while it was written; tried again in a minute."
    except Exception as fault:  # noqa: BLE001  whatever one row holds, the next must go
        log_fault(logger, "a message could not be prepared", fault, message_id=message_id)
        until = now + outcomes.POISON_WAIT
        words = f"It could not be prepared ({type(fault).__name__}); the next try is in an hour."
    with scopes_disabled():
        outcomes.put_off(message_id, owner=owner, until=until, why=words)
    return Outcome.NOT_SENT


def _looks(message_id: int, ahead: Look | None, *, now: datetime) -> Iterator[Look | None]:
    """What was read ahead, then readings of now."""
    if ahead is not None:
        yield ahead
    for _ in range(READINGS):
        with scopes_disabled():
            yield look_at([message_id], now=now).get(message_id)


def _send(
    look: Look, *, fresh: bool, owner: str, outgoing: Outgoing, clock: Clock, more_follow: bool, tried: Tried
) -> Outcome | None:
    """None: look again. What was read ahead may only be sent; an objection to it may be out of date."""
    message, now = look.message, clock()
    if fresh and message.contact is None and message.registration is not None and adopt_new_contact(message):
        look = look_at([message.pk], now=now)[message.pk]
        message = look.message
    objection = last_look.objection(look, now=now)
    if objection is not None and not fresh:
        return None
    if isinstance(objection, NotYet):
        outcomes.put_off(message.pk, owner=owner, until=objection.until, why=objection.why)
        return Outcome.NOT_SENT
    if isinstance(objection, Ending):
        outcomes.record_ending(message, objection, owner=owner, now=now)
        return Outcome.NOT_SENT
    message.language = language_of(message)
    if look.told is not None and look.told.cancelled:
        # It said "your shift stands, you are invited otherwise"; the shift fell through while that waited.
        message.kind = CALLED_OFF_MEANWHILE.get(Kind(message.kind), message.kind)
    facts = facts_for(message, look.told, now=now, link=look.link, plain=look.wishes.plain)
    if facts is None and not fresh:
        return None
    if facts is None:
        nothing = Ending(MessageState.SUPPRESSED, "Nothing is left to tell of that day.")
        outcomes.record_ending(message, nothing, owner=owner, now=now)
        return Outcome.NOT_SENT
    family = _family(look, owner=owner, now=now)
    if family:
        others = (
            other_visit(one.told, one.message.registration.patient)
            for one in family
            if one.told and one.message.registration
        )
        facts = replace(facts, others=tuple(others))
    letter = letter_for(message, look.told, facts)
    left = left_to_try(message, letter, outgoing=outgoing, tried=tried)
    provider = choose(left, message, letter, outgoing=outgoing, now=now) if left else None
    if provider is None:
        outcomes.record_ending(message, NOBODY_LEFT, owner=owner, now=now)
        return Outcome.NOT_SENT
    if isinstance(provider, NotYet):
        outcomes.put_off(message.pk, owner=owner, until=provider.until, why=provider.why)
        return Outcome.NOT_SENT
    call = Call(owner=owner, outgoing=outgoing, clock=clock, more_follow=more_follow, tried=tried)
    return hand_over([look, *family], letter, provider, call, another=len(left) > 1)


def _family(look: Look, *, owner: str, now: datetime) -> list[Look]:
    """The texts that go out with this one: the same words, phone, day and language, each still true and wanted."""
    message, told = look.message, look.told
    if message.channel != Channel.SMS or message.kind not in PATIENT_KINDS or told is None:
        return []
    beside = claim_beside(message, owner=owner, now=now)
    found = []
    for other in look_at(beside, now=now).values() if beside else ():
        along = goes_along(message, told, other.message, other.told)
        if along and last_look.objection(other, now=now) is None:
            found.append(other)
    return found
