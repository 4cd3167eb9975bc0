"""The lists that people work off: whom to call since a phone or mail failed, and whom only the town can reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q

from camps.models import Camp, Doctor, Registration, Urgency
from notifications.models import Attempt, Channel, Message, MessageState, Told
from notifications.queries.audience import STOPPED, refusals_of
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.unanswered import unanswered
from notifications.queries.wishes import category_of, opted_out
from notifications.wording import Kind
from scheduling.models import AppointmentKind, AppointmentState

BY_HAND = "person"  # the provider's name on an attempt that a person made
TAKEN_BACK = "Taken back"


@dataclass
class Entry:
    """One person to reach, with all the messages that one call settles; `message` is the newest, it says what to tell.

    `told` is what its people were told last. `asks` is the appointment of somebody who did not answer whether he or she
    comes: no message stands on the list for it until somebody calls (unanswered.py).
    """

    message: Message
    messages: list[Message] = field(default_factory=list)
    asks: int | None = None
    told: Told | None = None
    tries: list[Attempt] = field(default_factory=list)

    @property
    def ids(self) -> str:
        return ",".join(str(message.pk) for message in self.messages)

    @property
    def registration(self) -> Registration | None:
        return self.message.registration

    @property
    def doctor(self) -> Doctor | None:
        return self.message.doctor

    @property
    def phone(self) -> str:
        if self.message.contact:
            return self.message.contact.value
        return self.message.doctor.phone if self.message.doctor else ""

    @property
    def name(self) -> str:
        if self.message.registration:
            return self.message.registration.patient.name
        return self.message.doctor.name if self.message.doctor else ""

    @property
    def town(self) -> str:
        return self.message.registration.patient.town if self.message.registration else ""

    @property
    def offered_at(self) -> datetime | None:
        """The hour of a free place that is offered."""
        at = self.message.facts.get("at")
        return datetime.fromisoformat(at) if self.says == "offer" and at else None

    @property
    def done(self) -> bool:
        return self.message.state == MessageState.SENT

    @property
    def says(self) -> str:
        """What the person must learn: `place`, `moved`, `cancelled`, `kept`, `offer`, `other` (doctors), or is asked:
        `asks`.
        """
        kind = self.message.kind
        if kind == Kind.CONFIRM:
            return "asks"
        if kind in (Kind.CANCELLED, Kind.CAMP_CANCELLED):
            return "cancelled"
        if kind in (Kind.MOVED, Kind.POSTPONED, Kind.VENUE_CHANGED):
            return "moved"
        if kind == Kind.TIME_KEPT:
            return "kept"
        if kind == Kind.OFFER:
            return "offer"
        return "other" if self.message.doctor_id else "place"


def call_list(camp: Camp, *, now: datetime) -> list[Entry]:
    """Whom to call now, in the order of the loss that silence would cause; those already tried after the others.

    Who wants no more reminders, or said STOP to texts, is not called for one.
    """
    rows = _listed(camp, Channel.CALL).filter(state=MessageState.PLANNED, due_at__lte=now, not_after__gt=now)
    found = _entries(_wanted(rows))
    for asked in unanswered(camp, now=now, but=[entry.message.appointment_id for entry in found]):
        found.append(Entry(asked.message, asks=asked.appointment.pk, told=asked.told))
    return sorted(found, key=lambda entry: loss(entry, now=now))


def loss(entry: Entry, *, now: datetime) -> tuple[int, int, float, float, bool, int]:
    """What is lost first when nobody calls: the urgent, then the longest at a table, then the nearest, then who has not
    said whether he or she comes.
    """
    appointment, registration = entry.message.appointment, entry.registration
    minutes = (appointment.ends_at - appointment.starts_at).total_seconds() / 60 if appointment else 0.0
    if appointment is not None and appointment.kind != AppointmentKind.OPERATION:
        minutes = 0.0  # a consultation's hour is filled again easily
    starts = entry.told.starts_at if entry.told else entry.message.not_after
    return (
        len(entry.tries),
        registration.urgency if registration else Urgency.URGENT,
        -minutes,
        (starts - now).total_seconds(),
        entry.says != "asks",
        entry.message.pk or 0,
    )


def town_list(camp: Camp, *, with_done: bool = False) -> list[Entry]:
    """Whom a health worker or a notice must reach, by town and hour; `with_done` also those ticked off."""
    states = [MessageState.PLANNED, *([MessageState.SENT] if with_done else [])]
    rows = _listed(camp, Channel.TOWN).filter(
        Q(kind__in=[Kind.CANCELLED, Kind.CAMP_CANCELLED]) | ~Q(appointment__state=AppointmentState.CANCELLED),
        state__in=states,
    )
    found = _entries(rows)
    open_ones = {entry.message.registration_id for entry in found if not entry.done}
    current = [entry for entry in found if not entry.done or entry.message.registration_id not in open_ones]
    return sorted(current, key=lambda entry: (entry.town == "", entry.town.lower(), _hour(entry)))


def ticked_off(camp: Camp, channel: Channel) -> list[Entry]:
    """The latest that a person reached, newest first."""
    rows = _listed(camp, channel).filter(state=MessageState.SENT).order_by("-ended_at", "-pk")
    return _entries(rows[:50])


def _wanted(rows: Iterable[Message]) -> list[Message]:
    kept = list(rows)
    unwanted = opted_out({row.contact_id for row in kept if row.contact_id})
    refused = refusals_of({row.registration.patient_id for row in kept if row.registration})
    return [
        row
        for row in kept
        if row.doctor_id
        or not (category := category_of(row.kind, row.rung))
        or not (
            category in unwanted.get(row.contact_id or 0, ())
            or STOPPED in refused.get(row.registration.patient_id if row.registration else 0, ())
        )
    ]


def _listed(camp: Camp, channel: Channel):  # type: ignore[no-untyped-def]  # a queryset of Message
    by_hand = Attempt.objects.filter(provider=BY_HAND).order_by("n")
    return (
        Message.objects.filter(camp=camp, channel=channel)
        .select_related("registration__patient", "doctor", "contact", "appointment")
        .prefetch_related(Prefetch("attempts", queryset=by_hand, to_attr="by_hand"))
        .order_by("pk")
    )


def _entries(messages: Iterable[Message]) -> list[Entry]:
    """One entry a person and appointment or shift: a call about tomorrow also settles the reminder that failed."""
    found: dict[tuple[object, ...], Entry] = {}
    for message in messages:
        key = (message.registration_id, message.doctor_id, message.appointment_id, message.shift_id, message.state)
        entry = found.setdefault(key, Entry(message))
        entry.messages.append(message)
        if (message.revision, message.pk) > (entry.message.revision, entry.message.pk):
            entry.message = message
        tries = [attempt for attempt in message.by_hand if TAKEN_BACK not in attempt.detail]  # type: ignore[attr-defined]  # prefetched
        entry.tries = max(entry.tries, tries, key=len)
    _add_what_was_told(list(found.values()))
    return list(found.values())


def _add_what_was_told(entries: list[Entry]) -> None:
    """The newest row of each appointment or shift: what its people were told last."""
    appointments = [entry.message.appointment_id for entry in entries if entry.message.appointment_id]
    shifts = [entry.message.shift_id for entry in entries if entry.message.shift_id]
    rows = Told.objects.filter(Q(OF_PATIENTS, appointment__in=appointments) | Q(shift__in=shifts))
    newest: dict[tuple[int | None, int | None], Told] = {}
    for row in rows.select_related("venue").order_by("at", "pk"):
        newest[row.appointment_id, row.shift_id] = row
    for entry in entries:
        entry.told = newest.get((entry.message.appointment_id, entry.message.shift_id))


def _hour(entry: Entry) -> float:
    return entry.told.starts_at.timestamp() if entry.told else entry.message.not_after.timestamp()
