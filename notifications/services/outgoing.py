"""The channels of one round of sending: one SMTP connection for all its mails, one provider for its texts."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from django.db import connection

from notifications.channels.mail import MailConnection, configured_connection, send_mail
from notifications.channels.sms import SmsChannel, configured_sms
from notifications.models import Channel, Message
from notifications.services.letters import Letter, address_of, mail_for

LATE_IN_A_ROW = 5


class Outgoing:
    """Use it in `with`. A channel that failed five times in a row rests for this round (delivery.md §4.4)."""

    def __init__(self) -> None:
        self._mail: MailConnection = configured_connection()
        self._sms: SmsChannel = configured_sms()
        self._failures: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._mail.close()

    def provider(self, channel: str) -> str:
        """The name an attempt keeps."""
        return "smtp" if channel == Channel.MAIL else self._sms.name

    def send(self, message: Message, letter: Letter, *, first_try: datetime, now: datetime) -> str:
        """Hand it over and return the provider's reference. Raises ChannelError.

        Never inside a transaction: what was sent can't be rolled back, and a lock would wait for a network.
        """
        assert not connection.in_atomic_block, "a channel was called while a transaction is open"
        if message.channel == Channel.MAIL:
            return send_mail(mail_for(message, letter, date=first_try), self._mail)
        seconds = int((message.not_after - now).total_seconds())
        answer = self._sms.send(
            address_of(message), letter.text, reference=str(message.pk), validity_seconds=max(1, seconds)
        )
        return answer.provider_ref

    def went(self, channel: str, *, well: bool) -> None:
        self._failures[channel] = 0 if well else self._failures.get(channel, 0) + 1

    def rests(self, channel: str) -> bool:
        return self._failures.get(channel, 0) >= LATE_IN_A_ROW
