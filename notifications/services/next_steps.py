"""What a person is asked to do when a message could not be sent, or nobody knows whether it arrived."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from camps.models import Contact
from notifications.models import BY_MACHINE, Channel, Message, MessageState
from notifications.queries.audience import (
    Recipient,
    contact_key,
    contacts_of,
    may_be_called,
    reached_at,
    refusals_of,
)
from notifications.queries.organisers import is_for_staff
from notifications.services.last_look import NextStep
from notifications.wording import ANSWER_KINDS, QUEUE_KINDS

NOTHING_CAME = (MessageState.FAILED, MessageState.SUPPRESSED, MessageState.EXPIRED, MessageState.SUPERSEDED)


def ask_a_person(message: Message, step: NextStep, *, now: datetime, why: str) -> str:
    """Put the message on the call list or the list of the town; returns what was done, in words.

    Nobody is asked to tell what only answers a text. "other" asks where the person can still be reached: where another
    channel tells it, nothing is left to do.
    """
    if message.kind in ANSWER_KINDS | QUEUE_KINDS:  # the queue moves on; the hall's board and the desk tell it too
        return ""
    if not step or message.not_after <= now or is_for_staff(message):
        return ""
    registration = message.registration
    if message.doctor_id or step == "call" or registration is None or message.camp is None:
        return _listed(message, Channel.CALL, recipient=message.recipient, contact=message.contact_id, now=now, why=why)
    patient = registration.patient
    recipients = reached_at(patient, camp=message.camp)
    return _by_hand(message, recipients, now=now, why=why)


def _by_hand(message: Message, recipients: list[Recipient], *, now: datetime, why: str) -> str:
    others = [one for one in recipients if one.key != message.recipient or message.channel not in one.channels]
    if any(_told_there(message, recipient) for recipient in others):
        return "It is told at the person's other contact."
    for recipient in others:
        if {Channel.SMS, Channel.WHATSAPP, Channel.CALL} & set(recipient.channels):
            contact = recipient.contact_id
            return _listed(message, Channel.CALL, recipient=recipient.key, contact=contact, now=now, why=why)
    for phone in _phones(message):
        return _listed(message, Channel.CALL, recipient=contact_key(phone.pk), contact=phone.pk, now=now, why=why)
    patient = f"patient:{message.registration.patient_id}" if message.registration else message.recipient
    return _listed(message, Channel.TOWN, recipient=patient, contact=None, now=now, why=why)


def _phones(message: Message) -> list[Contact]:
    """Those that a person may ring, also where no machine could reach them."""
    if message.registration is None:
        return []
    patient = message.registration.patient_id
    refused = refusals_of([patient]).get(patient, frozenset())
    return may_be_called(contacts_of([patient])[patient], refused=refused)


def _told_there(message: Message, recipient: Recipient) -> bool:
    if not BY_MACHINE & set(recipient.channels):
        return False
    there = Message.objects.filter(
        appointment=message.appointment_id, recipient=recipient.key, kind=message.kind, rung=message.rung
    )
    return there.filter(channel__in=recipient.channels).exclude(state__in=NOTHING_CAME).exists()


def _listed(message: Message, channel: Channel, *, recipient: str, contact: int | None, now: datetime, why: str) -> str:
    subject = message.idem_key.partition("|")[0]
    key = f"{subject}|r{message.revision}|{message.kind}|{message.rung}|{channel}|{recipient}"
    row: dict[str, Any] = {
        name: getattr(message, name)
        for name in (
            "organisation_id",
            "camp_id",
            "appointment_id",
            "shift_id",
            "registration_id",
            "doctor_id",
            "kind",
            "rung",
            "revision",
            "language",
            "facts",
            "not_after",
        )
    }
    made = Message(
        **row,
        channel=channel,
        recipient=recipient,
        contact_id=contact,
        instead_of_id=message.pk,
        idem_key=key,
        due_at=now,
        created_at=now,
        why=why[:300],
    )
    Message.objects.bulk_create([made], ignore_conflicts=True)  # asked once, however often the reason comes back
    return "It is on the call list." if channel == Channel.CALL else "It is on the list of the town."
