"""A published camp whose texts have left, and phones that answer through the local provider's signed calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.test import Client

from notifications.channels.incoming import TextIn
from notifications.channels.local.incoming import play
from notifications.models import Attempt, Message, MessageState
from notifications.queries.reply_codes import reply_code
from tests.factories.schedule import NOW, SmallCamp
from tests.factories.telling import appointment_at, local, tell_all

LATER = NOW + timedelta(hours=2)
PHONE = "+2348030000001"  # of patient 1; patient n has …0000n
_refs = count(1)


@pytest.fixture(autouse=True)
def clock():
    """Two hours after the publishing, at noon in Lagos."""
    with time_machine.travel(LATER, tick=False) as travelled:
        yield travelled


@pytest.fixture
def told(made):
    """Patient 1 comes at 9 of the first day and was told so by text."""
    return tell(made)


def tell(made: SmallCamp, *, people: int = 1, now: datetime = NOW) -> SmallCamp:
    """The first `people` have places at 9, 10, … of the first day; each got a text of its own."""
    for number in range(people):
        appointment_at(made, made.registrations[number], at=local(made, 0, 9 + number))
    tell_all(made, now=now)
    for message in Message.objects.filter(camp=made.camp, kind="booked", channel="sms").order_by("pk"):
        left(message, at=now)
    made.camp.refresh_from_db()
    return made


def left(*messages: Message, at: datetime, provider: str = "local") -> str:
    """These left in one text. Returns the provider's number of it."""
    ref = f"ref-{next(_refs)}"
    for message in messages:
        Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, ended_at=at, attempts_made=1)
        Attempt.objects.create(
            organisation_id=message.organisation_id,
            message=message,
            n=1,
            provider=provider,
            provider_ref=ref,
            started_at=at,
            finished_at=at,
            outcome=Attempt.Outcome.ACCEPTED,
        )
    return ref


def code_of(message: Message) -> str:
    return reply_code(message.appointment_id, message.recipient)


def booked(registration) -> Message:
    """The text that told this person of the place."""
    return Message.objects.get(registration=registration, kind="booked", channel="sms")


@dataclass
class Phone:
    """A phone that writes to us; each text has an id of its own unless one is given."""

    number: str = PHONE
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def says(self, text: str, *, status: int = 200, **more):
        values = {"event_id": f"in-{next(_refs)}", "channel": "sms", "to": "+10000000000"} | more
        raw, headers = play(TextIn(provider="local", sender=self.number, text=text, **values))
        content_type = headers.pop("Content-Type")
        answer = self.client.post("/hooks/local/", raw, content_type=content_type, headers=headers)
        assert answer.status_code == status, answer.content
        return answer


@pytest.fixture
def phone():
    return Phone()


def sent_back() -> list[Message]:
    """What we planned to answer, in the order it was made."""
    return list(Message.objects.filter(rung__startswith="in:").order_by("pk"))


def kinds_sent_back() -> list[str]:
    return [message.kind for message in sent_back()]
