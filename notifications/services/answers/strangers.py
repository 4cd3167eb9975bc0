"""A text from a number that we never wrote to about a visit: a doctor's, or one that only stands in a sheet."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django_scopes import scope, scopes_disabled

from camps.models import Camp, CampState, Contact, ContactKind, Registration
from notifications.channels.incoming import TextIn
from notifications.models import InboundEvent, InboundState, Meaning, Message, MessageState
from notifications.queries.audience import contact_key, doctor_key
from notifications.replies import Sense, read
from notifications.services.answers import opting
from notifications.services.answers.heard import Heard, note
from notifications.services.answers.texted import BY, Texted
from scheduling.models import Appointment, AppointmentState

HAS_LEFT = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
UNKNOWN = "Nobody we know has this number."
SHARED = "Nobody we know has this number, and several organisations share ours."
SEVERAL = "Several organisations know this number, and none of them wrote to it."


def hear(text: TextIn, *, event: InboundEvent, now: datetime) -> tuple[InboundState, str]:
    """Hand it to the one organisation that knows the number; returns how that ended, and why.

    What nobody knows is read by the people of the organisation to whose number it came, where that is one alone: with
    several on one number, nobody can tell whom it was meant for. Nothing is sent back: what was not asked for by us is
    no conversation of ours.
    """
    known = organisations_of(text.sender)
    with scopes_disabled():
        heard = _of_a_doctor(text, event=event) or (_of_a_sheet(text, event=event) if len(known) == 1 else None)
    if heard is None:
        return _unknown(text, known, event=event)
    event.organisation_id = heard.camp.organisation_id
    with scope(organisation=heard.camp.organisation_id):
        if heard.contact and (text.opted == "out" or read(text.text).sense == Sense.STOP):
            opting.stop(Texted(text, event, [], now), unsure=False)
            note(heard, Meaning.STOP, effect="No more texts to this number.", now=now)
        else:
            note(heard, Meaning.WORDS, needs_person=True, now=now)
    return InboundState.DONE, ""


def reader_of(number: str) -> int | None:
    """The organisation whose people may read what this number wrote: the one that wrote to it last, else the only one
    that has it, else, where none does, the only one that writes at all. None where that is not clear."""
    with scopes_disabled():
        written = Message.objects.filter(
            Q(contact__value=number) | Q(doctor__phone=number), channel__in=BY, state__in=HAS_LEFT
        ).order_by("-pk")
        last = written.values_list("organisation", flat=True).first()
    return last or _only(organisations_of(number) or organisations_that_write())


def organisations_that_write() -> set[int]:
    """Those that ever published a camp: all of them write from the numbers of this installation."""
    with scopes_disabled():
        return set(Camp.objects.exclude(state=CampState.DRAFT).values_list("organisation", flat=True).distinct())


def organisations_of(number: str) -> set[int]:
    """Who has this number in a sheet."""
    with scopes_disabled():
        phones = Contact.objects.filter(kind=ContactKind.PHONE, value=number)
        return set(phones.values_list("organisation", flat=True))


def _unknown(text: TextIn, known: set[int], *, event: InboundEvent) -> tuple[InboundState, str]:
    if len(known) > 1:
        return InboundState.IGNORED, SEVERAL
    if text.opted == "out" or read(text.text).sense == Sense.STOP:
        return InboundState.IGNORED, UNKNOWN  # nothing goes there that could be stopped
    readers = known or organisations_that_write()
    event.organisation_id = _only(readers)
    if event.organisation_id is None:
        return InboundState.IGNORED, SHARED if readers else UNKNOWN
    return InboundState.ASIDE, UNKNOWN


def _only(organisations: set[int]) -> int | None:
    return next(iter(organisations)) if len(organisations) == 1 else None


def _of_a_doctor(text: TextIn, *, event: InboundEvent) -> Heard | None:
    """The doctor to whom we wrote last at this number."""
    written = Message.objects.filter(channel=text.channel, doctor__phone=text.sender, camp__isnull=False)
    last = written.select_related("doctor", "camp", "shift", "appointment").order_by("-pk").first()
    if last is None or last.camp is None or last.doctor is None:
        return None
    return Heard(
        by=BY[text.channel],
        recipient=doctor_key(last.doctor.pk),
        camp=last.camp,
        appointment=last.appointment,
        shift=last.shift,
        doctor=last.doctor,
        message=last,
        event=event,
        text=text.text,
        stamp=text.at,
    )


def _of_a_sheet(text: TextIn, *, event: InboundEvent) -> Heard | None:
    """The newest registration of a person with this number."""
    contact = Contact.objects.filter(kind=ContactKind.PHONE, value=text.sender).order_by("-pk").first()
    assert contact is not None
    newest = Registration.objects.filter(patient=contact.patient_id).select_related("camp").order_by("-pk").first()
    if newest is None:
        return None
    place = Appointment.objects.filter(registration=newest, state=AppointmentState.BOOKED).order_by("pk").first()
    return Heard(
        by=BY[text.channel],
        recipient=contact_key(contact.pk),
        camp=newest.camp,
        appointment=place,
        contact=contact,
        event=event,
        text=text.text,
        stamp=text.at,
    )
