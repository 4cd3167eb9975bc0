"""How far the telling of the last publishing has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Count, Min, Q

from camps.models import Camp
from notifications.models import BY_MACHINE, FanOut, Message, MessageState
from scheduling.models import Publication

MACHINE = Q(channel__in=BY_MACHINE)
AT_ONCE = Q(rung="")
WAITING = Q(state__in=[MessageState.PLANNED, MessageState.LEASED])


@dataclass(frozen=True)
class Sending:
    """A publishing and what became of it. `made` is False until the messages are written (half a minute at most).

    `left` of `whole` messages to be sent at once are out of the house; `morning` of the others keep the quiet hours
    until `opens_at`; `by_hand` stand on the lists that people work off; `reminders` come later, the first at `next_at`.
    """

    publication: Publication
    made: bool
    whole: int = 0
    left: int = 0
    failed: int = 0
    unknown: int = 0
    dropped: int = 0
    morning: int = 0
    opens_at: datetime | None = None
    by_hand: int = 0
    reminders: int = 0
    next_at: datetime | None = None

    @property
    def underway(self) -> bool:
        return not self.made or self.left + self.morning < self.whole

    @property
    def tag(self) -> str:
        """Changes with anything that is shown."""
        return sha256(repr((self.publication.pk, self)).encode()).hexdigest()[:20]


def sending_of(camp: Camp, *, now: datetime) -> Sending | None:
    """The newest publishing; None for a camp never published. Two statements."""
    last = Publication.objects.filter(camp=camp).select_related("by").order_by("-number").first()
    if last is None:
        return None
    told = FanOut.objects.filter(publication=last).first()
    if told is None:
        return Sending(last, made=False)
    now_machine = AT_ONCE & MACHINE
    counted = Message.objects.filter(camp=camp, created_at=told.at).aggregate(
        whole=Count("pk", filter=now_machine),
        left=Count("pk", filter=now_machine & ~WAITING),
        failed=Count("pk", filter=now_machine & Q(state__in=[MessageState.FAILED, MessageState.EXPIRED])),
        unknown=Count("pk", filter=now_machine & Q(state=MessageState.UNKNOWN)),
        dropped=Count("pk", filter=now_machine & Q(state__in=[MessageState.SUPERSEDED, MessageState.SUPPRESSED])),
        morning=Count("pk", filter=now_machine & WAITING & Q(due_at__gt=now)),
        opens_at=Min("due_at", filter=now_machine & WAITING & Q(due_at__gt=now)),
        by_hand=Count("pk", filter=AT_ONCE & ~MACHINE & Q(state=MessageState.PLANNED)),
        reminders=Count("pk", filter=~AT_ONCE & Q(state=MessageState.PLANNED)),
        next_at=Min("due_at", filter=~AT_ONCE & Q(state=MessageState.PLANNED)),
    )
    return Sending(last, made=True, **counted)
