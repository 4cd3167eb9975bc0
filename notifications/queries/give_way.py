"""Who is asked to let somebody go first, and was not told of it yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Exists, Max, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from camps.models import Camp, CampState, ContactKind
from notifications.models import Message
from notifications.queries.phone_visits import LEFT
from notifications.wording import Kind
from scheduling.models import GoFirstAnswer, GoFirstVerdict, TicketState
from scheduling.queue.order import EMERGENCY

LATE = timedelta(minutes=30)  # after its time an answer has no effect, and is still an answer to this
OPEN = {
    "answer": None,
    "go_first__verdict": GoFirstVerdict.ASKING,
    "go_first__ticket__state": TicketState.WAITING,
    "ticket__state": TicketState.WAITING,
}


def still_asked(answer_id: int, *, now: datetime) -> bool:
    """Whether the answer of this row is waited for."""
    return _open(now).filter(pk=answer_id).exists()


def unheard(*, now: datetime) -> QuerySet[GoFirstAnswer]:
    """Those who are asked and to whom nothing was written; a draft tells nobody anything."""
    of = Cast(KeyTextTransform("asked", "facts"), BigIntegerField())
    told = Message.objects.filter(registration=OuterRef("ticket__registration"), kind=Kind.GIVE_WAY)
    heard = told.annotate(of=of).filter(of=OuterRef("pk"))
    return _open(now).filter(~Exists(heard), go_first__camp__state=CampState.PUBLISHED)


def camps_that_ask(*, now: datetime) -> list[Camp]:
    """Those with somebody to tell."""
    camps = unheard(now=now).values("go_first__camp")
    return list(Camp.objects.filter(pk__in=camps).select_related("organisation", "venue").order_by("pk"))


def texts_that_ask(number: str, *, channel: str, now: datetime) -> list[Message]:
    """Those that left to a number for questions of now, or lately over; newest first. Call it without a scope."""
    left = Message.objects.filter(
        kind=Kind.GIVE_WAY,
        channel=channel,
        contact__kind=ContactKind.PHONE,
        contact__value=number,
        state__in=LEFT,
        not_after__gt=now - LATE,
    )
    found = left.annotate(tried_at=Max("attempts__started_at")).exclude(tried_at=None)
    return list(found.select_related("organisation").order_by("-tried_at", "-pk"))


def _open(now: datetime) -> QuerySet[GoFirstAnswer]:
    return GoFirstAnswer.objects.filter(go_first__until__gt=now, **OPEN).exclude(go_first__ticket__urgency=EMERGENCY)
