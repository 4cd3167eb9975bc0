"""What a person does with an answer that waits: give the place up, keep it, refuse another time, or tick it off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import Camp, User
from notifications.errors import NotByHand
from notifications.models import Answer, InboundMail, InboundState, Meaning, Told
from notifications.queries.audience import doctor_recipient, local_day
from notifications.services.drafting import Draft, messages_of, written
from notifications.wording import Kind
from scheduling.services.booking import Actor, cancel

LOOK_AGAIN = "Load the page again: somebody may have settled it just now."
GIVEN_UP = "The patient said that he or she cannot come"


@transaction.atomic
def give_place_up(*, camp: Camp, answer_id: int, by: User, now: datetime) -> Answer:
    """The place of a patient who cannot come is free for others; the patient is told that it is cancelled.

    Raises NotByHand where nobody waits for that, and scheduling.errors.Gone where the place is gone already.
    """
    answer = _waiting(camp, answer_id, Meaning.CANNOT_COME)
    if answer.appointment is None or answer.doctor_id:
        raise NotByHand("No place hangs on this answer.", cure=LOOK_AGAIN)
    cancel(appointment_id=answer.appointment.pk, actor=Actor(by, reason=GIVEN_UP), now=now)
    return _settle(answer, f"{by.name} gave the place up.", by=by, now=now)


@transaction.atomic
def keep_place(*, camp: Camp, answer_id: int, by: User, now: datetime) -> Answer:
    """The patient keeps the place all the same, as was agreed on the phone perhaps. Raises NotByHand."""
    answer = _waiting(camp, answer_id, Meaning.CANNOT_COME)
    return _settle(answer, f"{by.name} kept the place.", by=by, now=now)


@transaction.atomic
def refuse_other_time(*, camp: Camp, answer_id: int, by: User, now: datetime) -> Answer:
    """A doctor's proposal is not taken: a mail says so, with a DECLINECOUNTER for the calendar. Raises NotByHand."""
    answer = _waiting(camp, answer_id, Meaning.OTHER_TIME)
    doctor, subject = answer.doctor, answer.shift or answer.appointment
    told = _told(answer)
    if doctor is None or subject is None or told is None or told.cancelled:
        raise NotByHand("What was proposed for no longer stands.", cure="Tick the answer off.")
    draft = Draft(
        camp=camp,
        subject=f"answer:{answer.pk}",
        recipient=doctor_recipient(doctor, camp=camp, day=local_day(now, camp)),
        kind=Kind.DOCTOR_TIME_KEPT,
        revision=told.revision,
        not_after=told.starts_at,
        nearest=told.starts_at,
        sequence=told.sequence,
        of={
            "shift": answer.shift,
            "appointment": answer.appointment,
            "registration_id": answer.appointment.registration_id if answer.appointment else None,
        },
    )
    written(messages_of(draft, now=now))
    return _settle(answer, f"{by.name} kept the time.", by=by, now=now)


@transaction.atomic
def tick_off(*, camp: Camp, answer_id: int, by: User, now: datetime) -> Answer | None:
    """Somebody read the answer and did what it asks; None where another did before."""
    answer = _locked(camp, answer_id)
    if answer is None or answer.done_at:
        return None
    return _settle(answer, "", by=by, now=now)


@transaction.atomic
def open_again(*, camp: Camp, answer_id: int) -> Answer | None:
    """It waits for a person again; what was done with it is not undone. None where it waits already."""
    answer = _locked(camp, answer_id)
    if answer is None or not answer.done_at:
        return None
    answer.done_at, answer.done_by, answer.needs_person = None, None, True
    answer.save(update_fields=["done_at", "done_by", "needs_person"])
    return answer


def mail_read(*, camp: Camp, mail_id: int, by: User, now: datetime) -> bool:
    """Somebody read a mail kept aside and did what it asks; False when another did before."""
    mine = InboundMail.objects.filter(camp=camp, pk=mail_id, state=InboundState.ASIDE, done_at=None)
    return bool(mine.update(done_at=now, done_by=by))


def mail_unread(*, camp: Camp, mail_id: int) -> bool:
    """It waits for a person again."""
    mine = InboundMail.objects.filter(camp=camp, pk=mail_id, state=InboundState.ASIDE)
    return bool(mine.update(done_at=None, done_by=None))


def _waiting(camp: Camp, answer_id: int, meaning: Meaning) -> Answer:
    answer = _locked(camp, answer_id)
    if answer is None or answer.done_at or not answer.needs_person or answer.meaning != meaning:
        raise NotByHand("This answer does not wait for that any more.", cure=LOOK_AGAIN)
    return answer


def _locked(camp: Camp, answer_id: int) -> Answer | None:
    rows = Answer.objects.select_for_update(of=("self",)).filter(camp=camp, pk=answer_id).order_by("pk")
    return rows.select_related("appointment", "shift", "doctor").first()


def _told(answer: Answer) -> Told | None:
    rows = Told.objects.filter(recipient=answer.recipient)
    rows = rows.filter(shift=answer.shift) if answer.shift else rows.filter(appointment=answer.appointment)
    return rows.order_by("pk").first()


def _settle(answer: Answer, words: str, *, by: User, now: datetime) -> Answer:
    answer.done_at, answer.done_by = now, by
    answer.effect = f"{answer.effect} {words}".strip()[:300]
    answer.save(update_fields=["done_at", "done_by", "effect"])
    return answer
