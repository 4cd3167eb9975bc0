"""Where appointments stood before many were changed at once, kept so that all of it can be put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheduling.filling.problem import Hold, Place
from scheduling.intervals import minute
from scheduling.models import Appointment


@dataclass(frozen=True)
class Stood:
    """One appointment as it was, with everything it held."""

    appointment: int
    registration: int
    procedures: list[int]
    place: Place

    @property
    def lost(self) -> bool:
        """Had it lost its place already (orphans.py)?"""
        return not self.place.slot

    def to_json(self) -> dict[str, Any]:
        place = self.place
        return {
            "appointment": self.appointment,
            "registration": self.registration,
            "procedures": self.procedures,
            "station": place.station,
            "slot": place.slot,
            "span": list(place.span),
            "arrive": place.arrive,
            "holds": [[hold.resource, hold.part, *hold.span] for hold in place.holds],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Stood:
        start, end = data["span"]
        holds = tuple(Hold(who, part, (begins, ends)) for who, part, begins, ends in data["holds"])
        place = Place(data["station"], data["slot"], (start, end), data["arrive"], holds)
        return cls(data["appointment"], data["registration"], list(data["procedures"]), place)


def stood(appointment: Appointment) -> Stood:
    """How a patient's appointment stands now; it has a registration. Window 0: it lost its place before."""
    assert appointment.registration_id is not None, "only patients' appointments are planned"
    live = [one for one in appointment.allocations.all() if one.live]
    holds = sorted(live, key=lambda one: one.resource_id)
    place = Place(
        appointment.station_id,
        appointment.slot_id or 0,
        (minute(appointment.starts_at), minute(appointment.ends_at)),
        minute(appointment.arrive_at),
        tuple(Hold(one.resource_id, one.part, (minute(one.period.lower), minute(one.period.upper))) for one in holds),
    )
    procedures = [procedure.pk for procedure in appointment.procedures.all()]
    return Stood(appointment.pk, appointment.registration_id, procedures, place)


@dataclass(frozen=True)
class Kept:
    """What acceptances of one plan did: ids that they booked, how what they moved and dropped had stood, and when.

    `lost` are those who stand marked since, without their place (orphans.py).
    """

    at: list[datetime] = field(default_factory=list)
    booked: list[int] = field(default_factory=list)
    moved: list[Stood] = field(default_factory=list)
    dropped: list[Stood] = field(default_factory=list)
    lost: list[Stood] = field(default_factory=list)

    def __add__(self, later: Kept) -> Kept:
        """Accepted part by part: one undo takes all of it back, each to where it stood first."""
        first = {one.appointment for one in self.moved} | set(self.booked)
        return Kept(
            self.at + later.at,
            self.booked + later.booked,
            self.moved + [one for one in later.moved if one.appointment not in first],
            self.dropped + later.dropped,
            self.lost + later.lost,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "at": [at.isoformat() for at in self.at],
            "booked": self.booked,
            "moved": [one.to_json() for one in self.moved],
            "dropped": [one.to_json() for one in self.dropped],
            "lost": [one.to_json() for one in self.lost],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Kept:
        if data is None:
            return cls()
        moved, dropped, lost = (
            [Stood.from_json(one) for one in data.get(key, ())] for key in ("moved", "dropped", "lost")
        )
        return cls([datetime.fromisoformat(at) for at in data["at"]], list(data["booked"]), moved, dropped, lost)
