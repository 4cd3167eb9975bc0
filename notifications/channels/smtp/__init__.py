"""SMTP: mails with and without an invitation, octet by octet, on one connection a round."""

from notifications.channels.mail import Mail
from notifications.channels.providers import Offer, Provider, ProviderAnswer
from notifications.channels.smtp.connection import MailConnection
from notifications.channels.smtp.mail import send as send_mail
from notifications.channels.smtp.settings import configured as configured_connection
from notifications.models import Channel


def _mail(offer: Offer) -> Provider:
    connection = configured_connection()

    def send(mail: Mail) -> ProviderAnswer:
        return ProviderAnswer(provider_ref=send_mail(mail, connection))

    return Provider(offer=offer, sender=connection.host, send=send, close=connection.close)


# What could not be delivered comes back as a mail to the reply address, not as a receipt.
OFFERS = (Offer(provider="smtp", channel=Channel.MAIL, invitations=True, ready=_mail),)

__all__ = ["OFFERS", "MailConnection", "configured_connection", "send_mail"]
