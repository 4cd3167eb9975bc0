"""E-mail by SMTP: `Mail` builds one, `send_mail` hands it over on a `MailConnection`."""

from notifications.channels.mail.configured import configured_connection
from notifications.channels.mail.connection import MailConnection
from notifications.channels.mail.errors import MailRefused
from notifications.channels.mail.message import Mail, message_id_for
from notifications.channels.mail.transport import send_mail

__all__ = ["Mail", "MailConnection", "MailRefused", "configured_connection", "message_id_for", "send_mail"]
