"""Twilio's Messages resource, which SMS and WhatsApp share (twilio.com/docs/messaging/api/message-resource)."""

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from notifications.channels.errors import ChannelError, not_known, refused_for_good
from notifications.channels.http import json_of, one_line, post, refused_by_status, retry_after
from notifications.channels.providers import ProviderAnswer
from notifications.channels.twilio.codes import CODES
from notifications.channels.twilio.settings import TwilioSettings
from notifications.channels.verdicts import error_for

LONGEST_VALIDITY = 36_000  # seconds; error 90007


def create(
    form: Mapping[str, str], *, sender: str, reference: str, validity_seconds: int, settings: TwilioSettings
) -> ProviderAnswer:
    """Hand one message over; it is not sent after `validity_seconds` in Twilio's queue. Raises ChannelError.

    Twilio has no field for our `reference`, so the address for its receipts carries it: what was taken while the answer
    got lost can't be asked for by it, but tells of itself.
    """
    whole = {
        **form,
        "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
        "ValidityPeriod": str(min(max(1, validity_seconds), LONGEST_VALIDITY)),
    }
    if settings.hook:
        whole["StatusCallback"] = f"{settings.hook}?{urlencode({'reference': reference})}"
    answer = post(
        f"{settings.base_url.rstrip('/')}/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        form=whole,
        auth=(settings.account_sid, settings.auth_token),
        read_seconds=settings.read_seconds,
    )
    return _read(answer)


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = json_of(answer)
    if not answer.is_success:
        raise _refusal(body.get("code"), f"{answer.status_code} {body.get('message', '')}", answer)
    if body.get("status") in {"failed", "undelivered", "canceled"}:
        raise _refusal(body.get("error_code"), str(body.get("error_message") or body["status"]), answer)
    sid = body.get("sid")
    if not isinstance(sid, str) or not sid:
        raise not_known(f"answered {answer.status_code} without an id")
    return ProviderAnswer(provider_ref=sid)


def _refusal(code: object, words: str, answer: httpx.Response) -> ChannelError:
    """What a code means for the message; one that stands in no table is judged by the HTTP status."""
    detail = one_line(f"Twilio {code}: {words}" if isinstance(code, int) else f"Twilio: {words}")
    if isinstance(code, int) and code in CODES:
        return error_for(CODES[code][0], detail, retry_after=retry_after(answer))
    return refused_for_good(detail) if answer.is_success else refused_by_status(answer, detail)
