"""A doctor's choice of invitations, and the exchange of those that stand in the calendar already.

Decided in docs/decisions/invitations.md: what was told is taken out by CANCEL and told again in the other form, at once
after the doctor's own choice, with the next publishing after the camp's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from camps.errors import Invalid
from camps.models import Camp, Doctor, DoctorInvites
from notifications.models import Channel, DoctorChoice, InvitedAs, Message, MessageState, Told
from notifications.queries.audience import Recipient, doctor_recipient, local_day
from notifications.queries.invites import Forms, still_to_come, told_doctors
from notifications.services.drafting import Draft, messages_of
from notifications.wording import WITHDRAWN_KINDS, Kind

LEFT = (MessageState.LEASED, MessageState.SENT, MessageState.DELIVERED, MessageState.UNKNOWN)
INVITED = (Kind.SHIFT_INVITATION, Kind.SHIFT_CHANGED, Kind.CASE_INVITATION, Kind.CASE_CHANGED)
TAKEN_OUT = (Kind.SHIFT_CANCELLED, Kind.CASE_CANCELLED, *WITHDRAWN_KINDS)


def choose_invites(*, doctor: Doctor, invites: str, now: datetime) -> DoctorChoice:
    """One of DoctorInvites, or empty for what each camp says. Followed at the next tick. Raises Invalid."""
    if invites and invites not in DoctorInvites.values:
        raise Invalid(
            f"“{invites}” is no way of inviting.",
            field="invites",
            value=invites,
            cure=f"Use one of {', '.join(DoctorInvites.values)}, or leave it empty.",
        )
    row, _ = DoctorChoice.objects.update_or_create(
        doctor=doctor, defaults={"organisation_id": doctor.organisation_id, "invites": invites, "at": now}
    )
    return row


def exchanged(camp: Camp, forms: Forms, *, published: bool, now: datetime) -> list[Message]:
    """The messages that bring every doctor's invitations into the form that is wanted.

    Call it in the fan-out's transaction, after everything else was told and written: it goes by the Told rows, so that
    no draft shows, and ends what waits in the other form. `forms` are those it was told by. What the camp says is
    followed when it is `published`, a doctor's own choice always.
    """
    made: list[Message] = []
    for doctor in told_doctors(camp):
        choice, wanted = forms.choices.get(doctor.pk, ""), forms.wanted(doctor.pk)
        row = forms.in_force.get(doctor.pk)
        if row is None:
            InvitedAs.objects.create(
                organisation_id=camp.organisation_id, camp=camp, doctor=doctor, form=wanted, choice=choice
            )
            continue
        form = wanted if published or row.choice != choice else row.form
        if form != row.form:
            made += _exchanged(camp, doctor, form=form, now=now)
        if (form, choice) != (row.form, row.choice):
            row.form, row.choice = form, choice
            row.save(update_fields=["form", "choice"])
    return made


def _exchanged(camp: Camp, doctor: Doctor, *, form: str, now: datetime) -> list[Message]:
    made: list[Message] = []
    recipient = doctor_recipient(doctor, camp=camp, day=local_day(now, camp))
    for told in still_to_come(camp, doctor, now=now):
        waiting = _messages(told).filter(state=MessageState.PLANNED)
        waiting.update(state=MessageState.SUPERSEDED, why="The doctor is invited in another form.", ended_at=now)
        of_shift = told.shift is not None
        invited = of_shift == (form == DoctorInvites.SHIFT)
        if not invited and not _in_the_calendar(told):
            continue
        told.revision, told.sequence, told.at = told.revision + 1, told.sequence + 1, now
        told.save(update_fields=["revision", "sequence", "at"])
        if invited:
            kind = Kind.SHIFT_INVITATION if of_shift else Kind.CASE_INVITATION
            made += messages_of(_draft(told, camp=camp, recipient=recipient, kind=kind), now=now)
        elif Channel.MAIL in recipient.channels:
            by_mail = replace(recipient, channels=(Channel.MAIL,))
            kind = Kind.SHIFT_WITHDRAWN if of_shift else Kind.CASE_WITHDRAWN
            made += messages_of(_draft(told, camp=camp, recipient=by_mail, kind=kind), now=now)
    return made


def _draft(told: Told, *, camp: Camp, recipient: Recipient, kind: Kind) -> Draft:
    of: dict[str, Any]
    if told.shift is not None:
        subject, of = f"shift:{told.shift.pk}", {"shift": told.shift}
    else:
        assert told.appointment is not None
        subject = f"appointment:{told.appointment.pk}"
        of = {"appointment": told.appointment, "registration_id": told.appointment.registration_id}
    return Draft(
        camp=camp,
        subject=subject,
        recipient=recipient,
        kind=kind,
        revision=told.revision,
        not_after=told.ends_at if kind in WITHDRAWN_KINDS else told.starts_at,
        nearest=told.starts_at,
        sequence=told.sequence,
        of=of,
    )


def _messages(told: Told) -> QuerySet[Message]:
    found = Message.objects.filter(recipient=told.recipient, kind__in=(*INVITED, *TAKEN_OUT))
    return found.filter(shift=told.shift_id) if told.shift_id else found.filter(appointment=told.appointment_id)


def _in_the_calendar(told: Told) -> bool:
    """Whether the last mail that left about it was an invitation."""
    last = _messages(told).filter(channel=Channel.MAIL, state__in=LEFT).order_by("-id").first()
    return last is not None and last.kind in INVITED
