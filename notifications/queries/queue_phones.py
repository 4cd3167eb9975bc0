"""The phones of those who wait in the queue, as each wishes to be told: nobody is rung, and no mail is read there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from camps.models import Camp
from notifications.queries.audience import Recipient, contacts_of, patient_recipients, refusals_of
from notifications.queries.facts import ON_PHONES
from notifications.queries.wishes import AS_USUAL, wishes_of
from scheduling.models import Ticket


def phones_of(camp: Camp, tickets: Collection[Ticket]) -> dict[int, list[Recipient]]:
    """By the ticket's id, in a number of statements that does not grow with them; the tickets know their patients."""
    patients = {ticket.registration.patient_id for ticket in tickets}
    contacts, refused, wishes = contacts_of(patients), refusals_of(patients), wishes_of(patients)
    found = {}
    for ticket in tickets:
        patient = ticket.registration.patient
        told = patient_recipients(
            patient,
            contacts=contacts[patient.pk],
            refused=refused.get(patient.pk, frozenset()),
            camp=camp,
            wishes=wishes.get(patient.pk, AS_USUAL),
        )
        by_phone = [replace(one, channels=tuple(way for way in one.channels if way in ON_PHONES)) for one in told]
        found[ticket.pk] = [one for one in by_phone if one.channels]
    return found
