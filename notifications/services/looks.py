"""Everything a message is made of, read for a whole batch, and one quick question before each: is it still the same?

The rules ask to read again right before each sending (delivery.md §3.2). Reading eight tables through the ORM takes
longer than handing a mail over; PostgreSQL's `xmin` (the transaction that wrote a row) tells in one statement whether
any of those rows was written since. If so, everything is read anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from camps.models import Registration
from notifications.models import Message, Told
from notifications.queries.audience import refusals_of
from notifications.services.links import links_for
from notifications.wording import PATIENT_KINDS

WITH_ALL = ("organisation", "camp__venue", "appointment", "shift", "registration__patient", "contact", "doctor")

_MARKS = """
SELECT m.id,
  ROW(m.xmin, o.xmin, c.xmin, v.xmin, a.xmin, s.xmin, r.xmin, p.xmin, n.xmin, d.xmin, ta.xmin, ts.xmin, l.xmin,
      (SELECT max(k.id) FROM camps_consentrecord k WHERE k.patient_id = r.patient_id))::text,
  EXISTS (SELECT 1 FROM scheduling_schedulechange h WHERE h.appointment_id = m.appointment_id AND h.tell = 'at_once'
          AND NOT EXISTS (SELECT 1 FROM notifications_fanout f WHERE f.change_id = h.id))
FROM notifications_message m
  JOIN camps_organisation o ON o.id = m.organisation_id
  LEFT JOIN camps_camp c ON c.id = m.camp_id
  LEFT JOIN camps_venue v ON v.id = c.venue_id
  LEFT JOIN scheduling_appointment a ON a.id = m.appointment_id
  LEFT JOIN camps_shift s ON s.id = m.shift_id
  LEFT JOIN camps_registration r ON r.id = m.registration_id
  LEFT JOIN camps_patient p ON p.id = r.patient_id
  LEFT JOIN camps_contact n ON n.id = m.contact_id
  LEFT JOIN camps_doctor d ON d.id = m.doctor_id
  LEFT JOIN notifications_told ta ON ta.appointment_id = m.appointment_id AND ta.recipient = m.recipient
  LEFT JOIN notifications_told ts ON ts.shift_id = m.shift_id AND ts.recipient = m.recipient
  LEFT JOIN notifications_visitlink l ON l.registration_id = m.registration_id
WHERE m.id = ANY(%s)
"""


@dataclass(frozen=True)
class Look:
    """A message, what its recipient was told, what the patient refused, the patient's link.

    `changing`: a change of the appointment waits for the fan-out. `mark` differs once any of it is written anew.
    """

    message: Message
    told: Told | None
    refused: frozenset[str]
    link: str
    changing: bool
    mark: str


def look_at(message_ids: Sequence[int], *, now: datetime) -> dict[int, Look]:
    """Read these messages, in a number of statements that does not grow with them."""
    visits = Registration.objects.filter(messages__in=list(message_ids), messages__kind__in=PATIENT_KINDS).distinct()
    links = links_for(visits, now=now)
    # The marks are read before what they stand for: what is written in between shows at the next question.
    marks = _marks(message_ids)
    messages = Message.objects.select_related(*WITH_ALL).in_bulk(list(message_ids))
    told = _told(list(messages.values()))
    refused = refusals_of({row.registration.patient_id for row in messages.values() if row.registration})
    found = {}
    for pk, row in messages.items():
        if pk not in marks:
            continue
        mark, changing = marks[pk]
        patient_id = row.registration.patient_id if row.registration else 0
        found[pk] = Look(
            message=row,
            told=told.get((*_subject(row), row.recipient)),
            refused=refused.get(patient_id, frozenset()),
            link=links.get(row.registration_id or 0, ""),
            changing=changing,
            mark=mark,
        )
    return found


def still_same(look: Look) -> bool:
    """Nothing this message is made of was written since it was read."""
    return _marks([look.message.pk]).get(look.message.pk) == (look.mark, look.changing)


def _marks(message_ids: Sequence[int]) -> dict[int, tuple[str, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [list(message_ids)])
        return {pk: (mark, changing) for pk, mark, changing in cursor.fetchall()}


def _told(messages: list[Message]) -> dict[tuple[str, int | None, str], Told]:
    appointments = {row.appointment_id for row in messages if row.appointment_id}
    shifts = {row.shift_id for row in messages if row.shift_id}
    rows = Told.objects.filter(
        Q(appointment__in=appointments) | Q(shift__in=shifts), recipient__in={row.recipient for row in messages}
    )
    return {(*_subject(row), row.recipient): row for row in rows.select_related("venue")}


def _subject(row: Message | Told) -> tuple[str, int | None]:
    return ("shift", row.shift_id) if row.shift_id else ("appointment", row.appointment_id)
