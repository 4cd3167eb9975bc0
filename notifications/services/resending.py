"""Told once more because a person says so: a new message with its reason, by the same way or another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from camps.models import Contact, ContactKind, Patient, Registration, User
from notifications.errors import NotByHand, SentLately
from notifications.models import BY_MACHINE, Channel, Message, MessageState, Told
from notifications.queries.audience import (
    contact_key,
    contacts_of,
    may_be_called,
    recipient_at,
    refusals_of,
    usable,
)
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.wishes import whatsapp_is_there
from notifications.services.drafting import Draft, messages_of, said, written
from notifications.services.handing_on import told_as
from notifications.services.letters import CALLED_OFF
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, Kind

LATELY = timedelta(hours=1)
AGAIN = "again"  # in Message.facts: who said so, and why


@dataclass(frozen=True)
class Way:
    """A channel at a contact. `key` is how a form names it."""

    channel: Channel
    contact: Contact

    @property
    def key(self) -> str:
        return f"{self.channel}:{self.contact.pk}"


def ways_of(patient: Patient) -> list[Way]:
    """Every way there is to tell this patient, also one that failed before: a person may know better."""
    contacts = contacts_of([patient.pk])[patient.pk]
    refused = refusals_of([patient.pk])[patient.pk]
    written_to = usable(contacts, refused=refused)
    found = [Way(Channel.MAIL if one.kind == ContactKind.MAIL else Channel.SMS, one) for one in written_to]
    called = may_be_called(contacts, refused=refused)
    if Channel.WHATSAPP not in refused and whatsapp_is_there():
        found += [Way(Channel.WHATSAPP, phone) for phone in called]
    return found + [Way(Channel.CALL, phone) for phone in called]


def can_be_told_again(message: Message) -> bool:
    """What a patient was told of a place; an answer to an answer is said once."""
    return message.kind in PATIENT_KINDS - ANSWER_KINDS and message.appointment_id is not None


def told_lately(message: Message, *, now: datetime) -> Message | None:
    """The same, sent to this patient less than an hour ago or just leaving."""
    same = Message.objects.filter(
        appointment=message.appointment_id,
        registration=message.registration_id,
        kind=message.kind,
        rung=message.rung,
        doctor=None,
        channel__in=BY_MACHINE,
    )
    leaving = same.filter(state__in=[MessageState.PLANNED, MessageState.LEASED], due_at__lte=now)
    return leaving.first() or same.filter(attempts__started_at__gt=now - LATELY).order_by("-pk").first()


def told_again(message: Message) -> QuerySet[Message]:
    """What was told once more of it; a form sends their number back, so that two taps are one."""
    return Message.objects.filter(instead_of=message, facts__has_key=AGAIN).order_by("pk")


@transaction.atomic
def tell_again(
    *, message_id: int, way: str, reason: str, seen: int, sure: bool, by: User, now: datetime
) -> Message | None:
    """Plan it once more by `way` (a Way's key). None where a first tap did so already: `seen` is what it saw.

    Raises NotByHand where nothing is left to tell or the way is gone, SentLately where the same left within the hour
    and nobody said that it shall go all the same.
    """
    message = Message.objects.select_for_update(of=("self",)).select_related("camp__venue").get(pk=message_id)
    registration = Registration.objects.select_related("patient").filter(pk=message.registration_id or 0).first()
    if registration is None or message.camp is None or not can_be_told_again(message):
        raise NotByHand("Only what a patient was told of a place can be told again.", cure="Call instead.")
    if told_again(message).count() > seen:
        return None
    chosen = next((one for one in ways_of(registration.patient) if one.key == way), None)
    if chosen is None:
        raise NotByHand("This way is gone.", cure="Choose another one, or add a phone or e-mail.")
    if not sure and told_lately(message, now=now):
        raise SentLately("The same left less than an hour ago, or is just leaving.", cure="Say that it shall go twice.")
    told = _told_at(message, chosen, now=now)
    draft = Draft(
        camp=message.camp,
        subject=f"again:{message.pk}:{seen + 1}",
        recipient=recipient_at(chosen.contact, chosen.channel, patient=registration.patient, camp=message.camp),
        kind=Kind(message.kind),
        rung=message.rung,
        revision=told.revision,
        not_after=told.ends_at if message.kind in CALLED_OFF else told.starts_at,
        nearest=told.starts_at,
        sequence=told.sequence,
        facts={**message.facts, **said(told.starts_at, told.venue_id), AGAIN: {"by": by.name, "reason": reason[:200]}},
        of={"appointment_id": message.appointment_id, "registration": registration, "instead_of": message},
    )
    made = messages_of(draft, now=now)
    if not made:
        raise NotByHand("It would come too late.", cure="Call instead, if it still matters.")
    written(made)
    return made[0]


def _told_at(message: Message, way: Way, *, now: datetime) -> Told:
    """What this contact is told of the place; one that was told nothing hears what the patient's others heard."""
    rows = Told.objects.filter(OF_PATIENTS, appointment=message.appointment_id)
    newest = rows.order_by("-at", "-revision", "-pk").first()
    if newest is None or newest.cancelled != (message.kind in CALLED_OFF):
        raise NotByHand("Something newer was told since.", cure="Look at what the patient knows, and tell that again.")
    return told_as(newest, recipient=contact_key(way.contact.pk), now=now)
