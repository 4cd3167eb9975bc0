"""What a person wishes of our messages: written down, and followed at once by what is still to come.

Language and zone stand with the person (camps); a WhatsApp wish of a patient is also the agreement to it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time

from django.db import transaction

from camps.errors import Invalid
from camps.models import ConsentRecord, Contact, Doctor, Patient, User
from notifications.models import Category, Channel, OptOut, PlainWords, Preference
from notifications.services.rerouting import reroute
from notifications.wording import LANGUAGES

CHOICES = (Channel.MAIL, Channel.SMS, Channel.WHATSAPP, Channel.CALL)


@transaction.atomic
def save_wishes(
    *,
    patient: Patient,
    language: str,
    channels: Sequence[str],
    quiet_from: time | None,
    quiet_until: time | None,
    wording: str = PlainWords.DISCREET,
    unwanted: Collection[str] | None = None,
    said_by: str,
    by: User | None = None,
    now: datetime,
) -> Preference:
    """How a patient wants to be told. `channels` in order of trying, none is as the camp does it; `unwanted` are all
    the categories that he or she wants no more of, None leaves them as they are.

    Messages that wait go the new way. Raises camps.errors.Invalid.
    """
    wanted = checked_channels(channels)
    _check(language=language, quiet_from=quiet_from, quiet_until=quiet_until, wording=wording)
    if patient.language != language:
        patient.language = language
        patient.save(update_fields=["language"])
    row, _ = Preference.objects.update_or_create(
        patient=patient,
        defaults={
            "organisation_id": patient.organisation_id,
            "channels": wanted,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "wording": wording,
            "said_by": said_by,
            "changed_at": now,
        },
    )
    if Channel.WHATSAPP in wanted:
        _agree_to_whatsapp(patient, said_by=said_by, by=by, now=now)
    if unwanted is not None:
        for contact in Contact.objects.filter(patient=patient):
            _only_without(contact, unwanted, how=f"wishes, said by {said_by}", now=now)
    reroute(patient, now=now)
    return row


@transaction.atomic
def save_doctors_wishes(
    *,
    doctor: Doctor,
    language: str,
    quiet_from: time | None,
    quiet_until: time | None,
    said_by: str = "doctor",
    now: datetime,
) -> Preference:
    """A doctor's language and quiet hours. Raises camps.errors.Invalid."""
    _check(language=language, quiet_from=quiet_from, quiet_until=quiet_until, wording=PlainWords.DISCREET)
    if doctor.language != language:
        doctor.language = language
        doctor.save(update_fields=["language"])
    row, _ = Preference.objects.update_or_create(
        doctor=doctor,
        defaults={
            "organisation_id": doctor.organisation_id,
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "said_by": said_by,
            "changed_at": now,
        },
    )
    return row


def opt_out(*, contact: Contact, category: str, how: str, now: datetime) -> None:
    """No more of a category at this contact, at once: what waits is looked at again before it leaves.

    Said twice it is one. Raises camps.errors.Invalid for an unknown category.
    """
    if category not in Category.values:
        raise Invalid(
            f"“{category}” is no category of messages.",
            field="category",
            value=category,
            cure=f"Use one of {', '.join(Category.values)}.",
        )
    row = OptOut(organisation_id=contact.organisation_id, contact=contact, category=category, how=how[:80], at=now)
    OptOut.objects.bulk_create([row], ignore_conflicts=True)


def opt_in(*, contact: Contact, category: str, now: datetime) -> None:
    """The category comes again; that it was not wanted for a while stays on record."""
    OptOut.objects.filter(contact=contact, category=category, ended_at=None).update(ended_at=now)


def checked_channels(channels: Sequence[str]) -> list[str]:
    """Each once, in the order given. Raises camps.errors.Invalid."""
    wrong = [channel for channel in channels if channel not in CHOICES]
    if wrong:
        raise Invalid(
            f"“{wrong[0]}” is no way to tell somebody.",
            field="channels",
            value=wrong[0],
            cure=f"Use some of {', '.join(CHOICES)}, or none for the way of the camp.",
        )
    return list(dict.fromkeys(str(channel) for channel in channels))


def _check(*, language: str, quiet_from: time | None, quiet_until: time | None, wording: str) -> None:
    if language and language not in LANGUAGES:
        raise Invalid(
            f"There are no messages in “{language}” yet.",
            field="language",
            value=language,
            cure=f"Use one of {', '.join(LANGUAGES)}, or leave it empty for the camp's.",
        )
    if (quiet_from is None) != (quiet_until is None):
        raise Invalid("Quiet hours need a beginning and an end.", field="quiet_from", cure="Give both, or neither.")
    if quiet_from is not None and quiet_until is not None and quiet_until >= quiet_from:
        raise Invalid(
            f"Quiet from {quiet_from:%H:%M} until {quiet_until:%H:%M} is no night.",
            field="quiet_from",
            value=f"{quiet_from:%H:%M}",
            cure="Begin in the evening and end in the morning, such as 20:00 to 08:00.",
        )
    if wording not in PlainWords.values:
        raise Invalid(
            f"“{wording}” is no wording.",
            field="wording",
            value=wording,
            cure=f"Use one of {', '.join(PlainWords.values)}.",
        )


def _agree_to_whatsapp(patient: Patient, *, said_by: str, by: User | None, now: datetime) -> None:
    newest = ConsentRecord.objects.filter(patient=patient, purpose=ConsentRecord.Purpose.WHATSAPP).last()
    if newest is None or not newest.given:
        ConsentRecord.objects.create(
            organisation_id=patient.organisation_id,
            patient=patient,
            purpose=ConsentRecord.Purpose.WHATSAPP,
            given=True,
            how=f"chosen as the way to be told, by {said_by}",
            at=now,
            by=by,
        )


def _only_without(contact: Contact, unwanted: Collection[str], *, how: str, now: datetime) -> None:
    for category in Category:
        if category in unwanted:
            opt_out(contact=contact, category=category, how=how, now=now)
        else:
            opt_in(contact=contact, category=category, now=now)
