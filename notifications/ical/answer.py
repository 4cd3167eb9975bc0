"""What came back: an attendee's answer, a bounce, or something we could not read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Said(StrEnum):
    """What an attendee's calendar said."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
    DELEGATED = "DELEGATED"
    PROPOSED = "COUNTER"
    CANCELLED = "CANCEL"


_IN_WORDS = {
    Said.ACCEPTED: "Accepted by",
    Said.TENTATIVE: "Perhaps, says",
    Said.DECLINED: "Declined by",
    Said.DELEGATED: "Passed on to somebody else by",
    Said.PROPOSED: "Another time proposed by",
    Said.CANCELLED: "Cancelled by",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one event. Nothing in it is proven: the caller checks token, UID, attendee and sender.

    `attendee` and `sender` are bare lower-case addresses; `sender` is the mail's From, which may be
    another mailbox of the same person, or a stranger. `proposed` is `[start, end)` in UTC.
    """

    said: Said
    uid: str
    sequence: int
    stamp: datetime
    attendee: str
    sender: str = ""
    organizer: str = ""
    comment: str = ""
    proposed: tuple[datetime, datetime] | None = None

    @property
    def order(self) -> tuple[int, datetime]:
        """Return what orders one attendee's answers; the highest stands (RFC 5546 s2.1.5).

        The pair, not SEQUENCE alone: Gmail raises SEQUENCE once and keeps it.
        """
        return (self.sequence, self.stamp)

    @property
    def words(self) -> str:
        """Return the answer as a person reads it, on one line."""
        said = f"{_IN_WORDS[self.said]} {self.attendee}"
        if self.proposed:
            start, end = self.proposed
            said += f" ({start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC)"
        return f"{said}: {self.comment}" if self.comment else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report that our mail could not be delivered (RFC 3464), or not yet (`permanent` false).

    `recipient` is who could not be reached in the end; `meant` whom we had written to, where a mail was passed on
    and the report says so.
    """

    recipient: str
    permanent: bool
    status: str
    detail: str
    meant: str = ""

    @property
    def blames_address(self) -> bool:
        """Whether the address itself is bad. A server that gave up after days (4.4.7) says nothing of that."""
        return self.permanent and not self.status.startswith("4")

    @property
    def words(self) -> str:
        """Return the report as a person reads it, on one line."""
        how = "could not be delivered" if self.permanent else "is not delivered yet"
        return f"The mail to {self.recipient or 'an unnamed address'} {how}: {self.detail or self.status}"


@dataclass(frozen=True, slots=True)
class Unread:
    """A mail that holds no calendar answer we understand, and why; a person looks at it.

    `text` is what somebody wrote in it; `automatic` says that nobody did. `uid` names the event where all is
    readable but who of several people answers: read it again with `invited`.
    """

    reason: str
    automatic: bool = False
    text: str = ""
    uid: str = ""

    @property
    def words(self) -> str:
        """Return why, as a person reads it, on one line."""
        return self.reason
