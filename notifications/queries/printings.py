"""Which print of a list is the newest, and what it replaces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from camps.models import Camp
from notifications.models import Printing


@dataclass(frozen=True)
class Sheet:
    """What is printed as one and replaced as one, such as the list of a station. `scope` finds its earlier prints;
    `key` is what a page calls it by."""

    scope: str
    name: str
    rows: Sequence[object]
    key: int | None = None


@dataclass(frozen=True)
class Edition:
    """What the head of a list says of itself. `number` is None in a preview, which is no print."""

    at: datetime
    zone: ZoneInfo
    number: int | None = None
    supersedes: Printing | None = None

    @property
    def day(self) -> date:
        """On which day at the venue it was printed: where that is said already, the hour is enough."""
        return self.at.astimezone(self.zone).date()

    @property
    def same_day(self) -> bool:
        """Whether the one before is of the same day."""
        return self.supersedes is not None and self.supersedes.at.astimezone(self.zone).date() == self.day

    @property
    def is_preview(self) -> bool:
        return self.number is None


def station_scope(day: date, station_id: int) -> str:
    return f"{day.isoformat()} station {station_id}"


def doctor_scope(day: date, doctor_id: int | None) -> str:
    """None: the list of what has no doctor."""
    return f"{day.isoformat()} doctor {doctor_id or 'none'}"


def last_prints(camp: Camp, kind: str, scopes: Collection[str]) -> dict[str, Printing]:
    """The newest print of each of these lists, by scope; one statement."""
    found = Printing.objects.filter(camp=camp, kind=kind, scope__in=list(scopes))
    newest = found.order_by("scope", "-number").distinct("scope")
    return {printing.scope: printing for printing in newest}


def previews(camp: Camp, kind: str, scopes: Collection[str], *, now: datetime) -> dict[str, Edition]:
    """What a page on a screen says of each list: that it is a preview, and which print is out."""
    last = last_prints(camp, kind, scopes)
    return {scope: Edition(now, camp.zone, supersedes=last.get(scope)) for scope in scopes}
