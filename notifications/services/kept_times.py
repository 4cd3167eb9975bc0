"""Tells a patient that no other time was found: the organiser declined the request, the place is kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from camps.models import Camp
from notifications.models import AnsweredBy, Message, Told
from notifications.queries.audience import reached_at
from notifications.services.drafting import Draft, messages_of, said
from notifications.wording import Kind
from scheduling.models import AppointmentState, RequestState, TimeRequest


def declined_requests(*, now: datetime) -> QuerySet[TimeRequest]:
    """Requests declined for a visit still to come, whose patient has not heard of it."""
    heard = Message.objects.filter(
        appointment=OuterRef("appointment"), kind=Kind.TIME_KEPT, created_at__gte=OuterRef("answered_at")
    )
    return TimeRequest.objects.filter(
        ~Exists(heard),
        state=RequestState.DECLINED,
        appointment__state=AppointmentState.BOOKED,
        appointment__arrive_at__gt=now,
        answered_at__isnull=False,
    )


def time_kept_messages(camp: Camp, *, now: datetime) -> list[Message]:
    """One message a declined request and contact, on the revision that stands."""
    made: list[Message] = []
    requests = declined_requests(now=now).filter(appointment__camp=camp)
    for request in requests.select_related("appointment__registration__patient"):
        appointment = request.appointment
        if appointment.registration is None:
            continue
        patient = appointment.registration.patient
        recipients = reached_at(patient, camp=camp)
        told = {row.recipient: row for row in Told.objects.filter(appointment=appointment)}
        # Who proposed it in the calendar is answered there too (letters.py).
        proposed = set(request.answers.filter(by=AnsweredBy.MAIL).values_list("recipient", flat=True))
        for recipient in recipients:
            if recipient.key not in told:
                continue
            draft = Draft(
                camp=camp,
                subject=f"request:{request.pk}",
                recipient=recipient,
                kind=Kind.TIME_KEPT,
                revision=told[recipient.key].revision,
                not_after=told[recipient.key].starts_at,
                nearest=told[recipient.key].starts_at,
                sequence=told[recipient.key].sequence,
                facts=said(told[recipient.key].starts_at, told[recipient.key].venue_id)
                | {"proposed": recipient.key in proposed},
                of={"appointment": appointment, "registration": appointment.registration},
            )
            made += messages_of(draft, now=now)
    return made
