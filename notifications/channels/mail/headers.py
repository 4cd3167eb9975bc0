"""Header lines of a mail. Nothing a person typed can end one: text is cleaned, addresses are checked."""

import re
from base64 import b64encode
from datetime import UTC, datetime
from email.utils import format_datetime
from textwrap import wrap

from notifications.channels.mail.errors import MailRefused
from notifications.ical.cleaning import one_line

_SHORT = 76  # RFC 5322 advises lines of at most 78
_OCTETS_OF_A_WORD = 42  # 56 characters of base64 and 12 around them, with room for the header's name
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]{1,80}@[A-Za-z0-9.-]{1,200}>")
_HTTPS = re.compile(r"https?://[!-;=?-~]{1,800}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NEEDS_QUOTES = re.compile(r'[()<>\[\]:;@\\,."]')


def text_header(name: str, value: str) -> str:
    """Return `name: value` for free text, folded, as RFC 2047 words where it is not plain ASCII."""
    value = one_line(value)
    if value.isascii() and "=?" not in value:
        if len(name) + 2 + len(value) <= _SHORT:
            return f"{name}: {value}"
        if max(map(len, value.split(" "))) < _SHORT:
            lines = wrap(value, _SHORT - len(name) - 2, break_long_words=False, break_on_hyphens=False)
            return f"{name}: " + "\r\n ".join(lines)
    return f"{name}: {_words(value)}"


def address_header(name: str, *, address: str, display: str = "") -> str:
    """Return `name: display <address>`; `address` has been checked."""
    display = one_line(display)
    if not display:
        return f"{name}: {address}"
    if not display.isascii() or "=?" in display or len(display) > _SHORT // 2:
        shown = _words(display)
    elif _NEEDS_QUOTES.search(display):
        shown = '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        shown = display
    separator = "\r\n " if len(shown) + len(address) > _SHORT - 12 else " "
    return f"{name}: {shown}{separator}<{address}>"


def date_header(moment: datetime) -> str:
    """Return the Date line of an aware `moment`, in UTC."""
    if moment.tzinfo is None:
        raise MailRefused("date", moment, "give an aware instant")
    return f"Date: {format_datetime(moment.astimezone(UTC))}"


def checked_message_id(message_id: str) -> str:
    """Return a Message-ID with its angle brackets, or raise MailRefused."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise MailRefused("message_id", message_id, "give <reference@our-domain>, as message_id_for() makes it")
    return message_id


def unsubscribe_headers(address: str) -> list[str]:
    """Return the two lines of one-click unsubscribing (RFC 8058); `address` answers a POST without a cookie."""
    if not _HTTPS.fullmatch(address):
        raise MailRefused("unsubscribe", address, "give one http(s) address in plain ASCII")
    return [f"List-Unsubscribe: <{address}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]


def language_header(code: str) -> str:
    """Return the Content-Language line of a language code such as `fr` or `pt-BR`."""
    if not _LANGUAGE.fullmatch(code):
        raise MailRefused("language", code, "give a language code such as fr")
    return f"Content-Language: {code}"


def _words(value: str) -> str:
    """Return `value` as RFC 2047 words of at most 75 characters, cut between characters, folded."""
    octets, words, start = value.encode(), [], 0
    while start < len(octets):
        end = min(start + _OCTETS_OF_A_WORD, len(octets))
        while end < len(octets) and octets[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b64encode(octets[start:end]).decode()}?=")
        start = end
    return "\r\n ".join(words)
