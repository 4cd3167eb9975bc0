"""The first SMS provider of the settings, ready to send: what services/outgoing calls until it asks the registry."""

from dataclasses import dataclass
from typing import Protocol

from notifications.channels.providers import ProviderAnswer, Text
from notifications.channels.registry import providers_for


class SendSms(Protocol):
    """Hand one text over."""

    def __call__(self, to_e164: str, text: str, *, reference: str, validity_seconds: int) -> ProviderAnswer: ...


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """A provider by its name (an attempt's `provider`) and how to send with it."""

    name: str
    send: SendSms


def configured_sms() -> SmsChannel:
    """Return the provider the settings name. Raises ValueError when its address is not https."""
    provider = providers_for("sms")[0]

    def send(to_e164: str, text: str, *, reference: str, validity_seconds: int) -> ProviderAnswer:
        return provider.send(Text(to=to_e164, body=text, reference=reference, validity_seconds=validity_seconds))

    return SmsChannel(name=provider.name, send=send)
