"""The look at everything again, just before a message leaves (delivery.md §3.2): is it still true and still wanted?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q

from camps.models import ConsentRecord
from notifications.ical.errors import CalendarRefused
from notifications.ical.identity import checked_address
from notifications.ladder import at_once
from notifications.models import Channel, Message, MessageState, Told
from notifications.queries.audience import (
    STOPPED,
    UTC,
    doctor_recipient,
    local_day,
    zone_named,
)
from notifications.queries.give_way import still_asked
from notifications.queries.ladders import Telling, telling_of
from notifications.queries.organisers import is_for_staff
from notifications.queries.wishes import category_of
from notifications.services.letters import CALLED_OFF, address_of
from notifications.services.looks import WITH_ALL, Look
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, QUEUE_KINDS, WITHDRAWN_KINDS, Kind
from scheduling.models import AppointmentState, StandbyOffer

NextStep = Literal["", "call", "town", "other"]
A_TICK = timedelta(seconds=30)
OF_LISTS = (Kind.DAY_LIST, Kind.LATE_CHANGE)
TEXTING = (Channel.SMS, Channel.WHATSAPP)
PURPOSE_OF = {
    Channel.MAIL: ConsentRecord.Purpose.MAIL,
    Channel.SMS: ConsentRecord.Purpose.TEXTS,
    Channel.WHATSAPP: ConsentRecord.Purpose.WHATSAPP,  # refused until somebody agreed
    Channel.PUSH: ConsentRecord.Purpose.TEXTS,
}


@dataclass(frozen=True)
class Ending:
    """Why a message does not leave, and what a person is asked to do instead. `blames` the contact where it is bad."""

    state: MessageState
    why: str
    next_step: NextStep = ""
    blames_contact: bool = False


@dataclass(frozen=True)
class NotYet:
    """It may leave later."""

    why: str
    until: datetime


def read_again(message_id: int) -> Message:
    """The row and all that its text is made of, as they stand now."""
    return Message.objects.select_related(*WITH_ALL).get(pk=message_id)


def told_of(message: Message) -> Told | None:
    """What this recipient was last told of the message's appointment or shift."""
    subject = Q(shift=message.shift_id) if message.shift_id else Q(appointment=message.appointment_id)
    return Told.objects.filter(subject, recipient=message.recipient).select_related("venue").first()


def objection(look: Look, *, now: datetime) -> Ending | NotYet | None:
    """Why the message should not leave now; None: it may."""
    message, told = look.message, look.told
    if now >= message.not_after:
        return Ending(MessageState.EXPIRED, "It would come too late.")
    if is_for_staff(message):
        return None if address_of(message) else Ending(MessageState.SUPPRESSED, "This person organises here no more.")
    if message.kind in OF_LISTS:
        return _no_address(message) or _quiet_hours(look, nearest=_begins(message), now=now)
    if message.kind == Kind.OFFER:
        return _offer_objection(look, now=now)
    if message.kind in QUEUE_KINDS:  # who waits is awake, so no quiet hours
        if not look.waits:
            return Ending(MessageState.SUPPRESSED, "They wait there no more.")
        if message.kind == Kind.GIVE_WAY and not still_asked(message.facts.get("asked", 0), now=now):
            return Ending(MessageState.SUPPRESSED, "It is answered or decided.")
        return _not_wanted(look) or _no_contact(look)
    if told is None or (told.revision > message.revision and message.kind not in WITHDRAWN_KINDS):
        return Ending(MessageState.SUPERSEDED, "Something newer is told instead.")
    if message.kind not in CALLED_OFF and (reason := _no_longer_true(look, told)):
        return reason
    if message.kind in PATIENT_KINDS and (reason := _not_wanted(look)):
        return reason
    if look.changing:
        return NotYet("A change of this visit is about to be told.", until=now + A_TICK)
    unreachable = _no_contact(look) if message.kind in PATIENT_KINDS else _no_address(message)
    return unreachable or _quiet_hours(look, nearest=told.starts_at, now=now)


def _offer_objection(look: Look, *, now: datetime) -> Ending | NotYet | None:
    """Of a place that nobody was told of yet, so there is nothing told to compare it with."""
    offer = StandbyOffer.objects.filter(pk=look.message.facts.get("offer", 0)).first()
    if offer is None or not offer.is_open(now):
        return Ending(MessageState.SUPERSEDED, "The offer was answered, taken back, or its time is over.")
    unwanted = _not_wanted(look) or _no_contact(look)
    return unwanted or _quiet_hours(look, nearest=offer.starts_at, now=now)


def _no_longer_true(look: Look, told: Told) -> Ending | None:
    message = look.message
    if told.cancelled:
        return Ending(MessageState.SUPERSEDED, "It was told as cancelled.")
    appointment = message.appointment
    if appointment is None:
        return None
    if appointment.state == AppointmentState.CANCELLED:
        return Ending(MessageState.SUPPRESSED, "The appointment was cancelled.")
    if appointment.state == AppointmentState.DONE:
        return Ending(MessageState.SUPPRESSED, "The visit has taken place.")
    if message.kind == Kind.CONFIRM and appointment.confirmed_at:
        return Ending(MessageState.SUPPRESSED, "The patient has confirmed already.")
    if look.said and message.kind not in ANSWER_KINDS:
        return Ending(MessageState.SUPPRESSED, "The same was said after this reminder was due.")
    return None


def _not_wanted(look: Look) -> Ending | None:
    """A category that the reader can do without, and does; a place, a move or a cancelling is in none."""
    message = look.message
    category = category_of(message.kind, message.rung)
    if category and category in look.unwanted:
        return Ending(MessageState.SUPPRESSED, f"The reader wants no more of these: {category.label.lower()}.")
    by_text = message.channel in TEXTING or message.contact is None
    if category and STOPPED in look.refused and by_text:
        return Ending(MessageState.SUPPRESSED, "The phone said STOP to texts.")
    return None


def _no_contact(look: Look) -> Ending | None:
    message, contact = look.message, look.message.contact
    if contact is None or message.registration is None:
        return Ending(MessageState.SUPPRESSED, "The phone or mail was removed.", next_step="other")
    if PURPOSE_OF[Channel(message.channel)] in look.refused:
        why = "The phone said STOP to texts." if STOPPED in look.refused else "The patient does not want messages here."
        return Ending(MessageState.SUPPRESSED, why, next_step="other")
    wished = look.wishes.channels
    asked_here = message.instead_of_id is not None or message.kind in ANSWER_KINDS
    if wished and message.channel not in wished and not asked_here:
        return Ending(MessageState.SUPPRESSED, "The patient wants to be told another way.", next_step="other")
    if contact.failed_at is not None:
        step: NextStep = "call" if message.channel in TEXTING else "other"
        return Ending(MessageState.SUPPRESSED, "Messages to this contact failed before.", next_step=step)
    if message.channel == Channel.MAIL and not _is_address(contact.value):
        return Ending(MessageState.FAILED, "This is no mail address.", next_step="other", blames_contact=True)
    return None


def _is_address(value: str) -> bool:
    try:
        return bool(checked_address(value, field="to"))
    except CalendarRefused:
        return False


def _no_address(message: Message) -> Ending | None:
    if message.doctor is None:
        return Ending(MessageState.SUPPRESSED, "The doctor is no longer known.")
    address = address_of(message)
    if not address or (message.channel == Channel.MAIL and not _is_address(address)):
        return Ending(MessageState.FAILED, "The doctor has no address that can be used here.", next_step="call")
    return None


def _quiet_hours(look: Look, *, nearest: datetime, now: datetime) -> NotYet | None:
    """What comes late, after an outage or a retry, must not wake anybody either; a mail of today's news may."""
    message = look.message
    if (message.channel == Channel.MAIL and not message.rung) or message.kind in ANSWER_KINDS:
        return None  # who just wrote to us is awake
    old = message.facts.get("old_at")
    telling = telling_of(message.camp) if message.camp else Telling()
    opens = at_once(
        now=now,
        zone=zone_of(message, now=now),
        nearest_start=min(nearest, datetime.fromisoformat(old)) if old else nearest,
        not_after=message.not_after,
        critical=telling.passes(message.kind),
        quiet=telling.quiet_for(look.wishes.quiet),
    )
    return NotYet("It waits for the morning.", until=opens) if opens > now else None


def _begins(message: Message) -> datetime:
    """When the day of a list begins; one made before lists kept it is held by its end."""
    begins = message.facts.get("begins")
    return datetime.fromisoformat(begins) if begins else message.not_after


def zone_of(message: Message, *, now: datetime) -> ZoneInfo:
    """The zone in which the reader lives now."""
    camp = message.camp
    if camp is None:
        return UTC
    if message.doctor is not None:
        return doctor_recipient(message.doctor, camp=camp, day=local_day(now, camp)).zone
    zone = message.registration.patient.timezone if message.registration else ""
    return zone_named(zone, otherwise=camp.zone)
