"""One answer, as every way of answering hands it on, and the row that keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from camps.models import Camp, Contact, Doctor, Shift
from notifications.models import Answer, AnsweredBy, InboundEvent, InboundMail, Meaning, Message, Told
from scheduling.models import Appointment

ABOUT_COMING = (Meaning.COMING, Meaning.PERHAPS, Meaning.CANNOT_COME, Meaning.OTHER_TIME)
REPLACED = "A newer answer came."


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one person said, by which way (AnsweredBy), of which appointment or shift.

    `recipient` is `contact:<id>` or `doctor:<id>`; `told` what he or she had been told of it, so the hour that the
    answer is about. `text` is as it was written. `sequence` and `stamp` order calendar answers.
    """

    by: str
    recipient: str
    camp: Camp
    appointment: Appointment | None = None
    shift: Shift | None = None
    told: Told | None = None
    contact: Contact | None = None
    doctor: Doctor | None = None
    message: Message | None = None
    mail: InboundMail | None = None
    event: InboundEvent | None = None
    text: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
    proposed: tuple[datetime, datetime] | None = None


def heard_by_mail(message: Message, mail: InboundMail, *, text: str) -> Heard:
    """What came back by mail about this very message of ours: words, or a report that it did not arrive."""
    assert message.camp is not None
    return Heard(
        by=AnsweredBy.MAIL,
        recipient=message.recipient,
        camp=message.camp,
        appointment=message.appointment,
        shift=message.shift,
        contact=message.contact,
        doctor=message.doctor,
        message=message,
        mail=mail,
        text=text,
    )


def answers_about(heard: Heard) -> QuerySet[Answer]:
    """What this person said of this appointment or shift so far."""
    subject = Q(shift=heard.shift) if heard.shift else Q(appointment=heard.appointment)
    return Answer.objects.filter(subject, recipient=heard.recipient)


def note(
    heard: Heard,
    meaning: Meaning,
    *,
    effect: str = "",
    needs_person: bool = False,
    settles: bool = True,
    now: datetime,
    **more: Any,
) -> Answer:
    """Keep the answer with what it did. One about coming settles the earlier ones that still wait for a person, unless
    it is itself the earlier one."""
    if settles and meaning in ABOUT_COMING:
        waiting = answers_about(heard).filter(meaning__in=ABOUT_COMING, needs_person=True, done_at=None)
        for older in waiting:
            older.done_at, older.effect = now, f"{older.effect} {REPLACED}".strip()[:300]
            older.save(update_fields=["done_at", "effect"])
    start, end = heard.proposed or (None, None)
    return Answer.objects.create(
        organisation_id=heard.camp.organisation_id,
        camp=heard.camp,
        appointment=heard.appointment,
        shift=heard.shift,
        registration_id=heard.appointment.registration_id if heard.appointment else None,
        contact=heard.contact,
        doctor=heard.doctor,
        message=heard.message,
        mail=heard.mail,
        event=heard.event,
        recipient=heard.recipient,
        by=heard.by,
        meaning=meaning,
        text=heard.text.replace("\x00", "")[:500],
        sequence=heard.sequence,
        stamp=heard.stamp,
        proposed_start=start,
        proposed_end=end,
        effect=effect[:300],
        needs_person=needs_person,
        at=now,
        **more,
    )
