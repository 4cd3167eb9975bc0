"""Everything a message is made of, read for a whole batch, with a mark that differs once any of it is written anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from camps.models import Registration
from notifications.models import Message, Told
from notifications.queries.audience import refusals_of
from notifications.queries.links import closed_among
from notifications.queries.wishes import AS_USUAL, Wishes, opted_out, wishes_of, wishes_of_doctors
from notifications.services.links import links_for
from notifications.services.marks import marks_of
from notifications.wording import PATIENT_KINDS, QUEUE_KINDS
from scheduling.models import Ticket, TicketState

WITH_ALL = (
    "organisation",
    "camp__venue",
    "camp__telling",
    "appointment",
    "shift",
    "registration__patient",
    "contact",
    "doctor",
    "template",
)


TO_PATIENTS = PATIENT_KINDS | QUEUE_KINDS


@dataclass(frozen=True)
class Look:
    """A message, what its recipient was told, what the patient refused, the patient's link ("": it is closed).

    `wishes` are the reader's, `unwanted` the categories that nobody wants any more at this contact.

    `changing`: a change of the appointment waits for the fan-out. `said`: the same was said after this was due.
    `waits`: whom it is about waits in the queue, at the ticket that it names.
    `mark` differs once any of it is written anew.
    """

    message: Message
    told: Told | None
    refused: frozenset[str]
    link: str
    changing: bool
    said: bool
    mark: str
    wishes: Wishes = AS_USUAL
    unwanted: frozenset[str] = frozenset()
    waits: bool = False


def look_at(message_ids: Sequence[int], *, now: datetime) -> dict[int, Look]:
    """Read these messages, in a number of statements that does not grow with them."""
    visits = Registration.objects.filter(messages__in=list(message_ids), messages__kind__in=TO_PATIENTS).distinct()
    links_for(visits, now=now)  # a link made here is part of the mark
    # The marks are read before what they stand for: what is written in between shows at the next question.
    marks = marks_of(message_ids)
    links = links_for(visits, now=now)
    closed = closed_among(links)
    messages = Message.objects.select_related(*WITH_ALL).in_bulk(list(message_ids))
    told = _told(list(messages.values()))
    patients = {row.registration.patient_id for row in messages.values() if row.registration}
    refused, wishes = refusals_of(patients), wishes_of(patients)
    of_doctors = wishes_of_doctors({row.doctor_id for row in messages.values() if row.doctor_id})
    unwanted = opted_out({row.contact_id for row in messages.values() if row.contact_id})
    waiting = _waiting(messages.values())
    found = {}
    for pk, row in messages.items():
        if pk not in marks:
            continue
        mark = marks[pk]
        patient_id = row.registration.patient_id if row.registration else 0
        found[pk] = Look(
            message=row,
            told=told.get((*_subject(row), row.recipient)),
            refused=refused.get(patient_id, frozenset()),
            link="" if row.registration_id in closed else links.get(row.registration_id or 0, ""),
            changing=mark.changing,
            said=mark.said,
            mark=mark.text,
            # A doctor's message about a case knows its patient too.
            wishes=of_doctors.get(row.doctor_id, AS_USUAL) if row.doctor_id else wishes.get(patient_id, AS_USUAL),
            unwanted=unwanted.get(row.contact_id or 0, frozenset()),
            waits=row.facts.get("ticket") in waiting,
        )
    return found


def _waiting(messages: Iterable[Message]) -> set[int]:
    """The tickets named in these messages that wait still."""
    named = {row.facts["ticket"] for row in messages if row.kind in QUEUE_KINDS}
    if not named:
        return set()
    return set(Ticket.objects.filter(pk__in=named, state=TicketState.WAITING).values_list("pk", flat=True))


def _told(messages: list[Message]) -> dict[tuple[str, int | None, str], Told]:
    appointments = {row.appointment_id for row in messages if row.appointment_id}
    shifts = {row.shift_id for row in messages if row.shift_id}
    rows = Told.objects.filter(
        Q(appointment__in=appointments) | Q(shift__in=shifts), recipient__in={row.recipient for row in messages}
    )
    return {(*_subject(row), row.recipient): row for row in rows.select_related("venue")}


def _subject(row: Message | Told) -> tuple[str, int | None]:
    return ("shift", row.shift_id) if row.shift_id else ("appointment", row.appointment_id)
