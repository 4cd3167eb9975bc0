"""A patient's messages to come follow a new wish: those not begun go to the contact and channel that is wanted."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from camps.models import Camp, Patient
from notifications.models import BY_MACHINE, Attempt, Channel, Message, MessageState, Told
from notifications.queries.audience import Recipient, reached_at
from notifications.services.drafting import message_id_of

ELSEWHERE = "The person wants to be told another way."
GONE = (MessageState.SUPERSEDED, MessageState.SUPPRESSED, MessageState.FAILED)


def reroute(patient: Patient, *, now: datetime) -> int:
    """Readdress what waits, end what the wished contact is told by itself, take up again what an earlier wish ended.

    Returns how many rows it changed. Call it in the transaction that writes the wish. What a worker sends just now
    is left to it.
    """
    changed = 0
    recipients: dict[Camp, list[Recipient]] = {}
    for message in _held(patient):
        camp = message.camp
        assert camp is not None, "a patient's message is of a camp"
        if camp not in recipients:
            recipients[camp] = reached_at(patient, camp=camp)
        wanted = recipients[camp]
        if _fits(message, wanted) or Channel.TOWN in wanted[0].channels:
            continue  # where no way is left, the last look before it leaves asks a person
        changed += 1
        if not _readdressed(message, wanted[0]):
            _end(message, now=now)
    return changed + _taken_up_again(patient, now=now)


def _held(patient: Patient) -> list[Message]:
    """What has not left, locked in the order of the fan-out: messages first, what is told after them.

    A row of the call list with a reason stands there since a message failed: no wish changes that.
    """
    rows = Message.objects.filter(
        Q(channel__in=BY_MACHINE) | Q(channel=Channel.CALL, why=""),
        ~Exists(Attempt.objects.filter(message=OuterRef("pk"), outcome=Attempt.Outcome.OPEN)),
        registration__patient=patient,
        doctor=None,
        state__in=[MessageState.PLANNED, MessageState.LEASED],
    )
    return list(rows.select_for_update(of=("self",)).select_related("camp__venue").order_by("id"))


def _fits(message: Message, wanted: list[Recipient]) -> bool:
    return any(one.key == message.recipient and message.channel in one.channels for one in wanted)


def _readdressed(message: Message, wanted: Recipient) -> bool:
    """False, and nothing done, where the wished contact is told the same by itself."""
    channel = wanted.channels[0]
    same = Message.objects.filter(
        appointment=message.appointment_id,
        recipient=wanted.key,
        channel=channel,
        kind=message.kind,
        rung=message.rung,
    )
    own = Told.objects.filter(appointment=message.appointment_id, recipient=wanted.key).first()
    revision = own.revision if own else message.revision
    subject = message.idem_key.partition("|")[0]
    key = f"{subject}|r{revision}|{message.kind}|{message.rung}|{channel}|{wanted.key}"
    if same.exclude(state__in=GONE).exists() or Message.objects.filter(idem_key=key).exists():
        return False
    if own is None:
        Told.objects.filter(appointment=message.appointment_id, recipient=message.recipient).update(
            recipient=wanted.key
        )
    Message.objects.filter(pk=message.pk).update(
        recipient=wanted.key,
        contact=wanted.contact_id,
        channel=channel,
        revision=revision,
        idem_key=key,
        message_id=message_id_of(key) if channel == Channel.MAIL else "",
        state=MessageState.PLANNED,
        lease_owner="",
        leased_until=None,
    )
    return True


def _end(message: Message, *, now: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.SUPERSEDED, why=ELSEWHERE, ended_at=now, lease_owner="", leased_until=None
    )


def _taken_up_again(patient: Patient, *, now: datetime) -> int:
    """What an earlier wish ended at a contact that is wanted again, where its reader was told nothing newer since."""
    stands = Told.objects.filter(
        appointment=OuterRef("appointment"), recipient=OuterRef("recipient"), revision=OuterRef("revision")
    )
    ended = Message.objects.filter(
        Exists(stands.filter(cancelled=False)),
        registration__patient=patient,
        state=MessageState.SUPERSEDED,
        why=ELSEWHERE,
        due_at__gt=now,
    )
    again = [
        message.pk
        for message in ended.select_related("camp__venue")
        if message.camp is not None and _fits(message, reached_at(patient, camp=message.camp))
    ]
    return Message.objects.filter(pk__in=again).update(state=MessageState.PLANNED, why="", ended_at=None)
