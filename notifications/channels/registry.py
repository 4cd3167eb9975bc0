"""All that can carry a message, by name and by channel, and who may call our webhooks.

A provider is here because its folder is: see docs/adding-a-channel.md.
"""

from collections.abc import Callable, Mapping

from django.conf import settings

from notifications.channels import africas_talking, anymail, call_list, local, meta, ses, smtp, twilio
from notifications.channels.incoming import ReceiptIn, TextIn
from notifications.channels.providers import Offer, Provider
from notifications.models import Channel

Incoming = Callable[[bytes, Mapping[str, str], str, Mapping[str, str]], list[TextIn | ReceiptIn]]
"""`(raw body, headers, address called, form) -> events`; raises NotGenuine. `form` holds each parameter untrimmed."""

FOLDERS = (smtp, ses, anymail, local, twilio, africas_talking, meta, call_list)

OFFERS: tuple[Offer, ...] = tuple(offer for folder in FOLDERS for offer in folder.OFFERS)

INCOMING: dict[str, Incoming] = {
    name: read for folder in FOLDERS for name, read in getattr(folder, "INCOMING", {}).items()
}
"""Who may call /hooks/<name>/, and what reads the call."""

CHALLENGES: dict[str, Callable[[Mapping[str, str]], str]] = {
    name: answer for folder in FOLDERS for name, answer in getattr(folder, "CHALLENGES", {}).items()
}
"""Who first asks by GET whether the address is ours: from its query to what we answer; raises NotGenuine."""

_SETTING = {Channel.MAIL: "MAIL_PROVIDERS", Channel.SMS: "SMS_PROVIDERS", Channel.WHATSAPP: "WHATSAPP_PROVIDERS"}


def offers_for(channel: str, *, invitation: bool = False) -> list[Offer]:
    """The offers for a channel that the settings choose, in the order in which they are tried.

    With `invitation` only those that carry a calendar object as it was written. Empty for a list that people work
    off, and for a channel that is switched off.
    """
    if channel not in _SETTING:
        return []
    by_name = {offer.provider: offer for offer in OFFERS if offer.channel == channel}
    chosen = [by_name[name] for name in getattr(settings, _SETTING[Channel(channel)])]
    return [offer for offer in chosen if offer.invitations or not invitation]


def providers_for(channel: str, *, invitation: bool = False) -> list[Provider]:
    """The same, ready to send, nothing opened yet; close each when the round is over.

    Raises ValueError when a provider's address is not https.
    """
    return [offer.ready(offer) for offer in offers_for(channel, invitation=invitation) if offer.ready is not None]
