"""A camp with as many patients as a benchmark wants, each with an address, a place, and a reminder that is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django_scopes import scope, scopes_disabled

from camps.models import Contact, ContactKind, Patient, Registration
from notifications.models import Channel, Message, Told
from notifications.services.drafting import message_id_of
from scheduling.models import Appointment
from tests.factories.schedule import SmallCamp, small_camp
from tests.factories.telling import put_where_it_is_noon

BATCH = 2000
AHEAD = timedelta(days=2)


def crowd(people: int, *, now: datetime, due_at: datetime) -> SmallCamp:
    """Write them in place of whatever stands; all live where it is noon, so that nothing waits for a morning."""
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
        made = small_camp(patients=0, slug="crowd", state="published")
        put_where_it_is_noon(made, now=now)
        made.camp.first_day = (now + AHEAD).date()
        made.camp.save()
        with scope(organisation=made.organisation):
            for first in range(0, people, BATCH):
                _write(made, range(first, min(first + BATCH, people)), now=now, due_at=due_at)
        cursor.execute("ANALYZE")
    return made


def _write(made: SmallCamp, numbers: range, *, now: datetime, due_at: datetime) -> None:
    of = {"organisation": made.organisation}
    starts = now + AHEAD
    patients = Patient.objects.bulk_create(Patient(**of, name=f"Person {n}", name_key=f"person {n}") for n in numbers)
    contacts = Contact.objects.bulk_create(
        Contact(**of, patient=one, kind=ContactKind.MAIL, value=f"p{n}@example.org")
        for n, one in zip(numbers, patients, strict=True)
    )
    registrations = Registration.objects.bulk_create(
        Registration(**of, camp=made.camp, patient=one, number=n + 1, procedure=made.procedures["LOOK"])
        for n, one in zip(numbers, patients, strict=True)
    )
    appointments = Appointment.objects.bulk_create(
        Appointment(
            **of,
            camp=made.camp,
            venue=made.camp.venue,
            registration=one,
            kind="consultation",
            station=made.stations["Desk"],
            starts_at=starts,
            ends_at=starts + timedelta(minutes=20),
            arrive_at=starts,
        )
        for one in registrations
    )
    Told.objects.bulk_create(
        Told(
            **of,
            appointment=visit,
            recipient=f"contact:{contact.pk}",
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            station_id=visit.station_id,
            venue_id=visit.venue_id,
            at=now,
        )
        for visit, contact in zip(appointments, contacts, strict=True)
    )
    Message.objects.bulk_create(
        _reminder(made, visit, contact, now=now, due_at=due_at)
        for visit, contact in zip(appointments, contacts, strict=True)
    )


def _reminder(made: SmallCamp, visit: Appointment, contact: Contact, *, now: datetime, due_at: datetime) -> Message:
    key = f"appointment:{visit.pk}|r1|three_days|3d|mail|contact:{contact.pk}"
    return Message(
        organisation=made.organisation,
        camp=made.camp,
        appointment=visit,
        registration_id=visit.registration_id,
        contact=contact,
        kind="three_days",
        rung="3d",
        channel=Channel.MAIL,
        recipient=f"contact:{contact.pk}",
        idem_key=key,
        message_id=message_id_of(key),
        due_at=due_at,
        not_after=visit.starts_at,
        created_at=now,
    )
