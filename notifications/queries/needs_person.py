"""What in a camp waits for a person now: nothing here goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q

from camps.models import Camp
from notifications.models import Answer, Channel, InboundMail, InboundState, Message, MessageState
from notifications.queries.answers import inbox
from notifications.queries.call_list import Entry, call_list, town_list
from notifications.queries.lost_entries import lost_entries
from scheduling.models import Appointment, AppointmentState, RequestState, TimeRequest

UNKNOWN_AFTER = timedelta(minutes=15)
LATE_AFTER = timedelta(minutes=2)  # delivery.md §10: a worker looks every 30 seconds
MOST = 200
SETTLED = 10


@dataclass(frozen=True)
class Needs:
    """`answers` wait for a decision; `inbound` are mails kept aside, `settled` such mails that a person ticked off.
    `entries` are mails that left without the calendar entry that belongs to them.

    `late_since` is when the longest due message should have left; None while nothing is late.
    """

    cover: list[Appointment]
    requests: list[TimeRequest]
    unknown: list[Message]
    entries: list[Message]
    calls: list[Entry]
    towns: list[Entry]
    answers: list[Answer]
    inbound: list[InboundMail]
    settled: list[InboundMail]
    late: int = 0
    late_since: datetime | None = None

    @property
    def count(self) -> int:
        parts = (
            self.cover,
            self.requests,
            self.unknown,
            self.entries,
            self.calls,
            self.towns,
            self.answers,
            self.inbound,
        )
        return sum(len(part) for part in parts) + bool(self.late)


def needs_of(camp: Camp, *, now: datetime) -> Needs:
    """Everything that waits, the most urgent of each kind first, at most 200 of a kind."""
    late, since = late_messages(camp, now=now)
    return Needs(
        cover=list(
            Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, ends_at__gt=now)
            .exclude(needs_cover="")
            .select_related("registration__patient", "station")[:MOST]
        ),
        requests=list(
            TimeRequest.objects.filter(appointment__camp=camp, state=RequestState.OPEN).select_related(
                "appointment__registration__patient"
            )[:MOST]
        ),
        unknown=list(unknown_messages(camp, now=now)[:MOST]),
        entries=list(lost_entries(camp, now=now)[:MOST]),
        calls=call_list(camp, now=now)[:MOST],
        towns=town_list(camp)[:MOST],
        answers=list(inbox(camp)[:MOST]),
        inbound=list(mails_aside(camp).filter(done_at=None)[:MOST]),
        settled=list(mails_aside(camp).exclude(done_at=None).order_by("-done_at", "-pk")[:SETTLED]),
        late=late,
        late_since=since,
    )


def mails_aside(camp: Camp):  # type: ignore[no-untyped-def]  # a queryset of InboundMail
    """Mails that had no effect and are kept for a person, newest first, without what they hold."""
    mails = InboundMail.objects.filter(camp=camp, state=InboundState.ASIDE)
    return mails.select_related("appointment__registration__patient", "shift__doctor", "done_by").defer("raw")


def unknown_messages(camp: Camp, *, now: datetime):  # type: ignore[no-untyped-def]  # an annotated queryset of Message
    """Messages of which nobody knows whether they arrived, 15 minutes after the last try."""
    return (
        Message.objects.filter(camp=camp, state=MessageState.UNKNOWN)
        .annotate(tried_at=Max("attempts__started_at"))
        .filter(Q(tried_at=None) | Q(tried_at__lte=now - UNKNOWN_AFTER))
        .select_related("registration__patient", "doctor", "contact")
        .order_by("tried_at", "pk")
    )


def late_messages(camp: Camp, *, now: datetime) -> tuple[int, datetime | None]:
    """(how many should have left more than two minutes ago, since when the oldest is due)."""
    late = Message.objects.filter(
        camp=camp,
        state=MessageState.PLANNED,
        channel__in=[Channel.MAIL, Channel.SMS],
        due_at__lte=now - LATE_AFTER,
        not_after__gt=now,
    ).aggregate(many=Count("pk"), since=Min("due_at"))
    return late["many"], late["since"]
