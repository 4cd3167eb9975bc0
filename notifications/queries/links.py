"""How a patient's secret link stands, and where a new one could be sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import F, Max, Q

from camps.models import Registration
from notifications.models import BY_MACHINE, Attempt, Message, MessageState, Told, VisitLink
from notifications.queries.audience import Recipient, reached_at
from notifications.wording import Kind
from scheduling.models import Appointment, AppointmentState

OPEN_AFTER = timedelta(hours=24)
# A closed link ended at the moment it was closed; a link that was made anew has no such end.
CLOSED = Q(revoked_at__isnull=False, expires_at=F("revoked_at"))


class LinkStage(StrEnum):
    """NONE: nobody was given one yet."""

    NONE = "none"
    OPEN = "open"
    OVER = "over"
    CLOSED = "closed"


@dataclass(frozen=True)
class LinkState:
    """A link at one moment. `carried_by` counts the messages that left with it; `waiting` says that one is to leave.

    When it was opened last is not kept: looking at it writes nothing.
    """

    stage: LinkStage
    version: int = 0
    made_at: datetime | None = None
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    carried_by: int = 0
    waiting: bool = False

    @property
    def is_new(self) -> bool:
        """Made in the place of an older one, and with nobody yet."""
        return self.stage == LinkStage.OPEN and self.version > 1 and not self.carried_by and not self.waiting


def expires_at(link: VisitLink) -> datetime:
    """A day after the appointment; without one, a day after the camp; or what the row says."""
    if link.expires_at is not None:
        return link.expires_at
    live = Appointment.objects.filter(~Q(state=AppointmentState.CANCELLED), registration_id=link.registration_id)
    last: datetime | None = live.aggregate(last=Max("ends_at"))["last"]
    camp = link.registration.camp
    return (last or camp.instant(camp.last_day, camp.day_closes)) + OPEN_AFTER


def is_closed(link: VisitLink) -> bool:
    """Taken back by a person, and no new one made since."""
    return link.revoked_at is not None and link.expires_at == link.revoked_at


def link_state(registration: Registration, *, now: datetime) -> LinkState:
    """The state of one patient's link at `now`."""
    link = VisitLink.objects.filter(registration=registration).select_related("registration__camp__venue").first()
    if link is None:
        return LinkState(LinkStage.NONE)
    if is_closed(link):
        return LinkState(LinkStage.CLOSED, link.version, closed_at=link.revoked_at)
    made_at, ends_at = link.revoked_at or link.created_at, expires_at(link)
    messages = Message.objects.filter(registration=registration, channel__in=BY_MACHINE)
    left = messages.filter(
        attempts__started_at__gte=made_at,
        attempts__outcome__in=(Attempt.Outcome.OPEN, Attempt.Outcome.ACCEPTED, Attempt.Outcome.UNKNOWN),
    )
    waiting = messages.filter(kind=Kind.NEW_LINK, state__in=(MessageState.PLANNED, MessageState.LEASED))
    return LinkState(
        stage=LinkStage.OPEN if now < ends_at else LinkStage.OVER,
        version=link.version,
        made_at=made_at,
        ends_at=ends_at,
        carried_by=left.distinct().count(),
        waiting=waiting.exists(),
    )


def closed_among(registrations: Iterable[Registration | int]) -> set[int]:
    """The ids of those whose link was closed: nothing that opens a page may be printed for them, or sent."""
    rows = VisitLink.objects.filter(CLOSED, registration__in=list(registrations))
    return set(rows.values_list("registration_id", flat=True))


def where_to_send(registration: Registration, *, now: datetime) -> list[tuple[Recipient, Told]]:
    """Phone and mail of a patient who was told there of a place to come, each with what was told."""
    patient, camp = registration.patient, registration.camp
    recipients = reached_at(patient, camp=camp)
    rows = Told.objects.filter(
        appointment__registration=registration,
        appointment__state=AppointmentState.BOOKED,
        cancelled=False,
        starts_at__gt=now,
    ).select_related("appointment")
    told = {row.recipient: row for row in rows}
    return [(one, told[one.key]) for one in recipients if one.key in told and BY_MACHINE & set(one.channels)]
