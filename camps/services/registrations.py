"""Patients come to a camp: one by one, or a whole sheet in one act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.db.models import Max

from camps.errors import Taken
from camps.models import (
    Camp,
    ConsentRecord,
    Contact,
    Doctor,
    Family,
    Guardian,
    Observation,
    Owner,
    Patient,
    Procedure,
    Registration,
    Resource,
    ResourceKind,
    SheetImport,
    Side,
    Urgency,
    User,
)
from camps.names import name_key
from camps.services.asked_for import beside
from camps.services.saving import checked, refusing

CHUNK = 500
HAEMOGLOBIN = "hb"
GRAMS_PER_DECILITRE = "g/dL"


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """A phone (E.164) or mail address and whose it is; the order in `NewPerson.contacts` is the order of trying."""

    kind: str
    value: str
    owner: str = Owner.SELF


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Everything that is known when a person is registered. `patient` is somebody known already; then only the
    registration, family and observation are made, and what else is given is left aside.

    `agreed_to_texts` None means nobody asked; `hb` is haemoglobin in g/dL; `sheet_row` the sheet's own number.
    """

    name: str
    called_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_estimated: bool = False
    language: str = ""
    timezone: str = ""
    town: str = ""
    contacts: tuple[NewContact, ...] = ()
    guardian_name: str = ""
    guardian_relation: str = ""
    family: str = ""
    complaint: str = ""
    procedure: Procedure | None = None
    more_procedures: Iterable[Procedure] = ()
    side: str = Side.NOT_SAID
    urgency: int = Urgency.ROUTINE
    arrives_on: date | None = None
    km_to_venue: int | None = None
    earliest_time: time | None = None
    home_by: time | None = None
    diabetic: bool = False
    infected: bool = False
    preferred_doctor: Doctor | None = None
    remarks: str = ""
    hb: Decimal | None = None
    agreed_to_texts: bool | None = None
    sheet_row: int | None = None
    patient: Patient | None = field(default=None, compare=False)


def register(
    *, camp: Camp, person: NewPerson, by: User | None, now: datetime, how: str = "said at registration"
) -> Registration:
    """One person, with the camp's next card number. Raises Taken when he or she is registered here, Invalid."""
    made: list[Registration] = []
    register_many(camp=camp, people=[person], by=by, now=now, how=how, on_chunk=made.extend)
    return made[0]


def register_many(
    *,
    camp: Camp,
    people: Iterable[NewPerson],
    by: User | None,
    now: datetime,
    how: str,
    sheet_import: SheetImport | None = None,
    on_chunk: Callable[[list[Registration]], None] | None = None,
) -> int:
    """All of `people` in one transaction, in order, numbered from the camp's next card number; returns how many.

    `people` may be a generator: 500 are held at a time, so memory stays flat whatever its length. `on_chunk` gets each
    500 registrations inside the transaction, in the order given (rows to link, a progress bar to move).
    `how` is written on consents. Raises Taken (a person is registered here already), Invalid; then nothing is written.
    """
    waiting = iter(people)
    count = 0
    with refusing({"registration_once": Taken("This person is registered at this camp already.", field="name")}):
        number = _next_number(camp)
        families: dict[str, Family] = {}
        while chunk := list(islice(waiting, CHUNK)):
            made = _register_chunk(
                camp=camp, people=chunk, first_number=number + count, families=families, by=by, now=now, how=how,
                sheet_import=sheet_import,
            )  # fmt: skip
            count += len(made)
            if on_chunk:
                on_chunk(made)
    return count


def change_registration(
    *,
    registration: Registration,
    complaint: str = "",
    procedure: Procedure | None = None,
    more_procedures: Iterable[Procedure] = (),
    side: str = Side.NOT_SAID,
    urgency: int = Urgency.ROUTINE,
    arrives_on: date | None = None,
    family: str = "",
    km_to_venue: int | None = None,
    remarks: str = "",
) -> Registration:
    """Write these values; the screening decision stands until somebody decides again.

    Raises Invalid, also for procedures that can't be done under one anaesthetic.
    """
    more = beside(procedure, more_procedures, camp=registration.camp)
    with transaction.atomic():
        registration.complaint = complaint.strip()
        registration.procedure = procedure
        registration.side = side
        registration.urgency = urgency
        registration.arrives_on = arrives_on
        registration.family = _families(registration.camp, {family.strip()}, known={}).get(family.strip())
        registration.km_to_venue = km_to_venue
        registration.remarks = remarks.strip()
        checked(registration).save()
        registration.more_procedures.set(more)
    return registration


def record_haemoglobin(*, registration: Registration, value: Decimal, observed_at: datetime | None) -> Observation:
    """A measured value in g/dL; the newest one holds. Raises Invalid."""
    observation = checked(_observation(registration, value=value, observed_at=observed_at))
    observation.save()
    return observation


def _next_number(camp: Camp) -> int:
    """The next card number. The camp's row stays locked until the end; others may still refer to it (NO KEY)."""
    Camp.objects.select_for_update(no_key=True).get(pk=camp.pk)
    highest: int | None = Registration.objects.filter(camp=camp).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _register_chunk(
    *,
    camp: Camp,
    people: list[NewPerson],
    first_number: int,
    families: dict[str, Family],
    by: User | None,
    now: datetime,
    how: str,
    sheet_import: SheetImport | None,
) -> list[Registration]:
    """Eight statements at most, however many people."""
    more = [beside(person.procedure, person.more_procedures, camp=camp) for person in people]
    patients = _make_patients(camp, people, by=by, now=now, how=how)
    of_code = _families(camp, {person.family.strip() for person in people}, known=families)
    registrations = Registration.objects.bulk_create(
        checked(
            Registration(
                organisation_id=camp.organisation_id,
                camp=camp,
                patient=patient,
                number=number,
                complaint=person.complaint.strip(),
                procedure=person.procedure,
                side=person.side,
                urgency=person.urgency,
                arrives_on=person.arrives_on,
                family=of_code.get(person.family.strip()),
                km_to_venue=person.km_to_venue,
                earliest_time=person.earliest_time,
                home_by=person.home_by,
                diabetic=person.diabetic,
                infected=person.infected,
                preferred_doctor=person.preferred_doctor,
                remarks=person.remarks.strip(),
                sheet_import=sheet_import,
                sheet_row=person.sheet_row,
            )
        )
        for number, (person, patient) in enumerate(zip(people, patients, strict=True), start=first_number)
    )
    more_of = Registration.more_procedures.through.objects
    more_of.bulk_create(
        more_of.model(registration_id=registration.pk, procedure_id=procedure.pk)
        for registration, procedures in zip(registrations, more, strict=True)
        for procedure in procedures
    )
    Observation.objects.bulk_create(
        checked(_observation(registration, value=person.hb, observed_at=None))
        for person, registration in zip(people, registrations, strict=True)
        if person.hb is not None
    )
    return registrations


def _make_patients(camp: Camp, people: list[NewPerson], *, by: User | None, now: datetime, how: str) -> list[Patient]:
    """The patients of `people`, in order; those not known before with resource, guardian, contacts and consent."""
    patients = [person.patient or checked(_patient(camp, person)) for person in people]
    Patient.objects.bulk_create(patient for patient in patients if patient.pk is None)
    new = [(person, patient) for person, patient in zip(people, patients, strict=True) if person.patient is None]
    Resource.objects.bulk_create(
        Resource(organisation_id=camp.organisation_id, kind=ResourceKind.PATIENT, patient=patient) for _, patient in new
    )
    guardians = Guardian.objects.bulk_create(
        checked(
            Guardian(
                organisation_id=camp.organisation_id,
                patient=patient,
                name=" ".join(person.guardian_name.split()),
                relation=person.guardian_relation.strip(),
            )
        )
        for person, patient in new
        if person.guardian_name.strip()
    )
    guardian_of = {guardian.patient_id: guardian for guardian in guardians}
    Contact.objects.bulk_create(
        checked(
            Contact(
                organisation_id=camp.organisation_id,
                patient=patient,
                kind=contact.kind,
                value=contact.value,
                owner=contact.owner,
                guardian=guardian_of.get(patient.pk) if contact.owner == Owner.GUARDIAN else None,
                rank=rank,
            )
        )
        for person, patient in new
        for rank, contact in enumerate(_once_each(person.contacts))
    )
    ConsentRecord.objects.bulk_create(
        ConsentRecord(
            organisation_id=camp.organisation_id,
            patient=patient,
            purpose=ConsentRecord.Purpose.TEXTS,
            given=person.agreed_to_texts,
            giver="guardian" if patient.pk in guardian_of else "self",
            how=how,
            at=now,
            by=by,
        )
        for person, patient in new
        if person.agreed_to_texts is not None
    )
    return patients


def _patient(camp: Camp, person: NewPerson) -> Patient:
    return Patient(
        organisation_id=camp.organisation_id,
        name=" ".join(person.name.split()),
        called_name=person.called_name.strip(),
        name_key=name_key(person.name),
        sex=person.sex,
        birth_date=person.birth_date,
        birth_estimated=person.birth_estimated and person.birth_date is not None,
        language=person.language,
        timezone=person.timezone,
        town=person.town.strip(),
    )


def _once_each(contacts: tuple[NewContact, ...]) -> list[NewContact]:
    """A phone written in two columns is one contact; the first says whose it is."""
    once: dict[tuple[str, str], NewContact] = {}
    for contact in contacts:
        once.setdefault((contact.kind, contact.value), contact)
    return list(once.values())


def _families(camp: Camp, codes: set[str], *, known: dict[str, Family]) -> dict[str, Family]:
    """The families of these codes, made where they are new; `known` remembers them between chunks."""
    wanted = sorted(codes - {""} - known.keys())
    if wanted:
        Family.objects.bulk_create(
            (checked(Family(organisation_id=camp.organisation_id, camp=camp, code=code)) for code in wanted),
            ignore_conflicts=True,
        )
        known.update({family.code: family for family in Family.objects.filter(camp=camp, code__in=wanted)})
    return known


def _observation(registration: Registration, *, value: Decimal, observed_at: datetime | None) -> Observation:
    return Observation(
        organisation_id=registration.organisation_id,
        patient_id=registration.patient_id,
        registration=registration,
        kind=HAEMOGLOBIN,
        value=value,
        unit=GRAMS_PER_DECILITRE,
        observed_at=observed_at,
    )
