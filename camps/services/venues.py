"""Where camps are held."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import available_timezones

from django.db.models import ProtectedError

from camps.errors import InUse, Invalid
from camps.models import Organisation, Venue
from camps.services.saving import checked


def add_venue(
    *,
    organisation: Organisation,
    name: str,
    country: str,
    timezone: str,
    meeting_point: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Venue:
    """A new venue; `country` is an ISO 3166 code, `timezone` an IANA name, the position decimal degrees (WGS 84)."""
    venue = Venue(organisation=organisation)
    return change_venue(
        venue=venue,
        name=name,
        country=country,
        timezone=timezone,
        meeting_point=meeting_point,
        latitude=latitude,
        longitude=longitude,
    )


def change_venue(
    *,
    venue: Venue,
    name: str,
    country: str,
    timezone: str,
    meeting_point: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
) -> Venue:
    """Write these values. Raises Invalid; for a zone also when camps stand there (their hours would move unseen)."""
    if timezone not in available_timezones():
        raise Invalid(
            f"“{timezone}” is no time zone.", field="timezone", value=timezone, cure="Choose one such as Africa/Lagos."
        )
    _refuse_wrong_position(latitude=latitude, longitude=longitude)
    if venue.pk and venue.timezone != timezone and venue.camps.exists():
        raise Invalid(
            "Camps are planned here in the old time zone.",
            field="timezone",
            value=timezone,
            cure="Add a new venue instead.",
        )
    venue.name = name.strip()
    venue.country = country.strip().upper()
    venue.timezone = timezone
    venue.meeting_point = meeting_point.strip()
    venue.latitude = latitude
    venue.longitude = longitude
    checked(venue).save()
    return venue


def remove_venue(*, venue: Venue) -> None:
    """Raises InUse while a camp is held there."""
    try:
        venue.delete()
    except ProtectedError as error:
        raise InUse(f"Camps are held at {venue.name}.", cure="Give them another venue first.") from error


def _refuse_wrong_position(*, latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise Invalid("A position needs latitude and longitude.", field=missing, cure="Fill both, or leave both empty.")
    if latitude is not None and not -90 <= latitude <= 90:
        raise Invalid("Latitude goes from -90 to 90.", field="latitude", value=latitude)
    if longitude is not None and not -180 <= longitude <= 180:
        raise Invalid("Longitude goes from -180 to 180.", field="longitude", value=longitude)
