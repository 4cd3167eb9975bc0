"""Tables, desks, labs and bays of a camp; one with n beds is n resources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from django.db import transaction
from django.db.models import ProtectedError

from camps.errors import InUse, Invalid, Taken
from camps.models import Camp, LaneName, Station, StationKind
from camps.services.resources import set_units
from camps.services.saving import checked, refusing

# What a camp's day usually needs beside tables and desks.
USUAL_POINTS = (
    ("Vitals 1", LaneName.VITALS),
    ("Vitals 2", LaneName.VITALS),
    ("Anaesthesia review", LaneName.ANAESTHESIA),
    ("Way out", LaneName.DISCHARGE),
)


def add_station(
    *,
    camp: Camp,
    name: str,
    kind: str,
    opens: time,
    closes: time,
    lane: str = "",
    equipment: Iterable[str] = (),
    beds: int = 1,
    public_name: str = "",
) -> Station:
    """A new station with its resources. Raises Taken for a name the camp has, Invalid for a bad value."""
    station = Station(organisation_id=camp.organisation_id, camp=camp)
    return change_station(
        station=station,
        name=name,
        kind=kind,
        opens=opens,
        closes=closes,
        lane=lane,
        equipment=equipment,
        beds=beds,
        public_name=public_name,
    )


def add_usual_points(*, camp: Camp) -> list[Station]:
    """Vitals, the anaesthetist's review and the way out, open all day; what the camp has by that name stays."""
    there = set(Station.objects.filter(camp=camp).values_list("name", flat=True))
    with transaction.atomic():
        return [
            add_station(
                camp=camp, name=name, kind=StationKind.POINT, lane=lane, opens=camp.day_opens, closes=camp.day_closes
            )
            for name, lane in USUAL_POINTS
            if name not in there
        ]


def change_station(
    *,
    station: Station,
    name: str,
    kind: str,
    opens: time,
    closes: time,
    lane: str = "",
    equipment: Iterable[str] = (),
    beds: int = 1,
    public_name: str = "",
) -> Station:
    """Write these values. Raises InUse when fewer beds are asked for than were booked, and Taken, Invalid."""
    if closes <= opens and kind != StationKind.RECOVERY:
        raise Invalid(
            "A station closes after it opens.",
            field="closes",
            value=closes,
            cure="Only a recovery bay is open overnight.",
        )
    if kind == StationKind.POINT and not lane:
        raise Invalid("A queue point serves a lane.", field="lane", value=lane, cure="Say whom it calls on the day.")
    station.lane = lane
    station.name = name.strip()
    station.public_name = public_name.strip()
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
