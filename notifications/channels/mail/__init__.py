"""One mail as octets, with or without an invitation; smtp, ses and anymail hand it over."""

from notifications.channels.mail.errors import MailRefused
from notifications.channels.mail.message import Mail, message_id_for

__all__ = ["Mail", "MailRefused", "message_id_for"]
