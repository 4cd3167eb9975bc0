"""SMS by Twilio: the Messages resource of the 2010-04-01 API, by plain HTTP.

Sources: twilio.com/docs/messaging/api/message-resource and /docs/api/errors, read 2026-11.
Twilio has no idempotency key, so a text whose fate is unknown is never sent again from here.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from notifications.channels.errors import ChannelError, OptedOut, not_known, refused_for_good, refused_for_now
from notifications.channels.providers import (
    ACCOUNT_SECONDS,
    READ_SECONDS,
    SLOW_DOWN_SECONDS,
    ProviderAnswer,
    check_base_url,
    check_number,
    one_line,
    post_form,
    refused_by_status,
    retry_after,
)

BASE_URL = "https://api.twilio.com"
LONGEST_VALIDITY = 36_000  # seconds; error 90007

OPTED_OUT = 21610
TOO_MANY = {20429, 21611, 30001, 30022, 63038}
"""Requests, a sender's queue, or the day's allowance."""
PASSING = {20503, 30500}
"""Twilio's own trouble, in its words safe to send again."""
UNCERTAIN = {20500, 30008, 30410}
"""Twilio itself warns that the text may have been sent."""
ACCOUNT = {10001, 20003, 20005, 20404, 20426, 21212, 21601, 21603, 21606, 21659, 21660, 21661, 30002}
"""Key, account or sender refused: no fault of this text, and all others are hit as well."""
FOR_GOOD = {
    21211,  # "To" is no phone number
    21214,  # cannot be reached
    21217,  # does not appear to be valid
    21265,  # a short code
    21266,  # "To" and "From" are the same
    21408,  # region not enabled
    21602,  # no body
    21604,  # no "To"
    21608,  # not verified, on a trial account
    21612,  # not reachable from this sender
    21614,  # no mobile number
    21617,  # longer than 1,600 characters
    21635,  # a landline
    30003,  # handset unreachable
    30004,  # blocked
    30005,  # unknown handset
    30006,  # a landline, or a carrier out of reach
    30007,  # filtered by the carrier
    30036,  # validity ran out
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioSettings:
    """`sender` is a number, a name or the id of a messaging service (MG...)."""

    account_sid: str
    auth_token: str
    sender: str
    base_url: str = BASE_URL
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """Raises ValueError when the address is not https (the machine's own excepted)."""
        check_base_url("TWILIO_BASE_URL", self.base_url)


def send(to_e164: str, text: str, *, reference: str, validity_seconds: int, settings: TwilioSettings) -> ProviderAnswer:
    """Hand one text to Twilio; it is not sent after `validity_seconds` in Twilio's queue.

    `reference` has no field at Twilio; its receipts carry the id returned here.
    Raises ChannelError; OptedOut when the recipient has blocked this sender.
    """
    check_number(to_e164)
    sender = "MessagingServiceSid" if settings.sender.startswith("MG") else "From"
    answer = post_form(
        f"{settings.base_url.rstrip('/')}/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        {
            "To": to_e164,
            sender: settings.sender,
            "Body": text,
            "ValidityPeriod": str(min(max(1, validity_seconds), LONGEST_VALIDITY)),
        },
        auth=(settings.account_sid, settings.auth_token),
        read_seconds=settings.read_seconds,
    )
    return _read(answer)


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = _json(answer)
    if not answer.is_success:
        raise _refusal(body.get("code"), f"{answer.status_code} {body.get('message', '')}", answer)
    if body.get("status") in {"failed", "undelivered", "canceled"}:
        raise _refusal(body.get("error_code"), str(body.get("error_message") or body["status"]), answer)
    sid = body.get("sid")
    if not isinstance(sid, str) or not sid:
        raise not_known(f"answered {answer.status_code} without an id")
    return ProviderAnswer(provider_ref=sid)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _refusal(code: object, words: str, answer: httpx.Response) -> ChannelError:
    """What a Twilio error code means for the message; an unknown one is judged by its HTTP status."""
    code = code if isinstance(code, int) else None
    detail = one_line(f"Twilio {code}: {words}" if code else f"Twilio: {words}")
    if code == OPTED_OUT:
        return OptedOut(detail)
    if code in FOR_GOOD:
        return refused_for_good(detail)
    if code in UNCERTAIN:
        return not_known(detail)
    if code in PASSING:
        return refused_for_now(detail, retry_after=retry_after(answer, otherwise=None))
    if code in TOO_MANY:
        return refused_for_now(detail, retry_after=retry_after(answer, otherwise=SLOW_DOWN_SECONDS))
    if code in ACCOUNT:
        return refused_for_now(detail, retry_after=ACCOUNT_SECONDS)
    if answer.is_success:
        return refused_for_good(detail)
    return refused_by_status(answer, detail)
