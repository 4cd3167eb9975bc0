"""The facts of one message, read when it leaves: what was told of time and place, and how people are called."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import phonenumbers
from django.conf import settings
from django.db.models import Max

from camps.models import Camp, Doctor, Patient, Registration, Venue
from notifications.ladder import eat_nothing_after
from notifications.models import Channel, Message, Told
from notifications.queries.audience import is_child, zone_named
from notifications.queries.case_names import case_name
from notifications.queries.doctor_days import cases_on
from notifications.queries.ladders import telling_of
from notifications.queries.reply_codes import codes_said
from notifications.wording import Change, DayLine, Facts, Kind, OtherVisit
from scheduling.models import StandbyOffer

ON_PHONES = (Channel.SMS, Channel.WHATSAPP, Channel.PUSH)


def visit_facts(
    message: Message, told: Told, *, patient: Patient, link: str, today: date, plain: bool = False
) -> Facts:
    """For a patient or carer: the hour of arrival, in the venue's zone. An empty `link` is one that was closed.

    `plain`: the patient chose to be named in texts.
    """
    camp = message.camp
    assert camp is not None
    return Facts(
        **_place_and_hour(camp, told),
        **_change(message, told),
        link=link,
        link_is_closed=not link,
        person_called_name=called(patient),
        name_in_texts=called(patient) if plain else "",
        is_child=is_child(patient, on=camp.first_day),
        today=today,
        nothing_to_eat_after=_nothing_to_eat_after(message, told),
        **codes_said(message),
    )


def offer_facts(message: Message, *, patient: Patient, link: str, now: datetime, plain: bool = False) -> Facts | None:
    """For somebody who waits: a place that became free, and until when to answer. None where the offer is gone."""
    camp = message.camp
    assert camp is not None
    offer = StandbyOffer.objects.filter(pk=message.facts["offer"]).first()
    if offer is None:
        return None
    return Facts(
        camp_short_name=camp.short_name,
        when=offer.starts_at.astimezone(camp.zone),
        answer_by=offer.expires_at.astimezone(camp.zone),
        zone_name=camp.venue.timezone,
        venue=camp.venue.name,
        meeting_point=camp.venue.meeting_point,
        help_phone=dialled(camp.help_phone, camp.venue.country),
        link=f"{link}/o/{offer.number}" if link else "",
        link_is_closed=not link,
        person_called_name=called(patient),
        name_in_texts=called(patient) if plain else "",
        is_child=is_child(patient, on=camp.first_day),
        today=now.astimezone(zone_named(patient.timezone, otherwise=camp.zone)).date(),
    )


def shift_facts(message: Message, told: Told) -> Facts:
    """For a doctor: a shift from … to …."""
    camp = message.camp
    assert camp is not None
    until = told.ends_at.astimezone(told.venue.zone)
    return Facts(**_place_and_hour(camp, told), **_change(message, told), **_doctor(message.doctor), until=until)


def case_facts(message: Message, told: Told, *, registration: Registration | None) -> Facts:
    """For a doctor: one case, by number and initials."""
    camp = message.camp
    assert camp is not None
    return Facts(
        **_place_and_hour(camp, told),
        **_change(message, told),
        **_doctor(message.doctor),
        case=case_name(registration, message.language),
    )


def list_facts(message: Message) -> Facts | None:
    """For a doctor: the list of a day as it was told; None for an evening's list with nothing on it.

    A change that left nothing is told: the doctor has the list of before.
    """
    camp, doctor = message.camp, message.doctor
    assert camp is not None
    assert doctor is not None
    cases = cases_on(camp, doctor, date.fromisoformat(message.rung))
    at, old_at = _local(message.facts.get("at"), camp), _local(message.facts.get("old_at"), camp)
    if not cases and message.kind == Kind.DAY_LIST:
        return None
    began = old_at or _local(message.facts.get("begins"), camp)
    first = cases[0].starts_at.astimezone(camp.zone) if cases else began
    lines = tuple(
        DayLine(
            when=told.starts_at.astimezone(told.venue.zone),
            case=case_name(told.appointment.registration if told.appointment else None, message.language),
            station=told.station.name if told.station else "",
        )
        for told in cases
    )
    return Facts(
        camp_short_name=camp.short_name,
        when=at if at and at.date().isoformat() == message.rung else first,
        old_when=old_at,
        zone_name=camp.venue.timezone,
        venue=camp.venue.name,
        meeting_point=camp.venue.meeting_point,
        help_phone=dialled(camp.help_phone, camp.venue.country),
        lines=lines,
        nothing_left=not lines,
        **_doctor(doctor),
    )


def queue_facts(message: Message, *, link: str, plain: bool = False) -> Facts:
    """For who waits in the queue: token, hour or how many are before, and a room as the hall's board names it.

    What asks for an answer leads to the page of the queue, where it is given.
    """
    camp, registration = message.camp, message.registration
    if link and message.kind == Kind.GIVE_WAY:
        link = f"{link}/queue"
    assert camp is not None
    assert registration is not None
    return Facts(
        camp_short_name=camp.short_name or camp.name[:20],
        when=_local(message.facts.get("at"), camp),
        old_when=_local(message.facts.get("old_at"), camp),
        answer_by=_local(message.facts.get("answer_by"), camp),
        zone_name=camp.venue.timezone,
        help_phone=dialled(camp.help_phone, camp.venue.country),
        link=link,
        link_is_closed=not link,
        name_in_texts=called(registration.patient) if plain else "",
        is_child=is_child(registration.patient, on=camp.first_day),
        token=message.facts.get("token", ""),
        before=message.facts.get("before"),
        near=message.facts.get("near", ""),
    )


def other_visit(told: Told, patient: Patient) -> OtherVisit:
    """A further visit that one message names."""
    return OtherVisit(when=told.starts_at.astimezone(told.venue.zone), person_called_name=called(patient))


def called(patient: Patient) -> str:
    """What a mail calls somebody: a first name, never the whole one."""
    return patient.called_name or next(iter(patient.name.split()), "")


def dialled(phone: str, country: str) -> str:
    """A number as people there dial it; what is no number stays as it is written."""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return phone
    at_home = phonenumbers.region_code_for_number(number) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def _place_and_hour(camp: Camp, told: Told) -> dict[str, Any]:
    return {
        "camp_short_name": camp.short_name,
        "when": told.starts_at.astimezone(told.venue.zone),
        "zone_name": told.venue.timezone,
        "venue": told.venue.name,
        "meeting_point": told.venue.meeting_point,
        "help_phone": dialled(camp.help_phone, told.venue.country),
    }


def _change(message: Message, told: Told) -> dict[str, Any]:
    """The old hour and place, which nothing but the message still knows."""
    old = message.facts.get("old_at")
    changed: tuple[Change, ...] = tuple(message.facts.get("changed", ()))
    if not old:
        return {"what_changed": changed} if changed else {}
    venue_id = message.facts.get("old_venue")
    moved_away = venue_id is not None and venue_id != told.venue_id
    venue = Venue.objects.filter(pk=venue_id).first() if moved_away else None
    return {
        "old_when": datetime.fromisoformat(old).astimezone(told.venue.zone),
        "old_venue": venue.name if venue else "",
        "what_changed": changed,
    }


def _nothing_to_eat_after(message: Message, told: Told) -> datetime | None:
    """Only for a text, and only where the camp lets texts say it (safety.md §5); a mail keeps it behind the link.

    Of several procedures the strictest rule holds.
    """
    camp, appointment = message.camp, message.appointment
    if message.channel not in ON_PHONES or camp is None or appointment is None:
        return None
    if not telling_of(camp).instructions_in_sms:
        return None
    strictest = appointment.procedures.aggregate(hours=Max("fasting_hours"))["hours"]
    return eat_nothing_after(told.starts_at, fasting_hours=strictest, zone=told.venue.zone)


def _doctor(doctor: Doctor | None) -> dict[str, Any]:
    return {"person_called_name": doctor.name if doctor else "", "link": f"{settings.PUBLIC_URL}/"}


def _local(written: str | None, camp: Camp) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(camp.zone) if written else None
