"""A mark of everything a message is made of: it differs as soon as any of it is written anew.

The rules ask to read again right before each sending (delivery.md §3.2). Reading ten tables through the ORM takes
longer than handing a mail over; PostgreSQL's `xmin` (the transaction that wrote a row) tells the same in one statement.
Sub-selects by key, and not joins: twelve joins are planned for longer than all else here takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

# `changing`: a change of the appointment waits for the fan-out. `said`: after an outage a booking and its reminder
# come due together, and one of them is enough.
MARKS = """
SELECT id, changing, said, ROW(id, own, camp, visit, consent, others, unwanted, changing, said)::text AS mark
FROM (
  SELECT m.id, m.xmin AS own, c.xmin AS camp, r.xmin AS visit,
    (SELECT max(k.id) FROM camps_consentrecord k WHERE k.patient_id = r.patient_id) AS consent,
    ARRAY[
      (SELECT o.xmin FROM camps_organisation o WHERE o.id = m.organisation_id),
      (SELECT v.xmin FROM camps_venue v WHERE v.id = c.venue_id),
      (SELECT a.xmin FROM scheduling_appointment a WHERE a.id = m.appointment_id),
      (SELECT s.xmin FROM camps_shift s WHERE s.id = m.shift_id),
      (SELECT p.xmin FROM camps_patient p WHERE p.id = r.patient_id),
      (SELECT n.xmin FROM camps_contact n WHERE n.id = m.contact_id),
      (SELECT d.xmin FROM camps_doctor d WHERE d.id = m.doctor_id),
      (SELECT t.xmin FROM notifications_told t WHERE t.appointment_id = m.appointment_id AND t.recipient = m.recipient),
      (SELECT t.xmin FROM notifications_told t WHERE t.shift_id = m.shift_id AND t.recipient = m.recipient),
      (SELECT l.xmin FROM notifications_visitlink l WHERE l.registration_id = m.registration_id),
      (SELECT o.xmin FROM scheduling_standbyoffer o WHERE o.id = (m.facts->>'offer')::bigint),
      (SELECT w.xmin FROM notifications_preference w WHERE w.patient_id = r.patient_id),
      (SELECT w.xmin FROM notifications_preference w WHERE w.doctor_id = m.doctor_id),
      (SELECT q.xmin FROM scheduling_ticket q WHERE q.id = (m.facts->>'ticket')::bigint)
    ] AS others,
    ARRAY(SELECT q.id FROM notifications_optout q WHERE q.contact_id = m.contact_id AND q.ended_at IS NULL
          ORDER BY q.id) AS unwanted,
    EXISTS (SELECT FROM scheduling_schedulechange h WHERE h.appointment_id = m.appointment_id AND h.tell = 'at_once'
            AND NOT EXISTS (SELECT FROM notifications_fanout f WHERE f.change_id = h.id)) AS changing,
    m.rung <> '' AND EXISTS (
      SELECT FROM notifications_message b
      WHERE b.appointment_id = m.appointment_id AND b.recipient = m.recipient AND b.channel = m.channel
        AND b.revision = m.revision AND b.rung = '' AND b.state IN ('sent', 'delivered') AND b.ended_at >= m.due_at
    ) AS said
  FROM notifications_message m
    LEFT JOIN camps_camp c ON c.id = m.camp_id
    LEFT JOIN camps_registration r ON r.id = m.registration_id
  WHERE m.id = ANY(%(ids)s)
) AS parts
"""


@dataclass(frozen=True)
class Mark:
    """`text` differs once anything was written; the two answers are part of it."""

    text: str
    changing: bool
    said: bool


def marks_of(message_ids: Sequence[int]) -> dict[int, Mark]:
    """The marks as they stand now, by message."""
    with connection.cursor() as cursor:
        cursor.execute(MARKS, {"ids": list(message_ids)})
        return {pk: Mark(text, changing, said) for pk, changing, said, text in cursor.fetchall()}
