"""Anymail: some fifteen mail services behind one door, for mails that carry no invitation.

Their APIs build the mail anew from its parts, and none promises a calendar part with its METHOD; invitations go by
smtp or ses. What bounced comes back as a receipt. Which service: ANYMAIL_ESP.
"""

from functools import partial

from notifications.channels.anymail import mail
from notifications.channels.anymail.incoming import incoming as read_incoming
from notifications.channels.anymail.settings import configured
from notifications.channels.providers import Offer, Provider
from notifications.models import Channel


def _mail(offer: Offer) -> Provider:
    settings = configured()
    return Provider(
        offer=offer,
        sender=settings.esp,
        gives_receipts=bool(settings.hook and settings.hook_secret),
        send=partial(mail.send, settings=settings),
    )


OFFERS = (Offer(provider="anymail", channel=Channel.MAIL, receipts=True, ready=_mail),)
INCOMING = {"anymail": read_incoming}
