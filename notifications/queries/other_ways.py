"""Where else somebody can be told what did not get through: the next contact, or another channel of the same one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from camps.models import Camp, ConsentRecord, Contact, ContactKind, Doctor, Owner, Patient
from notifications.models import BY_MACHINE, Channel, Message
from notifications.queries.audience import (
    Recipient,
    contacts_of,
    is_child,
    reached_at,
    recipient_at,
    refusals_of,
    usable,
)
from notifications.queries.wishes import AS_USUAL, Wishes, wishes_of


def next_of_patient(
    patient: Patient, *, camp: Camp, telling: Sequence[Message], may_have_it: Collection[int], channels: Collection[str]
) -> Recipient | None:
    """The first contact that has not had it and could, with the channel; None: nobody is left but a person.

    `telling` is all that was tried, `channels` those that a provider is set up for. Contacts that `may_have_it` are not
    asked again on another channel.
    """
    tried = {(row.contact_id, row.channel) for row in telling}
    for recipient in _in_order(patient, camp=camp):
        (channel,) = recipient.channels
        if recipient.contact_id in may_have_it or (recipient.contact_id, channel) in tried:
            continue
        if channel in channels:
            return recipient
    return None


def next_of_doctor(doctor: Doctor, *, telling: Iterable[Message], channels: Collection[str]) -> Channel | None:
    """A doctor's other channel: the phone after the mail, the mail after the phone."""
    tried = {row.channel for row in telling}
    has = {Channel.MAIL: doctor.email, Channel.SMS: doctor.phone}
    return next((one for one, value in has.items() if value and one in channels and one not in tried), None)


def _in_order(patient: Patient, *, camp: Camp) -> Iterator[Recipient]:
    """Where the patient is reached now, then every contact that may be written to, by the patient's wishes."""
    for recipient in reached_at(patient, camp=camp):
        if BY_MACHINE.issuperset(recipient.channels):
            yield recipient
    wishes = wishes_of([patient.pk]).get(patient.pk, AS_USUAL)
    refused = refusals_of([patient.pk]).get(patient.pk, frozenset())
    allowed = usable(contacts_of([patient.pk])[patient.pk], refused=refused)
    if is_child(patient, on=camp.first_day):
        allowed = [contact for contact in allowed if contact.owner == Owner.GUARDIAN] or allowed
    answering = [contact for contact in allowed if contact.failed_at is None]
    for contact in answering:
        for channel in _channels_of(contact, wishes, refused=refused):
            yield recipient_at(contact, channel, patient=patient, camp=camp)


def _channels_of(contact: Contact, wishes: Wishes, *, refused: frozenset[str]) -> list[Channel]:
    found = [Channel.MAIL] if contact.kind == ContactKind.MAIL else [Channel.SMS, Channel.WHATSAPP]
    if ConsentRecord.Purpose.WHATSAPP in refused and Channel.WHATSAPP in found:
        found.remove(Channel.WHATSAPP)
    return [channel for channel in found if not wishes.channels or channel in wishes.channels]
