"""What stands about the people of a camp, in the plain form that a row of a sheet has (camps/sheets/people.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from camps.models import (
    Camp,
    Contact,
    ContactKind,
    Guardian,
    Observation,
    Owner,
    Registration,
    SheetRow,
    SheetState,
)
from camps.names import name_key
from camps.sheets.doubles import PHONE_DIGITS, name_letters
from camps.sheets.people import Person

Plain = dict[str, Any]
CHUNK = 500


def standing_of(camp: Camp, registrations: Collection[int]) -> dict[int, Plain]:
    """The values of these registrations (ids) by the names of a Person's fields, in four queries."""
    rows = list(
        Registration.objects.filter(camp=camp, pk__in=registrations)
        .select_related("patient", "procedure", "family")
        .prefetch_related("more_procedures")
    )
    patients = [row.patient_id for row in rows]
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(patient__in=patients):
        contacts[contact.patient_id].append(contact)
    guardians: dict[int, str] = {}
    for guardian in Guardian.objects.filter(patient__in=patients).order_by("-pk"):
        guardians[guardian.patient_id] = guardian.name
    blood = dict(
        Observation.objects.filter(patient__in=patients, kind="hb")
        .order_by("patient_id", "-recorded_at", "-pk")
        .distinct("patient_id")
        .values_list("patient_id", "value")
    )
    return {
        row.pk: _plain(
            row,
            camp=camp,
            contacts=contacts[row.patient_id],
            guardian=guardians.get(row.patient_id, ""),
            haemoglobin=blood.get(row.patient_id),
        )
        for row in rows
    }


def _plain(
    row: Registration, *, camp: Camp, contacts: list[Contact], guardian: str, haemoglobin: Decimal | None
) -> Plain:
    patient = row.patient
    phones = [contact for contact in contacts if contact.kind == ContactKind.PHONE]
    return {
        "name": patient.name,
        "birth_date": patient.birth_date.isoformat() if patient.birth_date else None,
        "birth_estimated": patient.birth_estimated,
        "sex": patient.sex,
        "phones": [phone.value for phone in phones if phone.owner != Owner.GUARDIAN],
        "email": next((contact.value for contact in contacts if contact.kind == ContactKind.MAIL), ""),
        "town": patient.town,
        "km": row.km_to_venue,
        "complaint": row.complaint,
        "procedure": row.procedure_codes,
        "haemoglobin": plain_number(haemoglobin),
        "language": patient.language or camp.language,
        "guardian_name": guardian,
        "guardian_phones": [phone.value for phone in phones if phone.owner == Owner.GUARDIAN],
        "family": row.family.code if row.family else "",
        "arrives_from": (row.arrives_on - camp.first_day).days + 1 if row.arrives_on else None,
        "earliest_time": f"{row.earliest_time:%H:%M}" if row.earliest_time else "",
        "home_by": f"{row.home_by:%H:%M}" if row.home_by else "",
        "diabetic": row.diabetic,
        "infected": row.infected,
        "urgency": row.urgency,
        "remarks": row.remarks,
    }


def plain_person(person: Person) -> Plain:
    """As `standing_of` gives a registration: what stands once the row is imported as it is."""
    plain = person.as_json()
    del plain["sheet_row"]
    own = set(plain["phones"])
    return {
        **plain,
        "name": " ".join(person.name.split()),
        "haemoglobin": plain_number(person.haemoglobin),
        # A number in two columns is one contact, and the patient's own comes first.
        "guardian_phones": [phone for phone in plain["guardian_phones"] if phone not in own],
    }


def plain_number(value: Decimal | None) -> str | None:
    """ "8.3" for 8.30 too: what is compared is the number, not how it was stored."""
    return None if value is None else format(value.normalize(), "f")


@dataclass(slots=True)
class Known:
    """Somebody registered at the camp, by what tells people apart."""

    registration: int
    words: str
    phones: set[str] = field(default_factory=set)
    mails: set[str] = field(default_factory=set)
    guardian_phones: set[str] = field(default_factory=set)
    birth_date: date | None = None
    birth_estimated: bool = False
    sex: str = ""
    town: str = ""
    sheet_row: int | None = None

    @property
    def has_contact(self) -> bool:
        return bool(self.phones or self.mails or self.guardian_phones)


def known_people(camp: Camp) -> dict[str, list[Known]]:
    """Everybody registered at the camp by the letters of the name, in order of card numbers.

    Who was put right by hand since an earlier sheet is found by what that sheet said, too.
    """
    found: dict[str, list[Known]] = defaultdict(list)
    of_patient: dict[int, Known] = {}
    of_registration: dict[int, Known] = {}
    rows = Registration.objects.filter(camp=camp).select_related("patient").order_by("number")
    for row in rows.iterator(chunk_size=CHUNK):
        patient = row.patient
        known = Known(
            registration=row.pk,
            words=sorted_words(patient.name),
            birth_date=patient.birth_date,
            birth_estimated=patient.birth_estimated,
            sex=patient.sex,
            town=patient.town,
            sheet_row=row.sheet_row,
        )
        of_patient[patient.pk] = of_registration[row.pk] = known
        found[name_letters(patient.name)].append(known)
    for patient_id, kind, value, owner in _contacts(camp):
        if (known_here := of_patient.get(patient_id)) is None:
            continue
        if kind == ContactKind.MAIL:
            known_here.mails.add(value.lower())
        else:
            known_here_phones = known_here.guardian_phones if owner == Owner.GUARDIAN else known_here.phones
            known_here_phones.add(value[-PHONE_DIGITS:])
    for registration_id, person in _said_before(camp):
        if (known_here := of_registration.get(registration_id)) is None:
            continue
        known_here.phones.update(phone[-PHONE_DIGITS:] for phone in person["phones"])
        known_here.guardian_phones.update(phone[-PHONE_DIGITS:] for phone in person["guardian_phones"])
        same_letters = found[name_letters(person["name"])]
        if known_here not in same_letters:
            same_letters.append(known_here)
    return found


def sorted_words(name: str) -> str:
    """The words of a name in a fixed order: "Obi Ada" and "ADA OBI" are the same."""
    return " ".join(sorted(name_key(name).split()))


def _contacts(camp: Camp) -> Iterator[tuple[int, str, str, str]]:
    contacts = Contact.objects.filter(patient__registrations__camp=camp).order_by("pk")
    return contacts.values_list("patient_id", "kind", "value", "owner").iterator(chunk_size=CHUNK)


def _said_before(camp: Camp) -> Iterator[tuple[int, Plain]]:
    """What committed sheets said about registrations that still stand."""
    rows = SheetRow.objects.filter(
        sheet_import__camp=camp,
        sheet_import__state=SheetState.COMMITTED,
        registration__isnull=False,
        person__isnull=False,
    ).order_by("pk")
    for registration, person in rows.values_list("registration_id", "person").iterator(chunk_size=CHUNK):
        assert person is not None
        yield registration, person
