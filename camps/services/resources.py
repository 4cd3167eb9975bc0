"""The units that allocations hold. Each is made with its owner, and leaves only while nothing was booked on it."""

from __future__ import annotations

from django.db.models import ProtectedError

from camps.errors import InUse
from camps.models import Doctor, Kit, Patient, Resource, ResourceKind, Station


def add_doctor_resource(*, doctor: Doctor) -> Resource:
    """The one unit of a doctor: at one table at a time, whatever the camp."""
    return Resource.objects.create(organisation_id=doctor.organisation_id, kind=ResourceKind.DOCTOR, doctor=doctor)


def add_patient_resource(*, patient: Patient) -> Resource:
    """The one unit of a patient: in one place at a time."""
    return Resource.objects.create(organisation_id=patient.organisation_id, kind=ResourceKind.PATIENT, patient=patient)


def set_units(*, owner: Station | Kit, count: int) -> None:
    """Give `owner` exactly the units 1 to `count`. Raises InUse when one that should go is or was booked."""
    of_owner = {"station": owner} if isinstance(owner, Station) else {"kit": owner}
    kind = ResourceKind.STATION if isinstance(owner, Station) else ResourceKind.KIT
    try:
        Resource.objects.filter(**of_owner, unit__gt=count).delete()
    except ProtectedError as error:
        raise InUse(
            f"{owner.name} can't be reduced to {count}: appointments stand on what would go.",
            field="beds" if isinstance(owner, Station) else "count",
            value=count,
            cure="Move or cancel these appointments first.",
        ) from error
    there = set(Resource.objects.filter(**of_owner).values_list("unit", flat=True))
    Resource.objects.bulk_create(
        Resource(organisation_id=owner.organisation_id, kind=kind, unit=unit, **of_owner)
        for unit in range(1, count + 1)
        if unit not in there
    )
