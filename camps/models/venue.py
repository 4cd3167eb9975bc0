"""Where a camp is held, with its own time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import models

from camps.models.scoped import Scoped


class Venue(Scoped):
    """A place people travel to. Times are kept in UTC and read in this venue's zone."""

    name = models.CharField(max_length=160)
    country = models.CharField(
        max_length=2, help_text="ISO 3166 code, such as NG: phones in national form are read by it."
    )
    timezone = models.CharField(max_length=64, help_text="IANA name, such as Africa/Lagos.")
    meeting_point = models.CharField(max_length=120, blank=True, help_text="Where to go on arrival, such as gate 2.")
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def has_position(self) -> bool:
        return self.latitude is not None and self.longitude is not None
