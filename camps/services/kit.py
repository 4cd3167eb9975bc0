"""Countable equipment of a camp; each unit is a resource."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError

from camps.errors import InUse, Taken
from camps.models import Camp, Kit
from camps.services.resources import set_units
from camps.services.saving import checked, refusing


def add_kit(*, camp: Camp, name: str, count: int, sterilise_min: int = 0) -> Kit:
    """`count` units of a thing; each is away for `sterilise_min` minutes after a use. Raises Taken, Invalid."""
    return change_kit(
        kit=Kit(organisation_id=camp.organisation_id, camp=camp), name=name, count=count, sterilise_min=sterilise_min
    )


def change_kit(*, kit: Kit, name: str, count: int, sterilise_min: int = 0) -> Kit:
    """Write these values. Raises InUse when fewer units are asked for than were booked, and Taken, Invalid."""
    kit.name = name.strip()
    kit.count = count
    kit.sterilise_min = sterilise_min
    checked(kit)
    with refusing({"kit_name_once": Taken(f"The camp has “{kit.name}” already.", field="name", value=name)}):
        kit.save()
        set_units(owner=kit, count=count)
    return kit


def remove_kit(*, kit: Kit) -> None:
    """Raises InUse once a unit was booked."""
    try:
        with transaction.atomic():
            kit.delete()
    except ProtectedError as error:
        raise InUse(f"Appointments stand on {kit.name}.", cure="Move or cancel them first.") from error
