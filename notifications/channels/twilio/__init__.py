"""Twilio: SMS, and WhatsApp by approved content templates, by plain HTTP.

Twilio has no idempotency key, so a text whose fate is unknown is never sent again from here.
"""

from functools import partial

from notifications.channels.providers import Offer, Provider
from notifications.channels.twilio import sms, whatsapp
from notifications.channels.twilio.incoming import incoming as read_incoming
from notifications.channels.twilio.settings import configured
from notifications.models import Channel


def _sms(offer: Offer) -> Provider:
    settings = configured()
    return Provider(
        offer=offer,
        sender=settings.sender,
        gives_receipts=bool(settings.hook),
        send=partial(sms.send, settings=settings),
    )


def _whatsapp(offer: Offer) -> Provider:
    settings = configured()
    return Provider(
        offer=offer,
        sender=settings.whatsapp_sender,
        gives_receipts=bool(settings.hook),
        send=partial(whatsapp.send, settings=settings),
    )


OFFERS = (
    Offer(provider="twilio", channel=Channel.SMS, receipts=True, replies=True, ready=_sms),
    Offer(provider="twilio", channel=Channel.WHATSAPP, receipts=True, replies=True, ready=_whatsapp),
)
INCOMING = {"twilio": read_incoming}
