"""SMTP: mails with and without an invitation, octet by octet, on one connection a round."""

from django.conf import settings

from notifications.channels.mail import Mail, configured_connection, send_mail
from notifications.channels.providers import Offer, Provider, ProviderAnswer
from notifications.models import Channel


def _mail(offer: Offer) -> Provider:
    connection = configured_connection()

    def send(mail: Mail) -> ProviderAnswer:
        return ProviderAnswer(provider_ref=send_mail(mail, connection))

    return Provider(offer=offer, sender=settings.MAIL_DOMAIN, send=send, close=connection.close)


# What could not be delivered comes back as a mail to the reply address, not as a receipt.
OFFERS = (Offer(provider="smtp", channel=Channel.MAIL, invitations=True, ready=_mail),)
