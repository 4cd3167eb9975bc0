"""Whose answer it is. The reply address proves for whom and what it was given out: its token is a keyed hash of the
event's UID and the recipient (reply_tokens.py), so nobody who was not written to can know it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from camps.models import Camp, Contact, Doctor, Shift
from notifications.ical.identity import token_of
from notifications.ical.reading import LARGEST_MAIL
from notifications.models import Channel, Message, MessageState, Told
from notifications.services.letters import subject_uid
from notifications.services.reply_tokens import token_for
from scheduling.models import Appointment

LEFT = (MessageState.LEASED, MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN, MessageState.FAILED)
BOUNCES_FOR = timedelta(days=14)  # servers give up after five days; some hold a mail for longer


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Who was invited, to what, at which address (as it stands now), and what was told last."""

    camp: Camp
    told: Told
    address: str
    contact: Contact | None = None
    doctor: Doctor | None = None

    @property
    def appointment(self) -> Appointment | None:
        return self.told.appointment

    @property
    def shift(self) -> Shift | None:
        return self.told.shift


def invited_by(uid: str, to: list[str]) -> Invited | None:
    """Who was given one of the addresses `to` for the event `uid`; None: nobody."""
    tokens = _tokens(to)
    told = Told.objects.filter(Q(appointment__uid=uid) | Q(shift__uid=uid)).filter(
        Q(recipient__startswith="contact:") | Q(recipient__startswith="doctor:")
    )
    for row in told.select_related("venue", "appointment__camp__venue", "shift__camp__venue").order_by("pk"):
        if token_for(uid=uid, recipient=row.recipient) in tokens:
            return _invited(row)
    return None


def answered_message(raw: bytes, to: list[str]) -> Message | None:
    """The message that a plain reply or a bounce is about: it names its Message-ID, and came to its reply address."""
    pattern = rb"<[0-9a-f]{32}@" + re.escape(settings.MAIL_DOMAIN.encode()) + rb">"
    named = {match.decode() for match in re.findall(pattern, raw[:LARGEST_MAIL])}
    return _came_back_to(Message.objects.filter(message_id__in=named), to) if named else None


def message_sent_to(address: str, to: list[str], *, now: datetime) -> Message | None:
    """The newest mail to `address` whose reply address is one of `to`: for a report that quotes nothing of it."""
    if not address:
        return None
    there = Q(contact__value__iexact=address) | Q(doctor__email__iexact=address)
    recent = Message.objects.filter(there, channel=Channel.MAIL, state__in=LEFT, created_at__gte=now - BOUNCES_FOR)
    return _came_back_to(recent, to)


def _came_back_to(messages, to: list[str]) -> Message | None:  # type: ignore[no-untyped-def]  # a queryset of Message
    tokens = _tokens(to)
    found = messages.select_related("organisation", "camp__venue", "appointment", "shift", "registration__patient")
    for message in found.select_related("contact", "doctor").order_by("-id")[:50]:
        if token_for(uid=subject_uid(message), recipient=message.recipient) in tokens:
            return message
    return None


def _tokens(to: list[str]) -> set[str | None]:
    return {token_of(address, domain=settings.MAIL_DOMAIN) for address in to} - {None}


def _invited(told: Told) -> Invited | None:
    sort, _, pk = told.recipient.partition(":")
    subject = told.appointment or told.shift
    assert subject is not None
    if sort == "contact":
        contact = Contact.objects.filter(pk=pk, organisation=told.organisation_id).first()
        if contact is None:
            return None
        return Invited(camp=subject.camp, told=told, address=contact.value, contact=contact)
    doctor = Doctor.objects.filter(pk=pk, organisation=told.organisation_id).first()
    return Invited(camp=subject.camp, told=told, address=doctor.email, doctor=doctor) if doctor else None
