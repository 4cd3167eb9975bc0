"""Handing one mail over: what the server said, or why not, or that we cannot know.

The point of no return is the last octet of the mail. Before it, whatever breaks, the server cannot
have accepted the mail: temporary, or the server's own refusal. After it, silence means unknown.
"""

import re
import smtplib
import time
from collections.abc import Callable

from notifications.channels.errors import ChannelError, not_known, refused_for_now
from notifications.channels.mail.message import Mail
from notifications.channels.smtp.codes import verdict_of
from notifications.channels.smtp.connection import MailConnection
from notifications.channels.verdicts import error_for
from notifications.ical.cleaning import one_line

BEFORE_HAND_OVER_SECONDS = 60.0  # a slow server may not eat the lease of the message (120 s)

_LINE_WITH_DOT = re.compile(rb"(?m)^\.")


class _HungUp(Exception):
    """The server went away before the mail was handed over."""


def send(mail: Mail, connection: MailConnection) -> str:
    """Hand `mail` over and return the server's words, which often hold its queue id.

    A standing connection that turns out dead before anything was handed over is opened again, once.
    Raises ChannelError: permanent for 5xx, temporary for 4xx and for everything that broke before
    the last octet, unknown when the server was silent after it.
    """
    octets = mail.octets()
    reused = connection.is_open
    try:
        return _hand_over(mail, octets, connection)
    except _HungUp as first:
        if not reused:
            raise refused_for_now(str(first)) from first
    try:
        return _hand_over(mail, octets, connection)
    except _HungUp as second:
        raise refused_for_now(str(second)) from second


def _hand_over(mail: Mail, octets: bytes, connection: MailConnection) -> str:
    smtp = connection.opened()
    dotted = _LINE_WITH_DOT.sub(b"..", octets) + b".\r\n"
    try:
        _envelope(smtp, mail, size=len(octets), patience=_patience(connection))
        smtp.send(dotted)
    except (OSError, smtplib.SMTPException) as fault:
        connection.drop()
        raise _HungUp(f"{connection.host} before the mail was handed over: {one_line(str(fault))[:200]}") from fault
    except ChannelError:
        _put_in_order(smtp, connection)
        raise
    _wait(smtp, connection.read_seconds)
    try:
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as fault:
        connection.drop()
        raise not_known(f"{connection.host} after the mail was handed over: {one_line(str(fault))[:200]}") from fault
    words = _words(code, said)
    if 200 <= code < 300:
        return words
    if not 400 <= code < 600:
        connection.drop()
        raise not_known(f"{connection.host} answered the mail with no SMTP answer: {words}")
    if code == 421:
        connection.drop()
    raise _refusal(code, words)


def _envelope(smtp: smtplib.SMTP, mail: Mail, *, size: int, patience: Callable[[], float]) -> None:
    announced = f" SIZE={size}" if smtp.has_extn("size") else ""
    for command, wanted in (
        (f"MAIL FROM:<{mail.sender}>{announced}", 2),
        (f"RCPT TO:<{mail.recipient}>", 2),
        ("DATA", 3),
    ):
        smtp.putcmd(command)
        _wait(smtp, patience())
        code, said = smtp.getreply()
        if code // 100 == wanted:
            continue
        words = _words(code, said)
        if code == 421 or not 400 <= code < 600:  # it is closing, or speaks no SMTP
            raise smtplib.SMTPServerDisconnected(words)
        raise _refusal(code, words, of_recipient=command.startswith("RCPT"))


def _refusal(code: int, words: str, *, of_recipient: bool = False) -> ChannelError:
    return error_for(verdict_of(code, words, of_recipient=of_recipient), words)


def _put_in_order(smtp: smtplib.SMTP, connection: MailConnection) -> None:
    try:
        if smtp.rset()[0] == 250:
            return
    except (OSError, smtplib.SMTPException):
        pass
    connection.drop()


def _patience(connection: MailConnection) -> Callable[[], float]:
    ends = time.monotonic() + BEFORE_HAND_OVER_SECONDS
    # Never zero, which would mean "do not block" to the socket.
    return lambda: max(0.01, min(connection.read_seconds, ends - time.monotonic()))


def _wait(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _words(code: int, said: bytes) -> str:
    return one_line(f"{code} {said.decode('utf-8', 'replace')}")[:300]
