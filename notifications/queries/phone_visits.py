"""The visits that an answer from a phone can be about: those we wrote to that number about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from camps.models import Camp, Contact, ContactKind
from notifications.models import Attempt, Message, MessageState, Told
from notifications.queries.reply_codes import reply_code
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS
from scheduling.models import Appointment, AppointmentState

LEFT = (MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
MOST = 200  # texts looked back at; a phone that many people share is a desk's


@dataclass(frozen=True)
class PhoneVisit:
    """One visit. `message` is the newest text about it that left, `ref` the provider's number of that text.

    A text that named several visits has one `ref` for all of them. `told` is what stands told at this number now.
    """

    message: Message
    ref: str
    told: Told | None

    @property
    def appointment(self) -> Appointment:
        assert self.message.appointment is not None
        return self.message.appointment

    @property
    def camp(self) -> Camp:
        assert self.message.camp is not None
        return self.message.camp

    @property
    def contact(self) -> Contact:
        assert self.message.contact is not None
        return self.message.contact

    @property
    def code(self) -> str:
        return reply_code(self.appointment.pk, self.message.recipient)

    @property
    def heard(self) -> datetime | None:
        """The hour that the newest text named; None where that was not kept."""
        at = self.message.facts.get("at")
        return datetime.fromisoformat(at) if at else None

    def is_open(self, *, now: datetime) -> bool:
        """Whether an answer can still change anything."""
        return self.appointment.state == AppointmentState.BOOKED and now < self.appointment.ends_at


def visits_written_about(number: str, *, channel: str) -> list[PhoneVisit]:
    """By the newest text about each, newest first; over all organisations, so call it without a scope."""
    texts = (
        Message.objects.filter(
            channel=channel,
            contact__kind=ContactKind.PHONE,
            contact__value=number,
            appointment__isnull=False,
            kind__in=PATIENT_KINDS - ANSWER_KINDS,
            state__in=LEFT,
        )
        .annotate(tried_at=Max("attempts__started_at"))
        .select_related("organisation", "camp__venue", "appointment", "registration__patient", "contact")
        .order_by("-tried_at", "-pk")[:MOST]
    )
    newest: dict[int, Message] = {}
    for text in texts:
        newest.setdefault(text.appointment_id or 0, text)
    refs = _refs(newest.values())
    told = _told(newest.values())
    return [PhoneVisit(text, refs.get(text.pk, ""), told.get((pk, text.recipient))) for pk, text in newest.items()]


def answered_by_name(visits: list[PhoneVisit], *, provider: str, ref: str) -> list[PhoneVisit]:
    """Those that the text with this number of the provider's named: the one a reader answered by pointing at it."""
    if not ref:
        return []
    named = Attempt.objects.filter(provider=provider, provider_ref=ref).values_list("message__appointment", flat=True)
    wanted = set(named)
    return [visit for visit in visits if visit.appointment.pk in wanted]


def _refs(messages) -> dict[int, str]:  # type: ignore[no-untyped-def]  # a view of Messages
    rows = Attempt.objects.filter(message__in=[message.pk for message in messages]).exclude(provider_ref="")
    return dict(rows.order_by("n").values_list("message_id", "provider_ref"))


def _told(messages) -> dict[tuple[int, str], Told]:  # type: ignore[no-untyped-def]  # a view of Messages
    wanted = {(message.appointment_id, message.recipient) for message in messages}
    rows = Told.objects.filter(
        Q(appointment__in={pk for pk, _ in wanted}), recipient__in={recipient for _, recipient in wanted}
    )
    return {(row.appointment_id or 0, row.recipient): row for row in rows.select_related("venue")}
