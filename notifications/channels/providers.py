"""The shape every SMS provider has, and the HTTP call they share.

A provider's module holds a settings class and one function,
`send(to_e164, text, *, reference, validity_seconds, settings) -> ProviderAnswer`,
which raises ChannelError and nothing else. Adding one: copy `africas_talking.py`, map its
documented codes, play it in tests/providers/, name it in `sms.py`.
"""

import re
import ssl
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from notifications.channels.errors import ChannelError, not_known, refused_for_good, refused_for_now

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0

SLOW_DOWN_SECONDS = 60.0
"""Asked of the caller after "too many" when the provider names no time."""
ACCOUNT_SECONDS = 300.0
"""Asked of the caller when the account is refused (key, credit, sender): somebody must act."""

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TRUST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """The provider took the message over. `provider_ref` is its own id, for receipts."""

    provider_ref: str


class SendSms(Protocol):
    """Hand one text over. `reference` is ours and never shown to the recipient;
    `validity_seconds` is how long the text still makes sense."""

    def __call__(self, to_e164: str, text: str, *, reference: str, validity_seconds: int) -> ProviderAnswer: ...


def check_number(to_e164: str) -> None:
    """Raises ChannelError for good when a number is not in the international form."""
    if not _E164.fullmatch(to_e164):
        raise refused_for_good(f"{to_e164!r} is no number in international form, such as +2348035550100")


def check_base_url(name: str, url: str) -> None:
    """Raises ValueError for an address that would show the key and the text to the network."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{name}={url!r} must begin with https://")


def post_form(
    url: str,
    form: dict[str, str],
    *,
    headers: dict[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    read_seconds: float = READ_SECONDS,
) -> httpx.Response:
    """Post a form on a fresh connection and return whatever was answered, redirects not followed.

    A standing connection that died would leave open whether the form arrived; on a fresh one only
    what happens after the last octet does. Raises ChannelError: temporary when the form was not
    handed over, unknown when it was and no answer came.
    """
    timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)
    try:
        return httpx.post(
            url, data=form, headers=headers, auth=auth, timeout=timeout, follow_redirects=False, verify=_tls()
        )
    except (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError, httpx.DecodingError) as fault:
        raise not_known(f"no readable answer after the text was handed over: {_words(fault)}") from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise refused_for_now(f"not handed over: {_words(fault)}") from fault


@cache
def _tls() -> ssl.SSLContext:
    """Reading the authorities' certificates costs more than a whole call: once a process."""
    return httpx.create_ssl_context()


def refused_by_status(answer: httpx.Response, detail: str) -> ChannelError:
    """The error of an answer whose HTTP status alone must decide.

    401 to 404 are about the account or the address, not this text: they must not end every message
    that is due. Behind 500, 502 and 504 the text may have been taken (Twilio 20500 says so).
    """
    status = answer.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return refused_for_now(detail, retry_after=retry_after(answer, otherwise=SLOW_DOWN_SECONDS))
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        return refused_for_now(detail, retry_after=retry_after(answer, otherwise=None))
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return not_known(detail)
    if status in {400, 413, 415, 422}:
        return refused_for_good(detail)
    return refused_for_now(detail, retry_after=retry_after(answer, otherwise=ACCOUNT_SECONDS))


def retry_after(answer: httpx.Response, *, otherwise: float | None) -> float | None:
    """The seconds of a Retry-After header, given as a number or a date (RFC 9110, 10.2.3).

    A date is measured against the answer's own Date header, so our clock does not matter.
    """
    wish = answer.headers.get("Retry-After", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    try:
        then, sent = (parsedate_to_datetime(text) for text in (wish, answer.headers.get("Date", "")))
        return max(0.0, (then - sent).total_seconds())
    except (ValueError, TypeError):
        return otherwise


def one_line(text: object) -> str:
    """A provider's words, short enough for an attempt's row."""
    return " ".join(str(text).split())[:_TRUST_LIMIT]


def _words(fault: Exception) -> str:
    return one_line(f"{type(fault).__name__} {fault}")
