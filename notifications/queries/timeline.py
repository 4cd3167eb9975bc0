"""One person's line of what was told, sent, delivered, read, answered and called, with why: newest last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from camps.models import Registration
from notifications.models import Answer, Attempt, Channel, Message, MessageState
from notifications.queries.call_list import BY_HAND
from scheduling.models import ChangeKind, ScheduleChange

AT_ONCE = timedelta(seconds=5)  # an answer and the change it made are one moment
OWN_ANSWERS = {ChangeKind.CONFIRMED: "comes", ChangeKind.CANCELLED: "gave_up", ChangeKind.MOVED: "chose"}
ENDINGS = (MessageState.FAILED, MessageState.EXPIRED, MessageState.SUPERSEDED, MessageState.SUPPRESSED)
SENDINGS = {
    Attempt.Outcome.OPEN: "leaving",
    Attempt.Outcome.ACCEPTED: "sent",
    Attempt.Outcome.PERMANENT: "refused",
    Attempt.Outcome.TEMPORARY: "put_off",
    Attempt.Outcome.UNKNOWN: "unknown",
}


@dataclass(frozen=True)
class Moment:
    """`what`: leaving, sent, put_off, refused, unknown, delivered, read, ended, called, answered, comes, gave_up,
    chose, to_come or listed. `words` is the why, or what was said.
    """

    at: datetime
    what: str
    message: Message | None = None
    words: str = ""
    provider: str = ""
    answer: Answer | None = None


def timeline(registration: Registration, *, now: datetime) -> list[Moment]:
    """Everything that passed between us and one patient, and what is still to come. Four statements."""
    messages = Message.objects.filter(registration=registration, doctor=None).select_related("contact").order_by("pk")
    found = [moment for row in messages.prefetch_related("attempts") for moment in _of_message(row, now=now)]
    answers = list(Answer.objects.filter(registration=registration, doctor=None).select_related("contact"))
    found += [Moment(answer.at, "answered", words=answer.effect, answer=answer) for answer in answers]
    own = ScheduleChange.objects.filter(
        appointment__registration=registration, said_by="patient", kind__in=list(OWN_ANSWERS)
    )
    found += [
        Moment(change.at, OWN_ANSWERS[ChangeKind(change.kind)])
        for change in own
        if not any(abs(change.at - answer.at) <= AT_ONCE for answer in answers)
    ]
    return sorted(found, key=lambda moment: moment.at)


def _of_message(message: Message, *, now: datetime) -> Iterator[Moment]:
    """Its tries and receipts; what became of it, where no try says so."""
    attempts = message.attempts.all()
    for attempt in attempts:
        at = attempt.finished_at or attempt.started_at
        if attempt.provider == BY_HAND:
            yield Moment(at, "called", message, attempt.detail)
        else:
            yield Moment(at, SENDINGS[Attempt.Outcome(attempt.outcome)], message, attempt.detail, attempt.provider)
    if message.delivered_at:
        yield Moment(message.delivered_at, "delivered", message)
    if message.read_at:
        yield Moment(message.read_at, "read", message)
    if message.state == MessageState.PLANNED:
        by_hand = message.channel in (Channel.CALL, Channel.TOWN) and message.due_at <= now
        yield Moment(message.due_at, "listed" if by_hand else "to_come", message, message.why)
    elif message.state in ENDINGS and message.ended_at and not (attempts and message.state == MessageState.FAILED):
        yield Moment(message.ended_at, "ended", message, message.why)
