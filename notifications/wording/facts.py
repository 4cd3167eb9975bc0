"""What a text may know. There is no field for an illness, a procedure, a specialty or an age:
what cannot be passed in cannot leak out (safety.md, 5)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Change = Literal["day", "time", "place", "clocks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherVisit:
    """A further visit of the same contact on the same day; one message names each hour. `code`: see Facts."""

    when: datetime
    person_called_name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One line of a doctor's day list. `case` is a number and initials: "Case 014 - A.O."."""

    when: datetime
    case: str
    station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one message. Instants are aware and in the venue's zone (`zone_name`, IANA).

    `person_called_name` is who is meant, for e-mail only; `help_phone` is written as people
    there dial it. `today` is the reader's date when the message leaves, for "tomorrow"; None
    leaves the word out. Where `link_is_closed` there is none, and the phone to call stands in
    its place. `name_in_texts` is the first name of who chose to be named in texts. `until` is the
    end of a shift, or how long a staff link works.
    `code` are the 4 digits that tell this visit from others in an answer by text; empty where none is taken in.
    `nothing_to_eat_after` is set only where the camp lets a text say it: an hour, never what it is for.
    `answer_by` is until when a free place is offered.
    `what_changed`, `old_when` and `old_venue` belong to changes, `lines` to the day list
    (`nothing_left` when it became empty), `case` to a doctor's single appointments, `organisation` and `role` to staff.
    `token`, `before` (how many people) and `near` (a room) are of who waits in the queue.
    `doctor` is who answered, for organisers, and `lost` how many appointments lost their cover by it.
    `wrong` and `cure` are an alarm's sentences, for organisers: figures and providers, nobody's name.
    """

    camp_short_name: str = ""
    when: datetime | None = None
    zone_name: str = ""
    venue: str = ""
    meeting_point: str = ""
    help_phone: str = ""
    link: str = ""
    link_is_closed: bool = False
    person_called_name: str = ""
    name_in_texts: str = ""
    is_child: bool = False
    others: tuple[OtherVisit, ...] = ()
    today: date | None = None
    until: datetime | None = None
    what_changed: tuple[Change, ...] = ()
    old_when: datetime | None = None
    old_venue: str = ""
    lines: tuple[DayLine, ...] = ()
    nothing_left: bool = False
    case: str = ""
    organisation: str = ""
    role: str = ""
    doctor: str = ""
    lost: int = 0
    wrong: str = ""
    cure: str = ""
    code: str = ""
    nothing_to_eat_after: datetime | None = None
    answer_by: datetime | None = None
    token: str = ""
    before: int | None = None
    near: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a time without a zone and for a link that is no web address."""
        for name in ("when", "until", "old_when", "nothing_to_eat_after", "answer_by"):
            at = getattr(self, name)
            if at is not None and at.tzinfo is None:
                raise ValueError(f"{name}={at!r} has no zone; pass it in the venue's zone")
        if self.link and not self.link.startswith(("https://", "http://")):
            raise ValueError(f"link={self.link!r} is no web address; pass the whole address")
