"""Texts that go nowhere but a folder, for trying Campline out: /outbox/ shows them, and answers them.

Refused in production (config/refusals.py).
"""

from functools import partial

from notifications.channels.local import texts
from notifications.channels.local.incoming import incoming as read_incoming
from notifications.channels.local.settings import LocalSettings, configured
from notifications.channels.local.texts import LocalText, messages
from notifications.channels.providers import Offer, Provider
from notifications.models import Channel


def _ready(offer: Offer) -> Provider:
    return Provider(
        offer=offer,
        sender=texts.OUR_NUMBER,
        send=partial(texts.send, channel=offer.channel.value, settings=configured()),
    )


OFFERS = (
    # Receipts come when somebody plays them, so nothing waits for one: Provider.gives_receipts stays false.
    Offer(provider="local", channel=Channel.SMS, receipts=True, replies=True, ready=_ready),
    Offer(provider="local", channel=Channel.WHATSAPP, receipts=True, replies=True, ready=_ready),
)
INCOMING = {"local": read_incoming}

__all__ = ["INCOMING", "OFFERS", "LocalSettings", "LocalText", "messages"]
