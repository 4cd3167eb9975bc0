"""From a message to what leaves: its text in the reader's language, and the calendar object of an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings

from notifications.channels.mail import Mail
from notifications.ical.declining import decline_counter
from notifications.ical.event import Event
from notifications.ical.invitation import cancel, request
from notifications.models import Channel, Message, Told
from notifications.queries.audience import zone_named
from notifications.queries.facts import (
    ON_PHONES,
    case_facts,
    list_facts,
    offer_facts,
    queue_facts,
    shift_facts,
    visit_facts,
)
from notifications.queries.organisers import is_for_staff, staff_address, staff_facts
from notifications.queries.texts import base_of, languages_for, own_text, shipped_language, texts_of
from notifications.services.calendar_parts import fit_to_leave
from notifications.services.links import link_for
from notifications.services.reply_tokens import address_for, answers_reach_us
from notifications.services.unsubscribing import unsubscribe_address
from notifications.wording import (
    CASE_KINDS,
    PATIENT_KINDS,
    QUEUE_KINDS,
    SHIFT_KINDS,
    WITHDRAWN_KINDS,
    Facts,
    Kind,
    OwnText,
    event_text,
    mail,
    own_mail,
    own_sms,
    sms,
)
from notifications.wording.whatsapp import chosen_template, filled_template
from scheduling.models import AppointmentState

CALLED_OFF = (
    frozenset({Kind.CANCELLED, Kind.CAMP_CANCELLED, Kind.SHIFT_CANCELLED, Kind.CASE_CANCELLED}) | WITHDRAWN_KINDS
)
INVITING = (
    frozenset({Kind.BOOKED, Kind.MOVED, Kind.POSTPONED, Kind.VENUE_CHANGED, Kind.CLOCKS_CHANGED})
    | SHIFT_KINDS
    | CASE_KINDS
    | CALLED_OFF
)


@dataclass(frozen=True)
class Letter:
    """What is handed to a channel. `html` and `calendar` are empty in a text message, `segments` is of an SMS alone.

    `template` and `variables` are of a WhatsApp message: an approved template (notifications/wording/whatsapp.py).
    """

    text: str
    lang: str
    template_version: str
    subject: str = ""
    html: str = ""
    calendar: bytes = b""
    segments: int | None = None
    template: str = ""
    variables: tuple[str, ...] = ()
    lost_calendar: bool = False  # an entry belongs to it, which can't be written as it should


def facts_for(
    message: Message, told: Told | None, *, now: datetime, link: str | None = None, plain: bool = False
) -> Facts | None:
    """What this message says; None when there is nothing left to say.

    `link` saves a look where it is known, empty it was closed; `plain`: the patient chose to be named in texts.
    """
    kind = Kind(message.kind)
    if kind in (Kind.DAY_LIST, Kind.LATE_CHANGE):
        return list_facts(message)
    if is_for_staff(message):
        return staff_facts(message)
    if kind == Kind.OFFER:
        assert message.registration is not None
        link = link_for(message.registration, now=now) if link is None else link
        return offer_facts(message, patient=message.registration.patient, link=link, now=now, plain=plain)
    if kind in QUEUE_KINDS:
        assert message.registration is not None
        return queue_facts(message, link=link_for(message.registration, now=now) if link is None else link, plain=plain)
    assert told is not None
    if kind in PATIENT_KINDS:
        registration = message.registration
        assert registration is not None
        assert message.camp is not None
        zone = zone_named(registration.patient.timezone, otherwise=message.camp.zone)
        return visit_facts(
            message,
            told,
            patient=registration.patient,
            link=link_for(registration, now=now) if link is None else link,
            today=now.astimezone(zone).date(),
            plain=plain,
        )
    if message.shift is not None:
        return shift_facts(message, told)
    return case_facts(message, told, registration=message.registration)


def letter_for(message: Message, told: Told | None, facts: Facts) -> Letter:
    """The text of a message: the own text it was planned with, else the shipped one in the reader's language.

    Raises ValueError where a text lacks a fact it needs.
    """
    own, lang = own_text_of(message), language_written(message)
    if message.channel == Channel.WHATSAPP and (approved := approved_letter(message, facts)):
        return approved
    if message.channel in ON_PHONES:
        short = (own and own_sms(own, facts=facts)) or sms(message.kind, lang=lang, facts=facts)
        return Letter(
            text=short.text,
            lang=short.lang,
            template_version=short.template_version,
            segments=short.segments.count if message.channel == Channel.SMS else None,
        )
    written = (own and own_mail(message.kind, own, facts=facts)) or mail(message.kind, lang=lang, facts=facts)
    invites = told is not None and carries_calendar(message)
    calendar = fit_to_leave(partial(calendar_for, message, told, facts), message) if told and invites else b""
    return Letter(
        text=written.text,
        lang=written.lang,
        template_version=written.template_version,
        subject=written.subject,
        html=written.html,
        calendar=calendar,
        lost_calendar=invites and not calendar,
    )


def approved_letter(message: Message, facts: Facts) -> Letter | None:
    """By an approved template of WhatsApp; None where there is none, or where it lacks a fact: then words are tried,
    which WhatsApp takes for a day after an answer."""
    camp_language = message.camp.language if message.camp else ""
    languages = languages_for(message.language, camp_language)
    approved = chosen_template(settings.WHATSAPP_TEMPLATES, kind=message.kind, languages=languages)
    filled = filled_template(approved, facts) if approved else None
    if approved is None or filled is None:
        return None
    return Letter(
        text=filled.text,
        lang=approved.language,
        template_version=f"{approved.language}-{approved.name}"[:64],
        template=approved.name,
        variables=filled.variables,
    )


def own_text_of(message: Message) -> OwnText | None:
    """The own text pinned when the message was planned; another only where its channel or the reader's language is."""
    pinned = message.template
    if pinned is None or message.camp is None:
        return None
    if (pinned.channel, base_of(pinned.language)) != (message.channel, base_of(message.language)):
        pinned = texts_of(message.camp).chosen(message.kind, message.channel, message.language)
    return own_text(pinned) if pinned else None


def language_written(message: Message) -> str:
    """The language of a shipped text: the reader's, else the camp's first, else English."""
    return shipped_language(message.language, message.camp.language if message.camp else message.language)


def carries_calendar(message: Message) -> bool:
    return message.kind in INVITING or refuses_proposal(message)


def refuses_proposal(message: Message) -> bool:
    """Whether it answers a time proposed in a calendar, which then shows again what stands."""
    asked_there = message.kind == Kind.TIME_KEPT and bool(message.facts.get("proposed"))
    return asked_there or message.kind == Kind.DOCTOR_TIME_KEPT


def calendar_for(message: Message, told: Told, facts: Facts) -> bytes:
    """REQUEST for what is new or changed, CANCEL for what is off; the same UID for life, SEQUENCE as it was told.

    Another time may be proposed wherever the proposal would reach us: then it is decided and answered.
    """
    subject = message.shift or message.appointment
    assert subject is not None
    shown = event_text(message.kind, lang=language_written(message), facts=facts)
    event = Event(
        uid=subject.uid,
        sequence=message.sequence or 0,
        stamp=message.created_at,
        start=told.starts_at,
        end=told.ends_at,
        summary=shown.summary,
        description=shown.description,
        location=shown.location,
        organizer=address_for(uid=subject.uid, recipient=message.recipient),
        organizer_name=facts.camp_short_name,
        attendee=address_of(message),
        private=True,
    )
    if refuses_proposal(message):
        return decline_counter(event)
    if message.kind not in CALLED_OFF:
        return request(event, proposals=answers_reach_us())
    if message.kind in WITHDRAWN_KINDS:
        return cancel(event, whole=False)
    goes_on = message.appointment is not None and message.appointment.state != AppointmentState.CANCELLED
    return cancel(event, whole=not (goes_on and message.kind == Kind.CASE_CANCELLED))


def mail_for(message: Message, letter: Letter, *, date: datetime) -> Mail:
    """The mail as it travels. `date` is that of the first try, so that a repeat is the same mail."""
    return Mail(
        message_id=message.message_id,
        date=date,
        sender=address_for(uid=subject_uid(message), recipient=message.recipient),
        sender_name=message.camp.short_name if message.camp else "",
        to=address_of(message),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        calendar=letter.calendar,
        unsubscribe=unsubscribe_address(message),
        language=letter.lang,
    )


def subject_uid(message: Message) -> str:
    """What its reply address was made of, besides the reader."""
    subject = message.shift or message.appointment
    return subject.uid if subject else f"camp:{message.camp_id}"


def address_of(message: Message) -> str:
    """Where it goes, read now: a phone or mail changed since is used; empty when there is none."""
    if is_for_staff(message):
        return staff_address(message)
    if message.contact is not None:
        return message.contact.value
    if message.doctor is not None:
        return message.doctor.email if message.channel == Channel.MAIL else message.doctor.phone
    return ""


def language_of(message: Message) -> str:
    """The reader's language now."""
    camp = message.camp
    default = camp.language if camp else "en"
    if message.doctor is not None:
        return message.doctor.language or default
    return (message.registration.patient.language if message.registration else "") or default
