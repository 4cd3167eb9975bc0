"""A provider of texts that the test can make fail, and a camp with one told visit."""

from dataclasses import dataclass, field

import pytest
from django.db import connection

from notifications.channels import registry
from notifications.channels.errors import ChannelError
from notifications.channels.providers import Offer, Provider, ProviderAnswer
from notifications.models import Channel
from tests.factories.telling import appointment_at, local, tell_all


@dataclass
class Phone:
    """Takes texts as a provider; `faults` are raised one after the other, by number or for all under "*"."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, list[ChannelError]] = field(default_factory=dict)
    before: object = None

    def __call__(self, text):
        assert not connection.in_atomic_block
        if self.before:
            self.before()
        for key in (text.to, "*"):
            if self.faults.get(key):
                raise self.faults[key].pop(0)
        self.sent.append((text.to, text.body))
        return ProviderAnswer(provider_ref=f"ref-{len(self.sent)}")

    def provider(self, name="fake", channel=Channel.SMS, **what):
        return Provider(offer=Offer(provider=name, channel=channel), sender="us", send=self, **what)


@dataclass
class Channels:
    """The providers of each channel in order; mails go by the real ones."""

    of: dict[str, list[Provider]] = field(default_factory=dict)

    def providers_for(self, channel, *, invitation=False):
        return self.of[channel] if channel in self.of else registry.providers_for(channel, invitation=invitation)

    def offers_for(self, channel, *, invitation=False):
        if channel in self.of:
            return [provider.offer for provider in self.of[channel]]
        return registry.offers_for(channel, invitation=invitation)


@pytest.fixture
def channels(monkeypatch):
    from notifications.services import failing_over, outgoing

    taken = Channels()
    monkeypatch.setattr(outgoing, "providers_for", taken.providers_for)
    monkeypatch.setattr(failing_over, "offers_for", taken.offers_for)
    return taken


@pytest.fixture
def phone(channels):
    taken = Phone()
    channels.of["sms"] = [taken.provider()]
    return taken


@pytest.fixture
def told(made, mailbox, phone):
    """Patient 1 has an operation at 9 on the first day; published, nothing sent yet."""
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return made
