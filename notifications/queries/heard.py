"""What each patient really heard: the last thing that left, not the last that was drafted (design.md, 3).

A message that was superseded before it left was never said. One that is under way, or whose fate nobody knows, may
have been: then the difference is told, since a text too many harms less than a journey to the wrong hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef

from notifications.models import Attempt, Message, MessageState
from notifications.queries.differences import Difference, What
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.standing import Place
from notifications.wording import ANSWER_KINDS, PATIENT_KINDS, Kind

CERTAIN = (MessageState.SENT, MessageState.DELIVERED)
WAITING = (MessageState.PLANNED, MessageState.LEASED)
CALLED_OFF = (Kind.CANCELLED, Kind.CAMP_CANCELLED)
TELLING = PATIENT_KINDS - ANSWER_KINDS  # what answers somebody repeats what was heard before
MAY_HAVE_LEFT = (Attempt.Outcome.OPEN, Attempt.Outcome.ACCEPTED, Attempt.Outcome.UNKNOWN)


@dataclass(frozen=True)
class Heard:
    """The last message that left to a recipient. `place` is None where it is not sure which place was understood."""

    message_id: int
    at: datetime
    told_at: datetime
    place: Place | None
    cancelled: bool


def judged(differences: Sequence[Difference], *, held: Collection[int] | None = None) -> list[Difference]:
    """The differences as their readers learn them. `held` are the messages that can't leave any more: another one that
    is planned may leave while we judge. None for a mere look, which takes what is planned for held.

    Who stands at the place heard last is KEPT; who moves on reads the place heard last as the old one. A visit that
    nobody heard of yet is NEW, however often it was moved meanwhile.
    """
    doubtful = {
        found.appointment.pk
        for found in differences
        if found.appointment and found.recipient.is_patient and found.what in (What.NEW, What.MOVED)
    }
    heard = _heard(doubtful, held=held) if doubtful else {}
    return [_judged(found, heard) for found in differences]


def _judged(found: Difference, heard: dict[int, dict[str, Heard]]) -> Difference:
    key = found.recipient.key
    ours = found.told is not None and found.told.recipient == key
    if found.appointment is None or not found.recipient.is_patient or not ours:
        return found
    if found.what not in (What.NEW, What.MOVED):
        return found
    of_visit = heard.get(found.appointment.pk, {})
    if not of_visit and found.what == What.MOVED:
        return replace(found, what=What.NEW)
    own = of_visit.get(key)
    if own is None or own.cancelled:
        return found
    newest = max(of_visit.values(), key=lambda one: one.message_id)
    if own.place is None or newest.place is None or newest.cancelled:
        return found
    here = found.stands.place
    if own.place == here == newest.place:
        return replace(found, what=What.KEPT, heard=own)
    return replace(found, what=What.MOVED, heard=own if own.place != here else newest)


def _heard(appointments: Iterable[int], *, held: Collection[int] | None) -> dict[int, dict[str, Heard]]:
    """By appointment and recipient, in two statements."""
    called = Attempt.objects.filter(message=OuterRef("pk"), outcome__in=MAY_HAVE_LEFT)
    rows = list(
        Message.objects.filter(OF_PATIENTS, appointment__in=list(appointments), kind__in=[*TELLING])
        .annotate(called=Exists(called))
        .order_by("appointment_id", "revision", "id")
        .only("appointment_id", "recipient", "revision", "kind", "state", "facts", "ended_at", "created_at")
    )
    places = _places(rows)
    found: dict[int, dict[str, Heard]] = defaultdict(dict)
    for row in rows:  # by revision, so the newest that left stays
        certain = row.state in CERTAIN
        may_leave = (
            row.state in WAITING and row.pk not in held if held is not None else row.state == MessageState.LEASED
        )
        if not (certain or may_leave or row.state == MessageState.UNKNOWN or row.called):
            continue
        key = (row.appointment_id or 0, row.recipient, row.revision)
        found[row.appointment_id or 0][row.recipient] = Heard(
            message_id=row.pk,
            at=row.ended_at or row.created_at,
            told_at=row.created_at,
            place=places.get(key) if certain else None,
            cancelled=certain and row.kind in CALLED_OFF,
        )
    return found


def _places(rows: Sequence[Message]) -> dict[tuple[int, str, int], Place]:
    """What each revision said. Of messages made before they kept it nothing is known: the difference is told."""
    found: dict[tuple[int, str, int], Place] = {}
    for row in rows:
        key = (row.appointment_id or 0, row.recipient)
        if "at" in row.facts:
            found[*key, row.revision] = Place(datetime.fromisoformat(row.facts["at"]), row.facts["venue"])
    return found
