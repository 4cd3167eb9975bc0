"""An answer that was written down by mistake is taken back, with everything it did, while nothing has followed it."""

from __future__ import annotations

from datetime import datetime

from notifications.errors import NotByHand
from notifications.models import Answer
from notifications.services.answers.heard import ABOUT_COMING, REPLACED
from scheduling.errors import SchedulingError
from scheduling.models import ChangeKind, RequestState, ScheduleChange, TimeRequest
from scheduling.services.booking import Actor, confirm, unconfirm

WENT_ON = "Something happened to this place since, so the answer stands."
CURE = "Look at it among the answers, or at the place itself."


def unsay(answer: Answer, *, actor: Actor, now: datetime) -> None:
    """Put back what stood before a patient's answer about coming. Raises NotByHand where somebody decided since.

    Call it inside a transaction. The answer's row goes, so that the patient counts as not having answered; what was
    said stays in the note of the call.
    """
    assert answer.appointment is not None
    since = Answer.objects.filter(appointment=answer.appointment, pk__gt=answer.pk, meaning__in=ABOUT_COMING)
    asked = TimeRequest.objects.filter(appointment=answer.appointment, asked_at__gt=answer.at)
    if answer.done_at or since.exists() or asked.exists():
        raise NotByHand(WENT_ON, cure=CURE)
    last = ScheduleChange.objects.filter(appointment=answer.appointment).order_by("-pk").first()
    if last is not None and last.at > answer.at:
        raise NotByHand(WENT_ON, cure=CURE)
    back = {ChangeKind.CONFIRMED: unconfirm, ChangeKind.UNCONFIRMED: confirm}
    if last is not None and last.at == answer.at and last.kind in back:
        try:
            back[ChangeKind(last.kind)](appointment_id=answer.appointment.pk, actor=actor, now=now)
        except SchedulingError:
            raise NotByHand(WENT_ON, cure=CURE) from None
    wishes = TimeRequest.objects.filter(
        appointment=answer.appointment, state=RequestState.WITHDRAWN, answered_at=answer.at
    )
    wishes.update(state=RequestState.OPEN, answered_at=None)
    _open_what_it_replaced(answer)
    answer.delete()


def _open_what_it_replaced(answer: Answer) -> None:
    replaced = Answer.objects.filter(
        appointment=answer.appointment,
        recipient=answer.recipient,
        done_at=answer.at,
        done_by=None,
        effect__endswith=REPLACED,
    )
    for older in replaced:
        older.done_at, older.effect = None, older.effect.removesuffix(REPLACED).strip()
        older.save(update_fields=["done_at", "effect"])
