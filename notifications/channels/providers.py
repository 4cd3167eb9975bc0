"""The shape every provider has: what it offers (Offer), and one that is ready to send (Provider).

A provider is a folder: `settings.py`, a module for each of its channels with `send(what, *, settings)`,
`codes.py` with its documented codes, `incoming.py` where it calls us. docs/adding-a-channel.md is the recipe.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings

from notifications.channels.errors import refused_for_good

if TYPE_CHECKING:
    from notifications.models import Channel

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """The provider took the message over. `provider_ref` is its own id, for receipts."""

    provider_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text to one phone, by SMS or WhatsApp.

    `to` is E.164. `body` is the whole text as its reader sees it. `reference` is ours, the same on every try, and
    never shown. `validity_seconds` is how long the text still makes sense. WhatsApp needs an approved template
    outside of the 24 hours after the reader wrote: `template` is its name (Meta) or ContentSid (Twilio), `language`
    the code it was approved in, `variables` what stands in {{1}}, {{2}} … of it.
    """

    to: str
    body: str
    reference: str
    validity_seconds: int
    template: str = ""
    language: str = ""
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one provider does on one channel, whatever the settings say.

    `provider` is its name in the settings and in attempts. `invitations`: it hands a mail over octet by octet, so a
    calendar object arrives as we wrote it. `receipts`: it tells later what became of a message. `replies`: people can
    answer through it. `repeatable`: it has an idempotency key, so the same message twice is one. `ready` reads the
    settings; None for a list that people work off.
    """

    provider: str
    channel: Channel
    invitations: bool = False
    receipts: bool = False
    replies: bool = False
    repeatable: bool = False
    ready: Callable[[Offer], Provider] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider with its settings read. Use it in `with`, or call `close`: it may hold a connection.

    `send` takes a `Mail` (channel mail) or a `Text` (sms, whatsapp) and raises ChannelError, nothing else. `sender` is
    the number or name it sends from. `gives_receipts` is what the offer says, unless the settings leave the provider
    no address to tell us.
    """

    offer: Offer
    sender: str
    send: Callable[[Any], ProviderAnswer]
    gives_receipts: bool = False
    close: Callable[[], None] = lambda: None

    @property
    def name(self) -> str:
        """What an attempt keeps as its `provider`; receipts come under the same name."""
        return self.offer.provider

    @property
    def key(self) -> str:
        """One provider on one channel, such as `twilio:sms`: what a circuit and a rate belong to."""
        return f"{self.offer.provider}:{self.offer.channel}"

    @property
    def per_second(self) -> float | None:
        """Messages (segments of texts) a second, by `key` or else by name; None or 0: as fast as it takes them."""
        rates: Mapping[str, float] = settings.SENDING_RATES
        return rates.get(self.key, rates.get(self.name))

    @property
    def takes_invitations(self) -> bool:
        return self.offer.invitations

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_number(to_e164: str) -> None:
    """Raises ChannelError for good when a number is not in the international form."""
    if not _E164.fullmatch(to_e164):
        raise refused_for_good(
            f"{to_e164!r} is no number in international form, such as +2348035550100", blames_number=True
        )
