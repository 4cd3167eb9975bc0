"""What goes back to somebody who just wrote: a message like any other, once for each text that came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from camps.models import ConsentRecord
from notifications.models import Channel, Message
from notifications.queries.audience import recipient_at, refusals_of
from notifications.queries.phone_visits import PhoneVisit
from notifications.services.answers.texted import Texted
from notifications.services.drafting import Draft, messages_of, said, written
from notifications.wording import Kind

USE = timedelta(hours=6)  # an answer that comes later than that puzzles more than it helps
ONCE_IN = timedelta(hours=24)
HELPING = (Kind.ANSWER_WHICH, Kind.ANSWER_HELP, Kind.ANSWER_READ)
PURPOSE = {Channel.SMS: ConsentRecord.Purpose.TEXTS, Channel.WHATSAPP: ConsentRecord.Purpose.WHATSAPP}


def send_back(kind: Kind, visit: PhoneVisit, texted: Texted, *, which: Sequence[PhoneVisit] = ()) -> bool:
    """Plan the text, due now at any hour: its reader is awake. False where it would go where nobody wants it.

    `which` are further visits that it names by their codes. The key holds the event, so ten copies answer once.
    """
    told, contact, registration = visit.told, visit.contact, visit.message.registration
    channel = Channel(texted.text.channel)
    if told is None or told.cancelled or registration is None or contact.failed_at is not None:
        return False
    if PURPOSE[channel] in refusals_of([registration.patient_id]).get(registration.patient_id, frozenset()):
        return False
    event = texted.event.pk
    draft = Draft(
        camp=visit.camp,
        subject=f"in:{event}:{visit.appointment.pk}",
        recipient=recipient_at(contact, channel, patient=registration.patient, camp=visit.camp),
        kind=kind,
        rung=f"in:{event}"[:16],
        revision=told.revision,
        due_at=texted.now,
        not_after=texted.now + USE,
        nearest=told.starts_at,
        facts=said(told.starts_at, told.venue_id)
        | {"which": [[other.appointment.pk, other.message.recipient] for other in which]},
        of={"appointment": visit.appointment, "registration": registration},
    )
    return bool(written(messages_of(draft, now=texted.now)))


def helped_lately(texted: Texted) -> bool:
    """Whether this number was told how to answer within a day: then a person takes over (delivery.md §6.2)."""
    helping = Message.objects.filter(kind__in=HELPING, contact__value=texted.text.sender)
    return helping.filter(created_at__gt=texted.now - ONCE_IN).exists()
