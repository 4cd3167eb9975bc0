"""Whether something whose fate nobody knows goes once more by itself, when, and by whom (delivery.md §4.3).

A provider with an idempotency key may be asked again soon: the same message twice is one there. Of the others none can
be asked by our reference what became of it (Twilio lists messages by number and day only; Africa's Talking and Meta
list none), so their receipt is waited for, which brings the reference back where the provider lets it. After a quarter
of an hour what changed or fell through is repeated once, and a mail of any kind, since its reader's calendar and
mailbox know it again by its UID and Message-ID. Everything else a person asks about.
"""

from __future__ import annotations

from datetime import timedelta

from notifications.channels.registry import OFFERS
from notifications.models import Attempt, Channel, Message
from notifications.wording import URGENT_KINDS

NO_BLIND_REPEAT = timedelta(minutes=15)
SOON = timedelta(seconds=60)
MOST_WITH_A_KEY = 5


def repeat_after(message: Message) -> timedelta | None:
    """How long after the last try it goes once more; None: not by itself."""
    silent = message.attempts.filter(outcome=Attempt.Outcome.UNKNOWN)
    tries = silent.count()
    if only_by(message):
        return SOON if tries <= MOST_WITH_A_KEY else None
    if tries <= 1 and (message.channel == Channel.MAIL or message.kind in URGENT_KINDS):
        return NO_BLIND_REPEAT
    return None


def only_by(message: Message) -> str:
    """The provider that alone may repeat it, since its idempotency key is what makes the repeat harmless; else ""."""
    silent = message.attempts.filter(outcome=Attempt.Outcome.UNKNOWN).order_by("-n")
    provider = silent.values_list("provider", flat=True).first()
    keyed = {offer.provider for offer in OFFERS if offer.channel == message.channel and offer.repeatable}
    return provider if provider in keyed else ""
