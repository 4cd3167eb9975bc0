"""Who was asked whether he or she comes, and did not say: people to call while the place can still go to another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from camps.models import Camp, Contact
from notifications.models import Answer, Channel, Message, MessageState, Told
from notifications.queries.audience import STOPPED, contact_key, contacts_of, may_be_called, refusals_of
from notifications.queries.reach import OF_PATIENTS, REACHED
from notifications.wording import Kind
from scheduling.models import Appointment, AppointmentState, RequestState, TimeRequest

WAITED = timedelta(hours=24)  # a day to answer by oneself
WHY = "No answer to the question whether the patient comes."


@dataclass(frozen=True)
class Unanswered:
    """Somebody to ask. `message` is not written: it is what the call list's row will be (services/calling.py)."""

    appointment: Appointment
    told: Told
    phone: Contact
    message: Message


def unanswered(
    camp: Camp, *, now: datetime, but: Collection[int | None] = (), only: int | None = None
) -> list[Unanswered]:
    """Places still to come, asked for a day ago, not answered by any way, with a phone to ring. `but` are appointments
    that stand on the call list already. Seven statements, however many.
    """
    asked = Message.objects.filter(
        appointment=OuterRef("pk"), kind=Kind.CONFIRM, state__in=REACHED, ended_at__lte=now - WAITED
    )
    on_list = Message.objects.filter(
        appointment=OuterRef("pk"), kind=Kind.CONFIRM, channel=Channel.CALL, state__in=[MessageState.PLANNED, *REACHED]
    )
    found = Appointment.objects.filter(
        Exists(asked),
        ~Exists(on_list),
        ~Exists(Answer.objects.filter(appointment=OuterRef("pk"), doctor=None)),
        ~Exists(TimeRequest.objects.filter(appointment=OuterRef("pk"), state=RequestState.OPEN)),
        camp=camp,
        state=AppointmentState.BOOKED,
        confirmed_at=None,
        arrive_at__gt=now,
    ).exclude(pk__in=[pk for pk in but if pk])
    if only is not None:
        found = found.filter(pk=only)
    rows = list(found.select_related("registration__patient", "camp__venue").order_by("pk"))
    patients = {row.registration.patient_id for row in rows if row.registration}
    contacts, refused = contacts_of(patients), refusals_of(patients)
    told = {row.appointment_id: row for row in _told(rows)}
    people = []
    for row in rows:
        registration, known = row.registration, told.get(row.pk)
        if registration is None or known is None or STOPPED in refused[registration.patient_id]:
            continue
        phones = may_be_called(contacts[registration.patient_id], refused=refused[registration.patient_id])
        working = [phone for phone in phones if phone.failed_at is None]
        if working:
            people.append(Unanswered(row, known, working[0], _row(row, known, working[0], now=now)))
    return people


def _told(rows: list[Appointment]) -> list[Told]:
    found = Told.objects.filter(OF_PATIENTS, appointment__in=rows, cancelled=False).select_related("venue")
    return list(found.order_by("at", "pk"))


def _row(appointment: Appointment, told: Told, phone: Contact, *, now: datetime) -> Message:
    registration = appointment.registration
    assert registration is not None
    return Message(
        organisation_id=appointment.organisation_id,
        camp=appointment.camp,
        appointment=appointment,
        registration=registration,
        contact=phone,
        kind=Kind.CONFIRM,
        rung="call",
        channel=Channel.CALL,
        recipient=contact_key(phone.pk),
        revision=told.revision,
        idem_key=f"appointment:{appointment.pk}|r{told.revision}|{Kind.CONFIRM}|call|{Channel.CALL}|{contact_key(phone.pk)}",
        language=registration.patient.language or appointment.camp.language,
        due_at=now,
        not_after=told.starts_at,
        created_at=now,
        why=WHY,
    )
