"""Africa's Talking: SMS in most of Africa, by plain HTTP.

The API knows no validity for bulk messages, no reference of ours and no idempotency key.
"""

from functools import partial

from notifications.channels.africas_talking import sms
from notifications.channels.africas_talking.incoming import incoming as read_incoming
from notifications.channels.africas_talking.settings import AfricasTalkingSettings, configured
from notifications.channels.providers import Offer, Provider
from notifications.models import Channel


def _sms(offer: Offer) -> Provider:
    settings = configured()
    return Provider(
        offer=offer,
        sender=settings.sender or "shared",
        gives_receipts=bool(settings.hook and settings.hook_secret),
        send=partial(sms.send, settings=settings),
    )


OFFERS = (Offer(provider="africastalking", channel=Channel.SMS, receipts=True, replies=True, ready=_sms),)
INCOMING = {"africastalking": read_incoming}

__all__ = ["INCOMING", "OFFERS", "AfricasTalkingSettings"]
