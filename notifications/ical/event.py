"""One event, whole and checked: what invitations and feed fragments are written from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from notifications.ical.cleaning import clean, one_line
from notifications.ical.errors import CalendarRefused
from notifications.ical.identity import UID, checked_address

LARGEST_SEQUENCE = 2**31 - 1  # INTEGER, RFC 5545 s3.3.8


class Status(StrEnum):
    """STATUS of an event (RFC 5545 s3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A timed event `[start, end)`. Instants are aware; they are kept in UTC, in whole seconds.

    `stamp` is when this mail was made and rises with each; `last_modified` is when what is shown
    last changed, and is the DTSTAMP of a feed. `organizer` and `attendee` are bare addresses, used
    by invitations only. `alarm` is the time before the start. Texts are cleaned here.

    Raises CalendarRefused for a naive instant, an end not after its start, an empty summary, a
    foreign UID, a negative SEQUENCE, or something that is no address.
    """

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    summary: str
    last_modified: datetime | None = None
    description: str = ""
    location: str = ""
    status: Status = Status.CONFIRMED
    organizer: str = ""
    organizer_name: str = ""
    attendee: str = ""
    private: bool = False
    transparent: bool = False
    alarm: timedelta | None = None

    def __post_init__(self) -> None:
        put = object.__setattr__  # the dataclass is frozen; this is its one moment of making
        check_identity(uid=self.uid, sequence=self.sequence)
        put(self, "stamp", utc_seconds(self.stamp, field="stamp"))
        put(self, "start", utc_seconds(self.start, field="start"))
        put(self, "end", utc_seconds(self.end, field="end"))
        if self.last_modified is not None:
            put(self, "last_modified", utc_seconds(self.last_modified, field="last_modified"))
        if self.end <= self.start:
            raise CalendarRefused("end", self.end, f"give an instant after the start {self.start}")
        if self.alarm is not None and self.alarm < timedelta(0):
            raise CalendarRefused("alarm", self.alarm, "give the time before the start, not below zero")
        put(self, "summary", checked_summary(self.summary))
        put(self, "description", clean(self.description))
        put(self, "location", one_line(self.location))
        put(self, "status", Status(self.status))
        put(self, "organizer_name", one_line(self.organizer_name))
        if self.organizer:
            put(self, "organizer", checked_address(self.organizer, field="organizer"))
        if self.attendee:
            put(self, "attendee", checked_address(self.attendee, field="attendee"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """An all-day event from `first_day` to `last_day`, both included: a camp above its shifts.

    It never marks anybody as busy. A span of several days as one timed block hides everything
    under it (indico#6867).
    """

    uid: str
    sequence: int
    last_modified: datetime
    first_day: date
    last_day: date
    summary: str
    description: str = ""
    location: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        put = object.__setattr__
        check_identity(uid=self.uid, sequence=self.sequence)
        put(self, "last_modified", utc_seconds(self.last_modified, field="last_modified"))
        for field in ("first_day", "last_day"):
            if isinstance(getattr(self, field), datetime):
                raise CalendarRefused(field, getattr(self, field), "give a date without an hour")
        if self.last_day < self.first_day:
            raise CalendarRefused("last_day", self.last_day, f"give {self.first_day} or a later day")
        put(self, "summary", checked_summary(self.summary))
        put(self, "description", clean(self.description))
        put(self, "location", one_line(self.location))


def check_identity(*, uid: str, sequence: int) -> None:
    """Raise CalendarRefused unless `uid` has our form and `sequence` is an INTEGER of at least 0."""
    if not UID.fullmatch(uid):
        raise CalendarRefused("uid", uid, "give the stored <uuid4>@<our domain>")
    if not 0 <= sequence <= LARGEST_SEQUENCE:
        raise CalendarRefused("sequence", sequence, "give the stored whole number, 0 or more")


def checked_summary(summary: str) -> str:
    """Return `summary` cleaned, on one line; raises CalendarRefused when nothing is left."""
    cleaned = one_line(summary)
    if not cleaned:
        raise CalendarRefused("summary", summary, "give a title, such as 'Appointment - Jalingo'")
    return cleaned


def utc_seconds(moment: datetime, *, field: str) -> datetime:
    """Return an aware `moment` in UTC, in whole seconds; raises CalendarRefused for a naive one."""
    if moment.tzinfo is UTC and not moment.microsecond:  # as nearly every one is
        return moment
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise CalendarRefused(field, moment, "give an aware instant: a time without a zone is nowhere")
    return moment.astimezone(UTC).replace(microsecond=0)
