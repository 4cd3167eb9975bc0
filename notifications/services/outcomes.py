"""Records how a message's sending ended: in one transaction, and only where the lease is still ours.

Who records locks the whole telling first (telling.py), so that two of its messages that fail at once do not each take
the other for the one that is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from camps.models import Contact
from notifications.channels.errors import ChannelError, Kind, OptedOut
from notifications.channels.providers import Provider
from notifications.ladder import Pace, next_try
from notifications.models import Attempt, Channel, Message, MessageState
from notifications.services.blocked import note_block
from notifications.services.circuit import SIGN_OF_LIFE
from notifications.services.claiming import not_under_way, owned
from notifications.services.failing_over import another_way
from notifications.services.last_look import TEXTING, Ending, NextStep, read_again
from notifications.services.next_steps import ask_a_person
from notifications.services.repeating import repeat_after
from notifications.services.telling import lock_telling
from notifications.wording import PATIENT_KINDS

POISON_WAIT = timedelta(hours=1)
SHORTEST_TRYING, LONGEST_TRYING = timedelta(minutes=30), timedelta(hours=24)
SHORTEST_PATIENCE, LONGEST_PATIENCE = timedelta(minutes=10), timedelta(hours=2)
NOT_TAKEN = (Attempt.Outcome.TEMPORARY, Attempt.Outcome.PERMANENT)

_SENT = f"""
WITH attempt AS (
  UPDATE notifications_attempt SET outcome = 'accepted', provider_ref = %(ref)s, finished_at = %(now)s
  WHERE id = %(attempt)s
), life AS ({SIGN_OF_LIFE})
UPDATE notifications_message SET state = 'sent', why = %(why)s, ended_at = %(now)s, receipt_due_at = %(receipt_due_at)s,
  lease_owner = '', leased_until = NULL
{{where}} id = %(id)s AND state = 'leased' AND lease_owner = %(owner)s
"""  # noqa: S608  our own words
# For this one statement; the order of the log is that of the commits, so the next one that waits waits for this too.
_NOT_WAITING = "FROM (SELECT set_config('synchronous_commit', 'off', true) AS way) AS how WHERE way = 'off' AND"
_SENT_DURABLY, _SENT_SOON_DURABLE = _SENT.format(where="WHERE"), _SENT.format(where=_NOT_WAITING)


def record_sent(
    message: Message,
    attempt: Attempt,
    *,
    owner: str,
    provider: Provider,
    provider_ref: str,
    now: datetime,
    more_follow: bool = False,
    why: str = "",
) -> None:
    """The provider took it: one statement, so one commit. `why` is what a person should know of it all the same.

    Where `more_follow`, it does not wait for the disk: the next message's attempt does, before its call. A server that
    loses power between them leaves one open attempt, as a crash between call and record always does.
    """
    due = receipt_due(message, now=now) if provider.gives_receipts else None
    with connection.cursor() as cursor:
        cursor.execute(
            _SENT_SOON_DURABLE if more_follow else _SENT_DURABLY,
            {
                "ref": provider_ref[:160],
                "now": now,
                "attempt": attempt.pk,
                "id": message.pk,
                "owner": owner,
                "provider": provider.key,
                "why": why,
                "receipt_due_at": due,
            },
        )


def receipt_due(message: Message, *, now: datetime) -> datetime | None:
    """How long a receipt is waited for: a quarter of the time that is left, ten minutes at least, two hours at most.

    None where it would come too late to try another way.
    """
    quarter = (message.not_after - now) / 4
    due = now + min(max(quarter, SHORTEST_PATIENCE), LONGEST_PATIENCE)
    return due if due < message.not_after else None


def record_fault(
    message: Message,
    attempt: Attempt,
    fault: ChannelError,
    *,
    owner: str,
    now: datetime,
    decided: ChannelError | None = None,
) -> None:
    """The provider refused, for now or for good, or fell silent.

    `decided` is what the refusals of all providers mean together, where several were tried.
    """
    with transaction.atomic():
        lock_telling(message)
        close(attempt, Attempt.Outcome(fault.kind), now=now, detail=fault.detail)
        if not _still_ours(message, owner):
            return
        verdict = decided or fault
        if verdict.kind is Kind.UNKNOWN:
            make_unknown(message, now=now)
        elif verdict.permanent:
            opted_out = isinstance(verdict, OptedOut)
            if opted_out:
                note_block(message, now=now)
            elif verdict.blames_number:
                blame(message, verdict.detail, now=now)
            state = MessageState.SUPPRESSED if opted_out else MessageState.FAILED
            _refused(message, owner, state, f"Refused: {verdict.detail}", now=now)
        else:
            _try_again(message, attempt, verdict, owner=owner, now=now)


def record_ending(message: Message, ending: Ending, *, owner: str, now: datetime) -> None:
    """It is not sent, and why; it goes another way, or a person is asked to tell it instead."""
    with transaction.atomic():
        lock_telling(message)
        if not _still_ours(message, owner):
            return  # whoever has it now says how it ends; a list must not keep what we thought
        if ending.blames_contact:
            blame(message, ending.why, now=now)
        done = another_way(message, now=now, why=ending.why, step=ending.next_step)
        _end(message, owner, ending.state, f"{ending.why} {done}".strip(), now=now)


def settle(message_id: int, *, now: datetime) -> None:
    """When its repeat is due: what our own attempt learnt meanwhile, else the repeat, or a person."""
    with transaction.atomic():
        if not _locked(message_id, state=MessageState.UNKNOWN, ended_at=None, due_at__lte=now):
            return
        message = read_again(message_id)
        last = message.attempts.order_by("-n").first()
        row = Message.objects.filter(pk=message_id)
        if last is not None and last.outcome == Attempt.Outcome.ACCEPTED:
            row.update(state=MessageState.SENT, why="The provider's answer came late.", ended_at=last.finished_at)
        elif last is not None and last.outcome in NOT_TAKEN and now < message.not_after:
            row.update(state=MessageState.PLANNED, why="The provider's answer came late: it did not take it.")
        elif repeat_after(message) and now < message.not_after:
            row.update(state=MessageState.PLANNED, why="Sent once more: it may not have arrived.")
        else:
            make_unknown(message, now=now)


def put_off(message_id: int, *, owner: str, until: datetime, why: str) -> None:
    """Back to planned for a later try. Never with an attempt open: that one may have arrived (see take_back)."""
    not_under_way(owned(owner).filter(pk=message_id)).update(
        state=MessageState.PLANNED, due_at=until, why=why[:300], lease_owner="", leased_until=None
    )


def stopped_while_sending(message_id: int, *, now: datetime) -> None:
    """The lease ran out with an attempt open: the worker died in the middle, nobody knows whether it arrived."""
    with transaction.atomic():
        if not _locked(message_id, state=MessageState.LEASED, leased_until__lte=now):
            return  # its worker was slow, not dead, or another sweeper saw it first
        message = read_again(message_id)
        for attempt in message.attempts.filter(outcome=Attempt.Outcome.OPEN):
            close(attempt, Attempt.Outcome.UNKNOWN, now=now, detail="The worker stopped while sending.")
        make_unknown(message, now=now)


def make_unknown(message: Message, *, now: datetime) -> None:
    """Stand as unknown, with what happens next in words: a repeat where it does no harm, else a person asks."""
    wait = repeat_after(message)
    if wait and now + wait < message.not_after:
        again = now + wait
        values: dict[str, Any] = {
            "due_at": again,
            "ended_at": None,
            "why": f"It may have arrived. It goes once more at {again:%H:%M} UTC, unless a person settles it before.",
        }
    else:
        step: NextStep = "call" if message.doctor_id or message.channel in TEXTING else "other"
        asked = ask_a_person(message, step, now=now, why="Ask whether the message arrived.")
        values = {"ended_at": now, "why": f"It may or may not have arrived: please ask. {asked}".strip()}
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.UNKNOWN, lease_owner="", leased_until=None, **values
    )


def close(attempt: Attempt, outcome: Attempt.Outcome, *, now: datetime, detail: str = "") -> None:
    Attempt.objects.filter(pk=attempt.pk).update(outcome=outcome, finished_at=now, detail=detail[:300])


def trying_ends(message: Message, *, first_try: datetime) -> datetime:
    """A person takes over after a quarter of the time that is left, at least half an hour, at most a day."""
    quarter = (message.not_after - first_try) / 4
    return min(message.not_after, first_try + min(max(quarter, SHORTEST_TRYING), LONGEST_TRYING))


def _try_again(message: Message, attempt: Attempt, fault: ChannelError, *, owner: str, now: datetime) -> None:
    # Two providers refused in one round are one try of ours.
    by_provider = message.attempts.filter(outcome=Attempt.Outcome.TEMPORARY).values("provider")
    tries = max(by_provider.annotate(many=Count("pk")).order_by().values_list("many", flat=True), default=1)
    first = message.attempts.order_by("n").values_list("started_at", flat=True)[0]
    pace: Pace = "slow" if fault.retry_after or fault.detail[:1] == "4" else "quick"
    wait = timedelta(seconds=fault.retry_after) if fault.retry_after else None
    at = next_try(
        tries=tries,
        pace=pace,
        now=now,
        not_after=trying_ends(message, first_try=first),
        random=Random(attempt.pk),  # noqa: S311  jitter, not a secret
        retry_after=wait,
    )
    if at is not None:
        put_off(message.pk, owner=owner, until=at, why=f"Refused for now, {tries} times: {fault.detail}")
        return
    _refused(message, owner, MessageState.FAILED, f"Given up after {tries} tries: {fault.detail}", now=now)


def _refused(message: Message, owner: str, state: MessageState, why: str, *, now: datetime) -> None:
    step: NextStep = "other" if message.channel == Channel.MAIL and message.kind in PATIENT_KINDS else "call"
    done = another_way(message, now=now, why=why, step=step)
    _end(message, owner, state, f"{why[:250]} {done}".strip(), now=now)


def blame(message: Message, why: str, *, now: datetime) -> None:
    """From now on this contact is not written to; a person mends it on the patient's page."""
    if message.contact_id:
        Contact.objects.filter(pk=message.contact_id, failed_at=None).update(failed_at=now, failed_why=why[:200])


def _still_ours(message: Message, owner: str) -> bool:
    return owned(owner).filter(pk=message.pk).exists()


def _end(message: Message, owner: str, state: MessageState, why: str, *, now: datetime) -> None:
    owned(owner).filter(pk=message.pk).update(
        state=state, why=why[:300], ended_at=now, lease_owner="", leased_until=None
    )


def _locked(message_id: int, **conditions: Any) -> bool:
    """Lock the row where it still stands as we think."""
    return bool(Message.objects.select_for_update().filter(pk=message_id, **conditions).values_list("pk"))
