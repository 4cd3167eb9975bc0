"""One SMS by Africa's Talking: POST /version1/messaging (developers.africastalking.com/docs/sms/sending)."""

from typing import Any

import httpx

from notifications.channels.africas_talking.codes import ACCEPTED, CODES
from notifications.channels.africas_talking.settings import AfricasTalkingSettings
from notifications.channels.errors import ChannelError, not_known, refused_for_now
from notifications.channels.http import json_of, one_line, post, refused_by_status
from notifications.channels.providers import ProviderAnswer, Text, check_number
from notifications.channels.verdicts import error_for

_CODE_OF_WORDS = {words: code for code, (_, words) in CODES.items()}


def send(text: Text, *, settings: AfricasTalkingSettings) -> ProviderAnswer:
    """Hand one text to Africa's Talking. Reference and validity have no field there: a late text can only be held
    back by the caller, before this call.

    Raises ChannelError; OptedOut when the recipient has blocked this sender.
    """
    check_number(text.to)
    form = {"username": settings.username, "to": text.to, "message": text.body, "bulkSMSMode": "1"}
    if settings.sender:
        form["from"] = settings.sender
    answer = post(
        f"{settings.base_url.rstrip('/')}/version1/messaging",
        form=form,
        headers={"apiKey": settings.api_key, "Accept": "application/json"},
        read_seconds=settings.read_seconds,
    )
    return _read(answer)


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = json_of(answer).get("SMSMessageData")
    if not isinstance(body, dict):  # such as a refused key's plain text
        if answer.is_success:
            raise not_known(f"Africa's Talking answered {answer.status_code} without a readable body")
        raise refused_by_status(answer, one_line(f"Africa's Talking {answer.status_code}: {answer.text}"))
    recipient = _first(body.get("Recipients"))
    if recipient is None:
        words = str(body.get("Message", ""))
        raise _refusal(_CODE_OF_WORDS.get(words.strip()), words)
    code, reference = recipient.get("statusCode"), recipient.get("messageId")
    if not isinstance(code, int) or code not in ACCEPTED:
        raise _refusal(code, str(recipient.get("status", "")))
    if not isinstance(reference, str) or reference in {"", "None"}:
        raise not_known(f"Africa's Talking answered {code} without an id")
    return ProviderAnswer(provider_ref=reference)


def _first(recipients: Any) -> dict[str, Any] | None:
    found = isinstance(recipients, list) and recipients and isinstance(recipients[0], dict)
    return recipients[0] if found else None


def _refusal(code: object, words: str) -> ChannelError:
    detail = one_line(f"Africa's Talking {code}: {words}" if code else f"Africa's Talking: {words}")
    if isinstance(code, int) and code in CODES:
        return error_for(CODES[code][0], detail)
    return refused_for_now(detail)
