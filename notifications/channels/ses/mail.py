"""One mail by SES: POST /v2/email/outbound-emails with the mail as it was written (content Raw)."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import httpx

from notifications.channels.errors import ChannelError, not_known
from notifications.channels.http import json_of, one_line, post, refused_by_status, retry_after
from notifications.channels.mail.message import Mail
from notifications.channels.providers import ProviderAnswer
from notifications.channels.ses.codes import CODES, NOT_VERIFIED
from notifications.channels.ses.settings import SesSettings
from notifications.channels.ses.signing import signed_headers
from notifications.channels.verdicts import Verdict, error_for

PATH = "/v2/email/outbound-emails"


def send(mail: Mail, *, settings: SesSettings) -> ProviderAnswer:
    """Hand one mail to SES. Raises ChannelError. What bounces comes back to the mail's own sender."""
    request: dict[str, Any] = {
        "FromEmailAddress": mail.sender,
        "FeedbackForwardingEmailAddress": mail.sender,
        "Destination": {"ToAddresses": [mail.recipient]},
        "Content": {"Raw": {"Data": base64.b64encode(mail.octets()).decode()}},
    }
    if settings.configuration_set:
        request["ConfigurationSetName"] = settings.configuration_set
    url, content = settings.base_url.rstrip("/") + PATH, json.dumps(request).encode()
    headers = signed_headers(
        content,
        url=url,
        headers={"Content-Type": "application/json"},
        region=settings.region,
        service="ses",
        access_key_id=settings.access_key_id,
        secret_access_key=settings.secret_access_key,
        now=datetime.now(UTC),
    )
    return _read(post(url, content=content, headers=headers, read_seconds=settings.read_seconds))


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = json_of(answer)
    if not answer.is_success:
        raise _refusal(answer, words=str(body.get("message") or body.get("Message") or ""))
    reference = body.get("MessageId")
    if not isinstance(reference, str) or not reference:
        raise not_known(f"SES answered {answer.status_code} without an id")
    return ProviderAnswer(provider_ref=reference)


def _refusal(answer: httpx.Response, *, words: str) -> ChannelError:
    """The error's name stands in a header, sometimes with an address behind it; an unknown one is judged by status."""
    name = answer.headers.get("x-amzn-ErrorType", "").partition(":")[0]
    detail = one_line(f"SES {name or answer.status_code}: {words}")
    if name == "MessageRejected" and NOT_VERIFIED in words:
        return error_for(Verdict.ACCOUNT, detail)
    if name in CODES:
        return error_for(CODES[name][0], detail, retry_after=retry_after(answer))
    return refused_by_status(answer, detail)
