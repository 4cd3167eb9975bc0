"""The organiser answers a patient who asked for another time: with a place, or in words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import CampState, User
from scheduling.errors import Gone, NotAllowed
from scheduling.filling.problem import Place
from scheduling.models import RequestState, Tell, TimeRequest
from scheduling.services.booking import Actor, move
from scheduling.services.booking.locks import lock_appointments


@transaction.atomic
def accept(*, request: TimeRequest, place: Place, by: User, now: datetime) -> TimeRequest:
    """Move the appointment to `place`; the patient hears at once, as the answer is to him or her.

    Raises Gone when it was answered meanwhile, Taken or NotAllowed as `move`.
    """
    locked = _open(request)
    told = Tell.ON_PUBLISH if locked.appointment.camp.state == CampState.DRAFT else Tell.AT_ONCE
    move(
        moves=[(locked.appointment_id, place)],
        actor=Actor(by, reason="the patient asked for another time"),
        now=now,
        tell=told,
    )
    return _answer(locked, RequestState.ACCEPTED, "", by=by, now=now)


@transaction.atomic
def decline(*, request: TimeRequest, words: str, by: User, now: datetime) -> TimeRequest:
    """The old place stays; the notifications tell the patient so. Raises Gone, and NotAllowed without words."""
    if not words.strip():
        raise NotAllowed("Say why, in words the patient may hear.", cure="One sentence is enough.")
    return _answer(_open(request), RequestState.DECLINED, words.strip(), by=by, now=now)


def _open(request: TimeRequest) -> TimeRequest:
    """Locked in the order of the patient's page: the appointment, then the request."""
    lock_appointments([request.appointment_id])
    locked = (
        TimeRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("appointment__camp")
        .get(pk=request.pk)
    )
    if locked.state != RequestState.OPEN:
        raise Gone("This request was answered or withdrawn meanwhile.")
    return locked


def _answer(request: TimeRequest, state: str, words: str, *, by: User, now: datetime) -> TimeRequest:
    request.state, request.answer, request.answered_by, request.answered_at = state, words[:300], by, now
    request.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    return request
