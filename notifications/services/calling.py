"""What a call brought: the patient comes, cannot come, or it is the wrong number; and the undo of the first two.
Ticking off: services/call_list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from camps.models import Camp, Contact, User
from notifications.errors import NotByHand
from notifications.models import Answer, AnsweredBy, Attempt, Message, MessageState, Told
from notifications.queries.audience import WRONG_NUMBER
from notifications.queries.call_list import BY_HAND, TAKEN_BACK
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.unanswered import unanswered
from notifications.services.answers import patients
from notifications.services.answers.heard import Heard
from notifications.services.answers.unsaying import unsay
from notifications.services.call_list import LOOK_AGAIN, note_by_hand, reached, take_back, waiting_for_a_person
from notifications.services.next_steps import ask_a_person
from scheduling.services.booking import Actor


@transaction.atomic
def put_on_the_list(*, camp: Camp, appointment_id: int, now: datetime) -> Message:
    """The row of somebody who did not answer, written when he or she is called. Raises NotByHand where nobody asks any
    more; two callers at once get one row.
    """
    found = unanswered(camp, now=now, only=appointment_id)
    if found:
        Message.objects.bulk_create([found[0].message], ignore_conflicts=True)
        return Message.objects.get(idem_key=found[0].message.idem_key)
    raise NotByHand("This was answered, or somebody called just now.", cure=LOOK_AGAIN)


@transaction.atomic
def says_coming(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Told in person, and he or she comes: the place is confirmed. Raises NotByHand, also for a doctor's call."""
    settled = reached(camp=camp, message_ids=message_ids, by=by, now=now)
    patients.coming(_heard(settled[0], f"On the phone to {by.name}: I am coming."), now=now)
    return settled


@transaction.atomic
def says_cannot_come(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Told in person, and he or she cannot come: the place is kept until somebody decides. Raises NotByHand."""
    settled = reached(camp=camp, message_ids=message_ids, by=by, now=now)
    patients.cannot_come(_heard(settled[0], f"On the phone to {by.name}: I cannot come."), now=now)
    return settled


@transaction.atomic
def take_call_back(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Undo the last tick, and what the patient had said in that call: both stand as before it, or neither is undone.

    Raises NotByHand where a person was not the last to settle it, or something followed the answer.
    """
    messages = take_back(camp=camp, message_ids=message_ids, by=by, now=now)
    for message in messages:
        tick = message.attempts.filter(provider=BY_HAND).order_by("-n")[0]
        # Locked, so that nobody decides on an answer that goes away meanwhile.
        said = (
            Answer.objects.select_for_update(of=("self",))
            .filter(message=message, by=AnsweredBy.CALL, at=tick.started_at)
            .order_by("pk")
            .first()
        )
        if said is not None:
            tick.detail = tick.detail.replace(TAKEN_BACK, f"{said.text} {TAKEN_BACK}")[:300]
            tick.save(update_fields=["detail"])
            unsay(said, actor=Actor(by, reason="Taken back"), now=now)
    return messages


@transaction.atomic
def wrong_number(*, camp: Camp, message_ids: Sequence[int], by: User, now: datetime) -> list[Message]:
    """Somebody else has this phone: it is used no more, and the next way is asked for. Raises NotByHand."""
    messages = waiting_for_a_person(camp, message_ids)
    why = f"{WRONG_NUMBER}, says {by.name}."
    phones = {message.contact_id for message in messages if message.contact_id}
    if not phones:
        raise NotByHand("There is no patient's phone here that could be wrong.", cure="Change the doctor's own number.")
    Contact.objects.filter(pk__in=phones).update(failed_at=now, failed_why=why[:200])
    for message in messages:
        note_by_hand(message, Attempt.Outcome.PERMANENT, why, by=by, now=now)
        asked = ask_a_person(message, "other", now=now, why=why)
        message.state, message.why, message.ended_at = MessageState.FAILED, f"{why} {asked}".strip()[:300], now
        message.save(update_fields=["state", "why", "ended_at", "attempts_made"])
    return messages


def _heard(message: Message, text: str) -> Heard:
    """The call as an answer to what was told. Raises NotByHand where it was no patient's place."""
    told = Told.objects.filter(OF_PATIENTS, appointment=message.appointment_id or 0).order_by("-at", "-pk").first()
    if message.doctor_id or message.appointment is None or message.camp is None or told is None:
        raise NotByHand("Only a patient says whether he or she comes.", cure="Tick it off as reached.")
    return Heard(
        by=AnsweredBy.CALL,
        recipient=message.recipient,
        camp=message.camp,
        appointment=message.appointment,
        told=told,
        contact=message.contact,
        message=message,
        text=text,
    )
