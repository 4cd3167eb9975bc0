"""What did not get through goes another way: the next contact or channel, in the end a person (delivery.md §4.4).

Each other way is a message of its own, since channel and contact are part of its key; `instead_of` names the one that
did not get through. Only after a definite failure, or where a receipt is missing: never after silence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from notifications.channels.registry import offers_for
from notifications.models import BY_MACHINE, Channel, Message, MessageState
from notifications.queries.audience import Recipient, doctor_recipient, local_day
from notifications.queries.organisers import is_for_staff
from notifications.queries.other_ways import next_of_doctor, next_of_patient
from notifications.services.drafting import Draft, messages_of
from notifications.services.handing_on import told_as
from notifications.services.last_look import NextStep, told_of
from notifications.services.next_steps import ask_a_person
from notifications.services.telling import HOPEFUL, telling_ids
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, WITHDRAWN_KINDS, Kind

NEWS_OF_A_PLACE = (Kind.MOVED, Kind.POSTPONED, Kind.VENUE_CHANGED, Kind.CLOCKS_CHANGED)
HEARD = (MessageState.LEASED, MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
BY_WHAT = {Channel.MAIL: "by mail", Channel.SMS: "by text message", Channel.WHATSAPP: "by WhatsApp"}


def another_way(message: Message, *, now: datetime, why: str, step: NextStep, may_have_it: bool = False) -> str:
    """Plan it at the next contact or on the next channel, else ask a person; returns what was done, in words.

    Call it with the telling locked. Nothing is done without a `step`, when it would come too late, and for what only
    answers a text of theirs. `may_have_it`: no receipt came, so this contact is not asked again on another channel.
    """
    if not step or message.not_after <= now or is_for_staff(message) or message.kind in ANSWER_KINDS:
        return ""
    telling = list(Message.objects.filter(pk__in=telling_ids(message)))
    others = [row for row in telling if row.pk != message.pk and row.channel in BY_MACHINE]
    if any(row.state in HOPEFUL for row in others):
        return "It is told at the person's other contact." if message.registration_id else "It is told by other means."
    recipient = _next(message, telling, others, may_have_it=may_have_it, now=now)
    made = _planned(message, recipient, now=now) if recipient else []
    if not made:
        return ask_a_person(message, step, now=now, why=why)
    Message.objects.bulk_create(made, ignore_conflicts=True)
    return f"It goes {BY_WHAT.get(Channel(made[0].channel), 'another way')} instead."


def withdraw(message: Message, *, now: datetime, why: str) -> int:
    """It arrived after all: what waits to be told instead of it is not told, and nobody need call."""
    waiting = Message.objects.filter(
        pk__in=telling_ids(message), instead_of__isnull=False, state=MessageState.PLANNED
    ).exclude(pk=message.pk)
    return waiting.update(state=MessageState.SUPERSEDED, why=why, ended_at=now)


def _next(
    message: Message, telling: list[Message], others: list[Message], *, may_have_it: bool, now: datetime
) -> Recipient | None:
    channels = {channel for channel in BY_MACHINE if offers_for(channel, invitation=False)}
    camp = message.camp
    if camp is None:
        return None
    if message.doctor is not None:
        if message.kind in WITHDRAWN_KINDS:
            return None  # only a mail takes an entry out of a calendar
        channel = next_of_doctor(message.doctor, telling=telling, channels=channels)
        recipient = doctor_recipient(message.doctor, camp=camp, day=local_day(now, camp))
        return _by(recipient, channel) if channel else None
    if message.registration is None or message.kind not in PATIENT_KINDS:
        return None
    unsure = {row.contact_id for row in others if row.state == MessageState.UNKNOWN and row.contact_id}
    if may_have_it and message.contact_id:
        unsure.add(message.contact_id)
    return next_of_patient(
        message.registration.patient, camp=camp, telling=telling, may_have_it=unsure, channels=channels
    )


def _by(recipient: Recipient, channel: Channel) -> Recipient:
    return replace(recipient, channels=(channel,))


def _planned(message: Message, recipient: Recipient, *, now: datetime) -> list[Message]:
    camp, told = message.camp, told_of(message)
    assert camp is not None
    row = told_as(told, recipient=recipient.key, now=now) if told else None
    kind = Kind(message.kind)
    facts = dict(message.facts)
    if kind in NEWS_OF_A_PLACE and not _has_heard(message, recipient):
        # Who never heard of the place reads where and when, not what changed.
        kind = Kind.BOOKED
        facts = {name: value for name, value in facts.items() if name in ("at", "venue")}
    draft = Draft(
        camp=camp,
        subject=message.idem_key.partition("|")[0],
        recipient=recipient,
        kind=kind,
        revision=row.revision if row else message.revision,
        rung=message.rung,
        not_after=message.not_after,
        nearest=row.starts_at if row else message.not_after,
        sequence=message.sequence,
        facts=facts,
        of=_of(message),
    )
    return messages_of(draft, now=now)


def _of(message: Message) -> dict[str, Any]:
    return {
        "appointment_id": message.appointment_id,
        "shift_id": message.shift_id,
        "registration_id": message.registration_id,
        "instead_of_id": message.pk,
    }


def _has_heard(message: Message, recipient: Recipient) -> bool:
    if recipient.key == message.recipient:
        return True
    there = Message.objects.filter(appointment=message.appointment_id, recipient=recipient.key)
    return there.filter(state__in=HEARD).exists()
