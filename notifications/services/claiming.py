"""Takes due messages under a lease, and takes back those whose worker is gone (delivery.md §3).

SKIP LOCKED keeps sweepers apart, the lease outlives a dead one by two minutes at most, and an open attempt says that
the provider may have been called.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from camps.models import Contact
from notifications.ladder import TOGETHER
from notifications.models import BY_MACHINE, Attempt, Channel, Message, MessageState
from notifications.services.marks import MARKS

LEASE = timedelta(seconds=120)
BY_PERSON = (Channel.CALL, Channel.TOWN)

# One statement, so one commit, before each call of a provider: the last look and the attempt see the same rows.
_OPEN = f"""
WITH seen AS ({MARKS}),
mine AS (
  UPDATE notifications_message m SET leased_until = %(leased_until)s, attempts_made = attempts_made + 1,
    subject = %(subject)s, body = %(body)s, language = %(language)s, template_version = %(template_version)s,
    segments = %(segments)s
  FROM seen
  WHERE m.id = seen.id AND seen.mark = ANY(%(marks)s) AND m.state = 'leased' AND m.lease_owner = %(owner)s
  RETURNING m.id, m.organisation_id, m.attempts_made
)
INSERT INTO notifications_attempt (organisation_id, message_id, n, provider, provider_ref, started_at, outcome, detail)
SELECT organisation_id, id, attempts_made, %(provider)s, '', %(now)s, 'open', '' FROM mine
RETURNING id, message_id, n
"""  # noqa: S608  our own words


@transaction.atomic
def claim(*, owner: str, now: datetime, limit: int) -> list[int]:
    """Lease up to `limit` due messages to `owner`, the longest due first; returns their ids in that order."""
    due = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(state=MessageState.PLANNED, channel__in=BY_MACHINE, due_at__lte=now)
        .order_by("due_at", "id")
    )
    ids = list(due.values_list("pk", flat=True)[:limit])
    Message.objects.filter(pk__in=ids).update(state=MessageState.LEASED, lease_owner=owner, leased_until=now + LEASE)
    return ids


def next_due() -> datetime | None:
    """When the next planned message is due; it may have been by now."""
    planned = Message.objects.filter(state=MessageState.PLANNED, channel__in=BY_MACHINE)
    return planned.order_by("due_at").values_list("due_at", flat=True).first()


def owned(owner: str) -> QuerySet[Message]:
    """What this owner still holds."""
    return Message.objects.filter(state=MessageState.LEASED, lease_owner=owner)


def not_under_way(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Without those whose attempt is open: their provider may have been called."""
    return messages.filter(~Exists(Attempt.objects.filter(message=OuterRef("pk"), outcome=Attempt.Outcome.OPEN)))


def give_back(*, owner: str) -> int:
    """What this owner did not come to is planned again."""
    return not_under_way(owned(owner)).update(state=MessageState.PLANNED, lease_owner="", leased_until=None)


@transaction.atomic
def expire(*, now: datetime) -> int:
    """End what would come too late. A list for people ends too: nobody ticked it off in time."""
    late = Message.objects.filter(state=MessageState.PLANNED, due_at__lte=now, not_after__lte=now)
    free = list(late.select_for_update(skip_locked=True).order_by("id").values_list("pk", flat=True))
    ended = Message.objects.filter(pk__in=free)
    ended.update(state=MessageState.EXPIRED, why="It would come too late.", ended_at=now)
    ended.filter(channel__in=BY_PERSON).update(why="Nobody ticked it off before it was too late.")
    return len(free)


@transaction.atomic
def take_back(*, now: datetime) -> list[int]:
    """Leases that ran out: without an open attempt nothing left the house, so the message is planned again.

    Returns the others, whose fate is not known.
    """
    lost = Message.objects.select_for_update(skip_locked=True).filter(state=MessageState.LEASED, leased_until__lte=now)
    opened = Attempt.objects.filter(message=OuterRef("pk"), outcome=Attempt.Outcome.OPEN)
    rows = list(lost.annotate(called=Exists(opened)).values_list("pk", "called"))
    unsent = [pk for pk, called in rows if not called]
    Message.objects.filter(pk__in=unsent).update(
        state=MessageState.PLANNED, lease_owner="", leased_until=None, why="Its worker stopped before sending it."
    )
    return [pk for pk, called in rows if called]


@transaction.atomic
def claim_beside(message: Message, *, owner: str, now: datetime) -> list[int]:
    """Lease the texts that say the same to the same phone now, so that one can name every hour (delivery.md §5.6).

    A reminder takes those with it that come a little later, as own ladders may have it.
    """
    until = now + TOGETHER if message.rung else now
    same = Message.objects.filter(
        Q(state=MessageState.PLANNED, due_at__lte=until) | Q(state=MessageState.LEASED, lease_owner=owner),
        camp=message.camp_id,
        channel=message.channel,
        kind=message.kind,
        rung=message.rung,
        contact__in=Contact.objects.filter(value=message.contact.value if message.contact else ""),
    ).exclude(pk=message.pk)
    ids = list(same.select_for_update(skip_locked=True).order_by("due_at", "id").values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(state=MessageState.LEASED, lease_owner=owner, leased_until=now + LEASE)
    return ids


def open_attempts(
    messages: Sequence[Message],
    *,
    marks: Sequence[str],
    owner: str,
    provider: str,
    now: datetime,
    subject: str = "",
    body: str = "",
    language: str = "en",
    template_version: str = "",
    segments: int | None = None,
) -> list[Attempt]:
    """Write down that the provider is about to be called, with the words that leave, and commit.

    The lease begins anew, so a slow provider fits into it. None when a lease is no longer ours, or when something was
    written of what a message is made of since its mark was read: look again then.
    """
    with transaction.atomic(savepoint=False) if len(messages) > 1 else nullcontext(), connection.cursor() as cursor:
        cursor.execute(
            _OPEN,
            {
                "ids": [message.pk for message in messages],
                "marks": list(marks),
                "owner": owner,
                "provider": provider,
                "now": now,
                "leased_until": now + LEASE,
                "subject": subject[:200],
                "body": body,
                "language": language,
                "template_version": template_version,
                "segments": segments,
            },
        )
        opened = {message_id: (pk, n) for pk, message_id, n in cursor.fetchall()}
        if len(opened) < len(messages) and len(messages) > 1:
            transaction.set_rollback(True)
    if len(opened) < len(messages):
        return []
    return [Attempt(pk=opened[message.pk][0], message=message, n=opened[message.pk][1]) for message in messages]
