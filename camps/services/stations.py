"""Tables, desks, labs and bays of a camp; one with n beds is n resources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.db import transaction
from django.db.models import ProtectedError

from camps.errors import InUse, Invalid, Taken
from camps.models import Camp, Station, StationKind
from camps.services.resources import set_units
from camps.services.saving import checked, refusing


def add_station(
    *, camp: Camp, name: str, kind: str, opens: time, closes: time, equipment: Iterable[str] = (), beds: int = 1
) -> Station:
    """A new station with its resources. Raises Taken for a name the camp has, Invalid for a bad value."""
    station = Station(organisation_id=camp.organisation_id, camp=camp)
    return change_station(
        station=station, name=name, kind=kind, opens=opens, closes=closes, equipment=equipment, beds=beds
    )


def change_station(
    *, station: Station, name: str, kind: str, opens: time, closes: time, equipment: Iterable[str] = (), beds: int = 1
) -> Station:
    """Write these values. Raises InUse when fewer beds are asked for than were booked, and Taken, Invalid."""
    if closes <= opens and kind != StationKind.RECOVERY:
        raise Invalid(
            "A station closes after it opens.",
            field="closes",
            value=closes,
            cure="Only a recovery bay is open overnight.",
        )
    station.name = name.strip()
    station.kind = kind
    station.opens = opens
    station.closes = closes
    station.equipment = sorted({item.strip() for item in equipment if item.strip()})
    station.beds = beds
    checked(station)
    with refusing(
        {"station_name_once": Taken(f"The camp has a station “{station.name}” already.", field="name", value=name)}
    ):
        station.save()
        set_units(owner=station, count=beds)
    return station


def remove_station(*, station: Station) -> None:
    """Raises InUse once anything was booked there: its history stays readable."""
    try:
        with transaction.atomic():
            station.delete()
    except ProtectedError as error:
        raise InUse(
            f"Appointments stand at {station.name}.", cure="Move them, then close the station for the camp's days."
        ) from error
