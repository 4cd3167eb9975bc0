"""Which provider a message goes by now: in the order of the settings, without those that refused it or rest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from notifications.channels.providers import Provider
from notifications.models import Attempt, Channel, Message
from notifications.services import rates
from notifications.services.last_look import NotYet
from notifications.services.letters import Letter
from notifications.services.outgoing import Outgoing
from notifications.services.repeating import only_by
from notifications.wording.segments import segments


def left_to_try(message: Message, letter: Letter, *, outgoing: Outgoing, tried: Collection[str]) -> list[Provider]:
    """The providers that may still take it: not `tried` in this round, and none that refused it for good before.

    A repeat that an idempotency key makes harmless goes by the provider that knows the key, and by no other.
    """
    found = outgoing.providers(message.channel, invitation=bool(letter.calendar))
    if not message.attempts_made:
        return [one for one in found if one.key not in tried]
    refused = set(message.attempts.filter(outcome=Attempt.Outcome.PERMANENT).values_list("provider", flat=True))
    alone = only_by(message)
    return [one for one in found if one.key not in tried and one.name not in refused and alone in ("", one.name)]


def choose(
    left: list[Provider], message: Message, letter: Letter, *, outgoing: Outgoing, now: datetime
) -> Provider | NotYet:
    """The first that does not rest, once its sender has a token; NotYet where the message has to wait for that.

    A message that finds no token waits for one at this sender: being many is no failure, so it does not go elsewhere.
    """
    until: datetime | None = None
    for provider in left:
        rest = outgoing.rests(provider, now=now)
        if rest is not None:
            until = min(rest, until or rest)
            continue
        rate = rates.rate_of(provider)
        cost = segments_of(message, letter) or 1
        turn = rates.take(rate, cost=cost, now=now) if rate else None
        if rate is None or turn is None:
            return provider
        at = outgoing.lines.place(message.pk, rate, cost=cost, turn=turn)
        return NotYet(f"Its turn at {provider.name} comes at {at:%H:%M:%S} UTC.", until=at)
    assert until is not None, "choose() was asked with nobody left"
    words = f"The {message.get_channel_display().lower()} service does not answer; tried again in a minute."
    return NotYet(words, until=until)


def segments_of(message: Message, letter: Letter) -> int | None:
    """How many segments of a text it takes; None for what is no SMS."""
    return segments(letter.text).count if message.channel == Channel.SMS else None
