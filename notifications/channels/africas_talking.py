"""SMS by Africa's Talking: POST /version1/messaging, by plain HTTP.

Sources: developers.africastalking.com/docs/sms/sending and the provider's own Python client.
The API knows no validity for bulk messages, no reference of ours and no idempotency key.
"""

from dataclasses import dataclass
from typing import Any

import httpx

from notifications.channels.errors import ChannelError, OptedOut, not_known, refused_for_good, refused_for_now
from notifications.channels.providers import (
    ACCOUNT_SECONDS,
    READ_SECONDS,
    ProviderAnswer,
    check_base_url,
    check_number,
    one_line,
    post_form,
    refused_by_status,
)

BASE_URL = "https://api.africastalking.com"
SANDBOX_URL = "https://api.sandbox.africastalking.com"

STATUSES = {
    100: "Processed",
    101: "Sent",
    102: "Queued",
    401: "RiskHold",
    402: "InvalidSenderId",
    403: "InvalidPhoneNumber",
    404: "UnsupportedNumberType",
    405: "InsufficientBalance",
    406: "UserInBlacklist",
    407: "CouldNotRoute",
    409: "DoNotDisturbRejection",
    500: "InternalServerError",
    501: "GatewayError",
    502: "RejectedByGateway",
}
ACCEPTED = {100, 101, 102}
OPTED_OUT = 406
ACCOUNT = {402, 405}
"""Sender or credit refused: no fault of this text, and all others are hit as well."""
PASSING = {500, 501}
_CODES = {name: code for code, name in STATUSES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class AfricasTalkingSettings:
    """`sender` is a short code or an approved name; empty uses the provider's shared one."""

    username: str
    api_key: str
    sender: str = ""
    base_url: str = ""
    read_seconds: float = READ_SECONDS

    def __post_init__(self) -> None:
        """The user "sandbox" has an address of its own. Raises ValueError when it is not https."""
        if not self.base_url:
            object.__setattr__(self, "base_url", SANDBOX_URL if self.username == "sandbox" else BASE_URL)
        check_base_url("AFRICASTALKING_BASE_URL", self.base_url)


def send(
    to_e164: str, text: str, *, reference: str, validity_seconds: int, settings: AfricasTalkingSettings
) -> ProviderAnswer:
    """Hand one text to Africa's Talking. `reference` and `validity_seconds` have no field there:
    a late text can only be held back by the caller, before this call.

    Raises ChannelError; OptedOut when the recipient has blocked this sender.
    """
    check_number(to_e164)
    form = {"username": settings.username, "to": to_e164, "message": text, "bulkSMSMode": "1"}
    if settings.sender:
        form["from"] = settings.sender
    answer = post_form(
        f"{settings.base_url.rstrip('/')}/version1/messaging",
        form,
        headers={"apiKey": settings.api_key, "Accept": "application/json"},
        read_seconds=settings.read_seconds,
    )
    return _read(answer)


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = _json(answer)
    if body is None:
        if answer.is_success:
            raise not_known(f"Africa's Talking answered {answer.status_code} without a readable body")
        raise refused_by_status(answer, one_line(f"Africa's Talking {answer.status_code}: {answer.text}"))
    recipients = body.get("Recipients")
    if not isinstance(recipients, list) or not recipients or not isinstance(recipients[0], dict):
        words = str(body.get("Message", ""))
        raise _refusal(_CODES.get(words.strip()), words)
    code = recipients[0].get("statusCode")
    code = code if isinstance(code, int) else None
    reference = recipients[0].get("messageId")
    if code not in ACCEPTED:
        raise _refusal(code, str(recipients[0].get("status", "")))
    if not isinstance(reference, str) or reference in {"", "None"}:
        raise not_known(f"Africa's Talking answered {code} without an id")
    return ProviderAnswer(provider_ref=reference)


def _json(answer: httpx.Response) -> dict[str, Any] | None:
    """The SMSMessageData of an answer; None where there is none, such as a refused key's plain text."""
    try:
        body = answer.json()["SMSMessageData"]
    except (ValueError, KeyError, TypeError):
        return None
    return body if isinstance(body, dict) else None


def _refusal(code: object, words: str) -> ChannelError:
    detail = one_line(f"Africa's Talking {code}: {words}" if code else f"Africa's Talking: {words}")
    if code == OPTED_OUT:
        return OptedOut(detail)
    if code in ACCOUNT:
        return refused_for_now(detail, retry_after=ACCOUNT_SECONDS)
    if code in PASSING or code not in STATUSES:
        return refused_for_now(detail)
    return refused_for_good(detail)
