"""A provider of texts that the test can make fail, and a camp with one told visit."""

from dataclasses import dataclass, field

import pytest
from django.db import connection

from notifications.channels.errors import ChannelError
from notifications.channels.providers import ProviderAnswer
from notifications.channels.sms import SmsChannel
from tests.factories.telling import appointment_at, local, tell_all


@dataclass
class Phone:
    """Takes texts; `faults` are raised one after the other, by number or for all under "*"."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, list[ChannelError]] = field(default_factory=dict)
    before: object = None

    def __call__(self, to, text, *, reference, validity_seconds):
        assert not connection.in_atomic_block
        if self.before:
            self.before()
        for key in (to, "*"):
            if self.faults.get(key):
                raise self.faults[key].pop(0)
        self.sent.append((to, text))
        return ProviderAnswer(provider_ref=f"ref-{len(self.sent)}")


@pytest.fixture
def phone(monkeypatch):
    from notifications.services import outgoing

    taken = Phone()
    monkeypatch.setattr(outgoing, "configured_sms", lambda: SmsChannel(name="fake", send=taken))
    return taken


@pytest.fixture
def told(made, mailbox, phone):
    """Patient 1 has an operation at 9 on the first day; published, nothing sent yet."""
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return made
