"""Amazon SES: mails with and without an invitation, octet by octet, by its API version 2 and plain HTTP.

SES puts a Message-ID and a Date of its own in place of ours, so it is not `repeatable`; an invitation keeps its UID and
SEQUENCE. What could not be delivered comes back as a mail to the reply address, not as a receipt.
"""

from functools import partial

from notifications.channels.providers import Offer, Provider
from notifications.channels.ses import mail
from notifications.channels.ses.settings import configured
from notifications.models import Channel


def _mail(offer: Offer) -> Provider:
    settings = configured()
    return Provider(offer=offer, sender=settings.region, send=partial(mail.send, settings=settings))


OFFERS = (Offer(provider="ses", channel=Channel.MAIL, invitations=True, ready=_mail),)
