"""How appointments and shifts stand, beside what was last told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from camps.models import Camp, CampState, Shift
from notifications.models import Told
from scheduling.models import Appointment, AppointmentState, ChangeKind, ScheduleChange, Tell

SHOWS_IN_TIME_OR_PLACE = (ChangeKind.BOOKED, ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.VENUE_CHANGED)


@dataclass(frozen=True)
class Place:
    """When and where, as a patient knows it."""

    starts_at: datetime
    venue_id: int


@dataclass(frozen=True)
class Standing:
    """A period at a place. For a patient `starts_at` is the hour of arrival."""

    live: bool
    starts_at: datetime
    ends_at: datetime
    venue_id: int
    station_id: int | None = None

    @property
    def place(self) -> Place:
        return Place(self.starts_at, self.venue_id)

    def same_hour(self, told: Told | Place) -> bool:
        return self.starts_at == told.starts_at

    def same_place(self, told: Told) -> bool:
        return self.venue_id == told.venue_id

    def same_in_a_calendar(self, told: Told) -> bool:
        """Doctors and feeds see the end and the table too."""
        return (self.starts_at, self.ends_at, self.venue_id, self.station_id) == (
            told.starts_at,
            told.ends_at,
            told.venue_id,
            told.station_id,
        )


def wall_of(at: datetime, zone: ZoneInfo) -> str:
    """What the clock on the venue's wall shows: "2027-03-09T08:30"."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def standing_of(appointment: Appointment, *, then: dict[str, Any] | None = None) -> tuple[Standing, Standing]:
    """(for the patient, for doctors and feeds), as it stands, or as the snapshot of a change says it stood `then`."""
    if then is None:
        arrive, starts, ends = appointment.arrive_at, appointment.starts_at, appointment.ends_at
        venue, station, state = appointment.venue_id, appointment.station_id, appointment.state
    else:
        arrive, starts, ends = (datetime.fromisoformat(then[key]) for key in ("arrive_at", "starts_at", "ends_at"))
        venue, station, state = then["venue"], then["station"], then["state"]
    live = state != AppointmentState.CANCELLED
    return Standing(live, arrive, ends, venue, station), Standing(live, starts, ends, venue, station)


def standing_of_shift(shift: Shift, camp: Camp) -> Standing:
    live = shift.cancelled_at is None and camp.state != CampState.CANCELLED
    return Standing(live, shift.starts_at, shift.ends_at, camp.venue_id)


def changed_since(camp: Camp, published_at: datetime) -> dict[int, dict[str, Any] | None]:
    """Drafts made after a publishing: how each appointment stood before them (None: it was not booked yet).

    The fan-out may come a moment after the publishing, and a draft of that moment waits for the next one.
    """
    later = (
        ScheduleChange.objects.filter(
            camp=camp, at__gt=published_at, tell=Tell.ON_PUBLISH, kind__in=SHOWS_IN_TIME_OR_PLACE
        )
        .order_by("appointment_id", "id")
        .distinct("appointment_id")
    )
    return dict(later.values_list("appointment_id", "before"))
