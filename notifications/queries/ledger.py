"""The ledger: every message of a camp, with its state and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from camps.models import Camp
from notifications.kind_names import kind_name
from notifications.models import Answer, Attempt, Channel, Message, MessageState, Told
from notifications.queries.reach import OF_PATIENTS
from scheduling.queries.registration_list import Wanted as WantedPeople
from scheduling.queries.registration_list import registrations_of

ON_LISTS = (Channel.CALL, Channel.TOWN)
NOT_REACHED = Q(state__in=[MessageState.FAILED, MessageState.EXPIRED, MessageState.UNKNOWN]) | Q(
    state=MessageState.PLANNED, channel__in=ON_LISTS
)
GROUPS: dict[str, Q] = {
    "to_come": Q(state__in=[MessageState.PLANNED, MessageState.LEASED]) & ~Q(channel__in=ON_LISTS),
    "sent": Q(state__in=[MessageState.SENT, MessageState.DELIVERED]),
    "not_reached": NOT_REACHED,
    "dropped": Q(state__in=[MessageState.SUPERSEDED, MessageState.SUPPRESSED]),
}
SECRET_LINK = re.compile(r"(/v/)[A-Za-z0-9_-]{16,}")
HEADINGS = (
    "Card",
    "To",
    "Address",
    "Message",
    "Channel",
    "Language",
    "State",
    "Why",
    "Due",
    "Ended",
    "Delivered",
    "Read",
    "Tries",
    "Last answer",
    "Subject",
    "Text",
    "They said",
)


@dataclass(frozen=True)
class Wanted:
    """What the ledger is narrowed to; empty fields narrow nothing. `group` is a key of GROUPS, `day` the venue's day on
    which a message ended, or is due."""

    q: str = ""
    group: str = ""
    state: str = ""
    kind: str = ""
    channel: str = ""
    day: date | None = None

    @property
    def is_narrow(self) -> bool:
        return self != Wanted()


def ledger(camp: Camp, wanted: Wanted, *, now: datetime) -> QuerySet[Message]:
    """The messages that match: what is due first, then what has ended, newest first, then what is still to come."""
    place = Case(
        When(state=MessageState.LEASED, then=Value(0)),
        When(state=MessageState.PLANNED, due_at__lte=now, then=Value(0)),
        When(state=MessageState.PLANNED, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    found = _narrowed(Message.objects.filter(camp=camp), camp, wanted)
    return (
        found.select_related("registration__patient", "doctor", "contact")
        .annotate(place=place)
        .order_by("place", F("ended_at").desc(nulls_last=True), "due_at", "pk")
    )


def counts_of(camp: Camp) -> dict[str, int]:
    """How many messages each group holds, over the whole camp; "" is all of them."""
    counts = {name: Count("pk", filter=condition) for name, condition in GROUPS.items()}
    figures: dict[str, int] = Message.objects.filter(camp=camp).aggregate(every=Count("pk"), **counts)
    return {"": figures.pop("every"), **figures}


def told_last(message: Message) -> Told | None:
    """What the reader of a message was last told of its appointment or shift."""
    subject = Q(shift=message.shift_id) if message.shift_id else Q(appointment=message.appointment_id)
    rows = Told.objects.filter(subject).select_related("venue", "station")
    return rows.filter(recipient=message.recipient).first() or rows.filter(OF_PATIENTS).order_by("-at", "pk").first()


def without_secrets(text: str) -> str:
    """A text for staff: whoever holds the patient's link can act as the patient, so it is cut."""
    return SECRET_LINK.sub(r"\1…", text)


def ledger_rows(messages: Iterable[Message], *, camp: Camp) -> Iterator[Sequence[object]]:
    """The headings, then a row for each message, times in the venue's own hour."""
    yield HEADINGS
    kept = list(messages)
    answers, said = _last_answers(kept), _said(kept, camp)
    for message in kept:
        registration = message.registration
        yield (
            f"{registration.number:03d}" if registration else "",
            name_of(message),
            address_of(message),
            str(kind_name(message.kind)),
            message.get_channel_display(),
            message.language,
            message.get_state_display(),
            message.why,
            _local(message.due_at, camp),
            _local(message.ended_at, camp),
            _local(message.delivered_at, camp),
            _local(message.read_at, camp),
            message.attempts_made,
            answers.get(message.pk, ""),
            message.subject,
            without_secrets(message.body),
            said.get(message.pk, ""),
        )


def name_of(message: Message) -> str:
    """Whom it is for."""
    if message.registration:
        return message.registration.patient.name
    return message.doctor.name if message.doctor else str(message.facts.get("to", ""))


def address_of(message: Message) -> str:
    """Where it goes, or went: the phone or mail as it stands now; empty on the list of the town."""
    if message.contact:
        return message.contact.value
    if message.doctor:
        return message.doctor.email if message.channel == Channel.MAIL else message.doctor.phone
    return ""


def _narrowed(found: QuerySet[Message], camp: Camp, wanted: Wanted) -> QuerySet[Message]:
    if wanted.group in GROUPS:
        found = found.filter(GROUPS[wanted.group])
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.day:
        begins, ends = (camp.instant(wanted.day + timedelta(days=n), time(0)) for n in (0, 1))
        found = found.annotate(hour=Coalesce("ended_at", "due_at")).filter(hour__gte=begins, hour__lt=ends)
    if words := wanted.q.strip():
        people = registrations_of(camp, WantedPeople(q=words)).order_by().values("pk")
        found = found.filter(Q(registration__in=people) | Q(doctor__name__icontains=words))
    return found


def _last_answers(messages: list[Message]) -> dict[int, str]:
    """The outcome of each message's last attempt, in words."""
    rows = Attempt.objects.filter(message__in=[message.pk for message in messages])
    rows = rows.order_by("message_id", "-n").distinct("message_id")
    return {row.message_id: f"{row.get_outcome_display()} ({row.provider}) {row.detail}".strip() for row in rows}


def _said(messages: list[Message], camp: Camp) -> dict[int, str]:
    """What people answered to each message, the newest last."""
    rows = Answer.objects.filter(message__in=[message.pk for message in messages]).order_by("at", "pk")
    found: dict[int, str] = {}
    for row in rows:
        words = f"{_local(row.at, camp)} {row.get_meaning_display()}{f': {row.text}' if row.text else ''}"
        found[row.message_id or 0] = "; ".join(filter(None, (found.get(row.message_id or 0, ""), words)))
    return found


def _local(at: datetime | None, camp: Camp) -> str:
    return f"{at.astimezone(camp.zone):%Y-%m-%d %H:%M}" if at else ""
