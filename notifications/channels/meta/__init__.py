"""Meta: WhatsApp by its own Cloud API, by plain HTTP, with approved templates.

The API has no idempotency key, and how long a template message stays worth delivering is set at the template.
"""

from functools import partial

from notifications.channels.meta import whatsapp
from notifications.channels.meta.incoming import challenge as answer_challenge
from notifications.channels.meta.incoming import incoming as read_incoming
from notifications.channels.meta.settings import configured
from notifications.channels.providers import Offer, Provider
from notifications.models import Channel


def _whatsapp(offer: Offer) -> Provider:
    settings = configured()
    return Provider(
        offer=offer,
        sender=settings.phone_number_id,
        gives_receipts=bool(settings.hook),
        send=partial(whatsapp.send, settings=settings),
    )


OFFERS = (Offer(provider="meta", channel=Channel.WHATSAPP, receipts=True, replies=True, ready=_whatsapp),)
INCOMING = {"meta": read_incoming}
CHALLENGES = {"meta": answer_challenge}
