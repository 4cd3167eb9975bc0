"""The providers of one round of sending: each connection is opened once, what rests is known to all workers."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import connection

from notifications.channels.errors import ChannelError, Kind
from notifications.channels.providers import Provider, Text
from notifications.channels.registry import providers_for
from notifications.models import Channel, Message
from notifications.services import circuit
from notifications.services.letters import Letter, address_of, mail_for
from notifications.services.rates import Lines


class Outgoing:
    """Use it in `with`. Ask `providers` in order; one that `rests` is passed over (delivery.md §4.4).

    `lines` are those that wait for a sender's rate.
    """

    def __init__(self) -> None:
        self._providers: dict[str, list[Provider]] = {}
        self._rests: dict[str, datetime] = {}
        self.lines = Lines()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for provider in (one for several in self._providers.values() for one in several):
            provider.close()

    def look_around(self) -> None:
        """Read which providers rest now; once a batch, so that a worker hears of what the others met."""
        self._rests = circuit.resting()
        self.lines.new_batch()

    def providers(self, channel: str, *, invitation: bool) -> list[Provider]:
        """In order of trying; `invitation`: only those that hand a calendar object over as it was written."""
        if channel not in self._providers:
            self._providers[channel] = providers_for(channel)
            circuit.know([provider.key for provider in self._providers[channel]])
        return [one for one in self._providers[channel] if one.takes_invitations or not invitation]

    def rests(self, provider: Provider, *, now: datetime) -> datetime | None:
        """Until when it rests; None: it may be called. After a rest one worker among all is told so."""
        until = self._rests.get(provider.key)
        if until is None:
            return None
        if now < until <= now + circuit.REST:
            return until
        if circuit.take_one_try(provider.key, now=now):
            return None
        self._rests[provider.key] = now + circuit.REST
        return self._rests[provider.key]

    def send(self, provider: Provider, message: Message, letter: Letter, *, first_try: datetime, now: datetime) -> str:
        """Hand it over and return the provider's reference. Raises ChannelError.

        Never inside a transaction: what was sent can't be rolled back, and a lock would wait for a network.
        """
        assert not connection.in_atomic_block, "a channel was called while a transaction is open"
        if message.channel == Channel.MAIL:
            return provider.send(mail_for(message, letter, date=first_try)).provider_ref
        seconds = int((message.not_after - now).total_seconds())
        text = Text(
            to=address_of(message),
            body=letter.text,
            reference=str(message.pk),
            validity_seconds=max(1, seconds),
            template=letter.template,
            language=letter.lang,
            variables=letter.variables,
        )
        return provider.send(text).provider_ref

    def went_well(self, provider: Provider) -> None:
        """It took one; the others learn of it with the record of the sending (circuit.SIGN_OF_LIFE)."""
        self._rests.pop(provider.key, None)

    def failed(self, provider: Provider, fault: ChannelError, *, now: datetime) -> None:
        """A refusal for good is an answer: the provider lives. One for now, and silence, count against it."""
        if fault.kind is Kind.PERMANENT:
            circuit.answered(provider.key, now=now)
            self._rests.pop(provider.key, None)
            return
        until = circuit.failed(provider.key, words=str(fault.kind), now=now)
        if until is not None:
            self._rests[provider.key] = until
