"""The HTTP call that all providers share: one fresh connection, two time-outs, and what an answer's status means."""

import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from notifications.channels.errors import ChannelError, not_known, refused_for_good, refused_for_now
from notifications.channels.verdicts import ACCOUNT_SECONDS, SLOW_DOWN_SECONDS

CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_TRUST_LIMIT = 200


def post(
    url: str,
    *,
    form: Mapping[str, str] | None = None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    read_seconds: float = READ_SECONDS,
) -> httpx.Response:
    """Post a form, or ready octets, on a fresh connection and return whatever was answered, redirects not followed.

    A standing connection that died would leave open whether the text arrived; on a fresh one only
    what happens after the last octet does. Raises ChannelError: temporary when the text was not
    handed over, unknown when it was and no answer came.
    """
    timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS)
    try:
        return httpx.post(
            url,
            data=form,
            content=content,
            headers=headers,
            auth=auth,
            timeout=timeout,
            follow_redirects=False,
            verify=_tls(),
        )
    except (httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError, httpx.DecodingError) as fault:
        raise not_known(f"no readable answer after the text was handed over: {_words(fault)}") from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise refused_for_now(f"not handed over: {_words(fault)}") from fault


def json_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; empty where it holds none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def refused_by_status(answer: httpx.Response, detail: str) -> ChannelError:
    """The error of an answer whose HTTP status alone must decide.

    401 to 404 are about the account or the address, not this text: they must not end every message
    that is due. Behind 500, 502 and 504 the text may have been taken (Twilio 20500 says so).
    """
    status, wish = answer.status_code, retry_after(answer)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return refused_for_now(detail, retry_after=SLOW_DOWN_SECONDS if wish is None else wish)
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        return refused_for_now(detail, retry_after=wish)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return not_known(detail)
    if status in {400, 413, 415, 422}:
        return refused_for_good(detail)
    return refused_for_now(detail, retry_after=ACCOUNT_SECONDS if wish is None else wish)


def retry_after(answer: httpx.Response) -> float | None:
    """The seconds of a Retry-After header, given as a number or a date (RFC 9110, 10.2.3); None where there is none.

    A date is measured against the answer's own Date header, so our clock does not matter.
    """
    wish = answer.headers.get("Retry-After", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    try:
        then, sent = (parsedate_to_datetime(text) for text in (wish, answer.headers.get("Date", "")))
        return max(0.0, (then - sent).total_seconds())
    except (ValueError, TypeError):
        return None


def check_base_url(name: str, url: str) -> None:
    """Raises ValueError for an address that would show the key and the text to the network."""
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise ValueError(f"{name}={url!r} must begin with https://")


def one_line(text: object) -> str:
    """A provider's words, short enough for an attempt's row."""
    return " ".join(str(text).split())[:_TRUST_LIMIT]


@cache
def _tls() -> ssl.SSLContext:
    """Reading the authorities' certificates costs more than a whole call: once a process."""
    return httpx.create_ssl_context()


def _words(fault: Exception) -> str:
    return one_line(f"{type(fault).__name__} {fault}")
