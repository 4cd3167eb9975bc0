"""Patients told of their place in town, who have a phone or mail since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from camps.models import Camp, CampState, Registration
from notifications.models import Told
from notifications.queries.audience import contacts_of, patient_recipients, refusals_of
from notifications.queries.differences import Difference, What
from notifications.queries.reach import reachable
from notifications.queries.standing import Standing
from notifications.queries.wishes import AS_USUAL, wishes_of
from scheduling.models import AppointmentState


def told_in_town_only(*, now: datetime) -> QuerySet[Told]:
    """Live rows of visits to come, told at no contact, whose patient can be written to now."""
    elsewhere = Told.objects.filter(
        appointment=OuterRef("appointment"), recipient__startswith="contact:", cancelled=False
    )
    patient = Registration.objects.filter(reachable(), pk=OuterRef("appointment__registration"))
    return Told.objects.filter(
        ~Exists(elsewhere),
        Exists(patient),
        recipient__startswith="patient:",
        cancelled=False,
        starts_at__gt=now,
        appointment__state=AppointmentState.BOOKED,
        appointment__camp__state=CampState.PUBLISHED,
    )


def reachable_differences(camp: Camp, *, now: datetime, but_for: Collection[int] = ()) -> list[Difference]:
    """Their booking, as it was told in town: a draft made since waits for its publishing. `but_for` are appointments.

    A number of statements that does not grow with the people.
    """
    rows = told_in_town_only(now=now).filter(appointment__camp=camp).exclude(appointment__in=but_for)
    waiting = list(rows.select_related("appointment__registration__patient").order_by("appointment_id"))
    if not waiting:
        return []
    known: dict[int, dict[str, Told]] = defaultdict(dict)
    for row in Told.objects.filter(appointment__in=[row.appointment_id for row in waiting]):
        known[row.appointment_id or 0][row.recipient] = row
    visits = [(row, row.appointment) for row in waiting if row.appointment]
    patients = {visit.pk: visit.registration.patient for _, visit in visits if visit.registration}
    contacts = contacts_of({patient.pk for patient in patients.values()})
    refused = refusals_of({patient.pk for patient in patients.values()})
    wishes = wishes_of({patient.pk for patient in patients.values()})
    found = []
    for row, appointment in visits:
        patient = patients[appointment.pk]
        of_visit = known[appointment.pk]
        above = max(one.revision for key, one in of_visit.items() if key.startswith(("contact:", "patient:")))
        stands = Standing(True, row.starts_at, row.ends_at, row.venue_id, row.station_id)
        for recipient in patient_recipients(
            patient,
            contacts=contacts.get(patient.pk, []),
            refused=refused.get(patient.pk, frozenset()),
            camp=camp,
            wishes=wishes.get(patient.pk, AS_USUAL),
        ):
            if recipient.contact_id:
                own = of_visit.get(recipient.key)
                sequence = max(row.sequence, own.sequence + 1 if own else 0)
                found.append(Difference(What.NEW, recipient, stands, own, sequence, appointment, above=above))
    return found
