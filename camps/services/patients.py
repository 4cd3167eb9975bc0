"""People: who they are, how they are reached, who answers for them, what they agreed to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from camps.errors import Taken
from camps.models import ConsentRecord, Contact, Guardian, Owner, Patient, User
from camps.names import name_key
from camps.services.saving import checked, refusing


def change_patient(
    *,
    patient: Patient,
    name: str,
    called_name: str = "",
    sex: str = "",
    birth_date: date | None = None,
    birth_estimated: bool = False,
    language: str = "",
    timezone: str = "",
    town: str = "",
) -> Patient:
    """Write these values and the folded name that searches use. Raises Invalid."""
    patient.name = " ".join(name.split())
    patient.name_key = name_key(name)
    patient.called_name = called_name.strip()
    patient.sex = sex
    patient.birth_date = birth_date
    patient.birth_estimated = birth_estimated and birth_date is not None
    patient.language = language
    patient.timezone = timezone
    patient.town = town.strip()
    checked(patient).save()
    return patient


def set_guardian(*, patient: Patient, name: str, relation: str = "") -> Guardian:
    """The one who answers for the patient; an earlier one is renamed, so phones stay attached. Raises Invalid."""
    guardian = Guardian.objects.filter(patient=patient).order_by("pk").first()
    if guardian is None:
        guardian = Guardian(organisation_id=patient.organisation_id, patient=patient)
    guardian.name = " ".join(name.split())
    guardian.relation = relation.strip()
    checked(guardian).save()
    return guardian


def remove_guardian(*, guardian: Guardian) -> None:
    """Nobody answers for the patient; the phones stay, as somebody else's."""
    with transaction.atomic():
        guardian.contacts.update(owner=Owner.OTHER)
        guardian.delete()


def add_contact(
    *,
    patient: Patient,
    kind: str,
    value: str,
    owner: str = Owner.SELF,
    guardian: Guardian | None = None,
    first: bool = False,
) -> Contact:
    """A phone (E.164) or mail address, tried last, or `first`. Raises Taken when the patient has it, Invalid."""
    contact = checked(
        Contact(
            organisation_id=patient.organisation_id,
            patient=patient,
            kind=kind,
            value=value.strip().lower(),
            owner=owner,
            guardian=guardian,
        )
    )
    with refusing({"contact_once_a_patient": Taken(f"{value} is on record already.", field="value", value=value)}):
        others = Contact.objects.select_for_update().filter(patient=patient).order_by("pk")
        contact.rank = 0 if first else max((other.rank for other in others), default=-1) + 1
        if first:
            others.update(rank=F("rank") + 1)
        contact.save()
    return contact


def remove_contact(*, contact: Contact) -> None:
    """Nobody is called there any more."""
    contact.delete()


def record_consent(
    *,
    patient: Patient,
    purpose: str,
    given: bool,
    how: str,
    now: datetime,
    by: User | None,
    giver: str = "self",
) -> ConsentRecord:
    """Add what was said; nothing is ever overwritten, the newest row of a purpose holds. Raises Invalid."""
    record = checked(
        ConsentRecord(
            organisation_id=patient.organisation_id,
            patient=patient,
            purpose=purpose,
            given=given,
            giver=giver,
            how=how,
            at=now,
            by=by,
        )
    )
    record.save()
    return record
