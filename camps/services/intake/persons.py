"""A row's person as the one who is registered, and values written over those that stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from camps.models import Camp, Contact, ContactKind, Guardian, Owner, Procedure, Registration
from camps.queries.standing import Plain
from camps.services.day_facts import change_day_facts
from camps.services.patients import add_contact, change_patient, set_guardian
from camps.services.registrations import NewContact, NewPerson, change_registration, record_haemoglobin
from camps.sheets.fields.procedures import codes_in
from camps.sheets.people import Person

_OF_PATIENT = {"name", "birth_date", "birth_estimated", "sex", "language", "town"}
_OF_CASE = {"complaint", "procedure", "urgency", "arrives_from", "family", "km", "remarks"}
_OF_DAY = {"diabetic", "infected", "earliest_time", "home_by"}


@dataclass(frozen=True, kw_only=True)
class Newcomers:
    """How the people of one import are registered."""

    camp: Camp
    procedures: Mapping[str, Procedure]
    agreed_to_texts: bool | None

    def register_as(self, person: Person) -> NewPerson:
        asked = [self.procedures[code] for code in codes_in(person.procedure, known=self.procedures)]
        contacts = [NewContact(kind=ContactKind.PHONE, value=phone) for phone in person.phones]
        if person.email:
            contacts.append(NewContact(kind=ContactKind.MAIL, value=person.email))
        contacts += [
            NewContact(kind=ContactKind.PHONE, value=phone, owner=Owner.GUARDIAN) for phone in person.guardian_phones
        ]
        return NewPerson(
            name=person.name,
            sex=person.sex,
            birth_date=person.birth_date,
            birth_estimated=person.birth_estimated,
            language=person.language,
            town=person.town,
            contacts=tuple(contacts),
            guardian_name=person.guardian_name,
            family=person.family,
            complaint=person.complaint,
            procedure=next(iter(asked), None),
            more_procedures=tuple(asked[1:]),
            earliest_time=hour_of(person.earliest_time),
            home_by=hour_of(person.home_by),
            diabetic=person.diabetic,
            infected=person.infected,
            urgency=person.urgency,
            arrives_on=day_of(self.camp, person.arrives_from),
            km_to_venue=person.km,
            remarks=person.remarks,
            hb=person.haemoglobin,
            agreed_to_texts=self.agreed_to_texts,
            sheet_row=person.sheet_row,
        )


def hour_of(text: str) -> time | None:
    """Hours and minutes as a sheet's reader gives them."""
    return time.fromisoformat(text) if text else None


def day_of(camp: Camp, number: int | None) -> date | None:
    """The date of a camp's day from 1."""
    return camp.first_day + timedelta(days=number - 1) if number else None


def write_values(
    *, registration: Registration, standing: Plain, values: Plain, procedures: Mapping[str, Procedure]
) -> int | None:
    """Put `values` (by a Person's field) in the place of those that stand; what they don't name stays.

    Returns the id of the observation that a haemoglobin was written as. Raises Invalid.
    """
    wanted = {**standing, **values}
    patient = registration.patient
    if _OF_PATIENT & values.keys():
        change_patient(
            patient=patient,
            called_name=patient.called_name,
            timezone=patient.timezone,
            birth_date=date.fromisoformat(wanted["birth_date"]) if wanted["birth_date"] else None,
            **{field: wanted[field] for field in ("name", "birth_estimated", "sex", "language", "town")},
        )
    if _OF_CASE & values.keys():
        asked = [procedures[code] for code in codes_in(wanted["procedure"], known=procedures)]
        change_registration(
            registration=registration,
            procedure=next(iter(asked), None),
            more_procedures=asked[1:],
            arrives_on=day_of(registration.camp, wanted["arrives_from"]),
            km_to_venue=wanted["km"],
            side=registration.side,  # no sheet says it: what a person wrote stays
            **{field: wanted[field] for field in ("complaint", "urgency", "family", "remarks")},
        )
    if _OF_DAY & values.keys():
        change_day_facts(
            registration=registration,
            diabetic=wanted["diabetic"],
            infected=wanted["infected"],
            earliest_time=hour_of(wanted["earliest_time"]),
            home_by=hour_of(wanted["home_by"]),
            preferred_doctor=registration.preferred_doctor,
        )
    if "guardian_name" in values:
        _write_guardian(registration, values["guardian_name"])
    _write_contacts(registration, values)
    if values.get("haemoglobin"):
        return record_haemoglobin(registration=registration, value=Decimal(values["haemoglobin"]), observed_at=None).pk
    return None


def _write_guardian(registration: Registration, name: str) -> None:
    if name:
        set_guardian(patient=registration.patient, name=name)
    else:
        Guardian.objects.filter(patient=registration.patient).delete()


def _write_contacts(registration: Registration, values: Plain) -> None:
    of_patient = Contact.objects.filter(patient=registration.patient)
    phones, mails = of_patient.filter(kind=ContactKind.PHONE), of_patient.filter(kind=ContactKind.MAIL)
    guardian = Guardian.objects.filter(patient=registration.patient).order_by("pk").first()
    about: dict[str, Any] = {"patient": registration.patient}
    if "guardian_phones" in values:
        _replace(
            phones.filter(owner=Owner.GUARDIAN),
            values["guardian_phones"],
            **about,
            kind=ContactKind.PHONE,
            owner=Owner.GUARDIAN,
            guardian=guardian,
        )
    if "email" in values:
        _replace(mails, filter(None, [values["email"]]), **about, kind=ContactKind.MAIL)
    if "phones" in values:
        _replace(phones.exclude(owner=Owner.GUARDIAN), values["phones"], **about, kind=ContactKind.PHONE)


def _replace(standing: Any, wanted: Iterable[str], **about: Any) -> None:
    """The contacts of `standing` become `wanted`, in their order and before all others; one that stays keeps its row,
    and so what is known about it. A number that stands elsewhere for the patient comes over from there.
    """
    values = list(wanted)
    standing.exclude(value__in=values).delete()
    kept = set(standing.values_list("value", flat=True))
    for value in reversed(values):
        if value in kept:
            continue
        Contact.objects.filter(patient=about["patient"], kind=about["kind"], value=value).delete()
        add_contact(value=value, first=True, **about)
