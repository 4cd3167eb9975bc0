"""How people want to be told, and what they want no more of. Who said nothing is told as the camp does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from django.conf import settings

from camps.models import Contact, Patient
from notifications.models import Category, Channel, OptOut, PlainWords, Preference
from notifications.wording import ANSWER_KINDS, Kind


@dataclass(frozen=True)
class Wishes:
    """One person's. `channels` in order of trying, none is as the camp does it; `quiet` hours are the reader's local
    `(from, until)`, over midnight; `plain`: texts may hold the first name.
    """

    channels: tuple[Channel, ...] = ()
    quiet: tuple[time, time] | None = None
    plain: bool = False


AS_USUAL = Wishes()


def wishes_of(patient_ids: Iterable[int]) -> dict[int, Wishes]:
    """What each patient wishes; who wishes nothing is not in it."""
    rows = Preference.objects.filter(patient__in=list(patient_ids))
    return {row.patient_id: _read(row) for row in rows if row.patient_id}


def wishes_of_doctors(doctor_ids: Iterable[int]) -> dict[int, Wishes]:
    """What each doctor wishes; who wishes nothing is not in it."""
    rows = Preference.objects.filter(doctor__in=list(doctor_ids))
    return {row.doctor_id: _read(row) for row in rows if row.doctor_id}


def opted_out(contact_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The categories that nobody wants any more at a contact."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = OptOut.objects.filter(contact__in=list(contact_ids), ended_at=None)
    for contact_id, category in rows.values_list("contact_id", "category"):
        found[contact_id or 0].add(category)
    return {contact_id: frozenset(categories) for contact_id, categories in found.items()}


def may_be_named(patient: Patient) -> bool:
    """This patient chose that texts may hold the first name."""
    return wishes_of([patient.pk]).get(patient.pk, AS_USUAL).plain


def unwanted_by(patient: Patient) -> list[str]:
    """The categories that a patient wants no more of at some contact."""
    found = opted_out(Contact.objects.filter(patient=patient).values_list("pk", flat=True))
    return sorted(set().union(*found.values()))


def category_of(kind: str, rung: str) -> Category | None:
    """Which category a patient's message is in; None for what always reaches people, such as a move."""
    if kind == Kind.CONFIRM:
        return Category.QUESTIONS
    if kind in (Kind.THREE_DAYS, Kind.DAY_BEFORE):
        return Category.REMINDERS
    if kind in ANSWER_KINDS:  # who writes to us is answered
        return None
    if kind in (Kind.NEARLY, Kind.GIVE_WAY):
        return Category.REMINDERS
    return Category.REMINDERS if rung and kind != Kind.NEW_LINK else None


def whatsapp_is_there() -> bool:
    """A provider of WhatsApp messages is set up."""
    return bool(getattr(settings, "WHATSAPP_PROVIDERS", ()))


def _read(row: Preference) -> Wishes:
    known = [Channel(channel) for channel in row.channels if channel in Channel.values]
    begins, ends = row.quiet_from, row.quiet_until
    quiet = (begins, ends) if begins is not None and ends is not None else None
    return Wishes(tuple(known), quiet, row.wording == PlainWords.PLAIN)
