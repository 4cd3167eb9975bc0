"""One WhatsApp message by Meta: POST /<number>/messages, an approved template or words within 24 hours of an answer."""

import json
from typing import Any

import httpx

from notifications.channels.errors import ChannelError, not_known
from notifications.channels.http import json_of, one_line, post, refused_by_status, retry_after
from notifications.channels.meta.codes import CODES
from notifications.channels.meta.settings import MetaSettings
from notifications.channels.providers import ProviderAnswer, Text, check_number
from notifications.channels.template_rules import check_template_call
from notifications.channels.verdicts import error_for


def send(text: Text, *, settings: MetaSettings) -> ProviderAnswer:
    """Hand one message to Meta; its receipts bring our reference back.

    Raises ChannelError, for good and before any call when the template can't be sent so.
    """
    check_number(text.to)
    if text.template:
        check_template_call(text)
    answer = post(
        f"{settings.base_url.rstrip('/')}/{settings.phone_number_id}/messages",
        content=json.dumps(_message(text)).encode(),
        headers={"Authorization": f"Bearer {settings.access_token}", "Content-Type": "application/json"},
        read_seconds=settings.read_seconds,
    )
    return _read(answer)


def _message(text: Text) -> dict[str, Any]:
    message = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": text.to,
        "biz_opaque_callback_data": text.reference,
    }
    if not text.template:
        return message | {"type": "text", "text": {"preview_url": False, "body": text.body}}
    values = [{"type": "text", "text": value} for value in text.variables]
    template = {"name": text.template, "language": {"code": text.language.replace("-", "_")}}
    body = {"components": [{"type": "body", "parameters": values}]} if values else {}
    return message | {"type": "template", "template": template | body}


def _read(answer: httpx.Response) -> ProviderAnswer:
    body = json_of(answer)
    if not answer.is_success:
        raise _refusal(answer, body.get("error"))
    try:
        reference = body["messages"][0]["id"]
    except (KeyError, IndexError, TypeError):
        reference = None
    if not isinstance(reference, str) or not reference:
        raise not_known(f"Meta answered {answer.status_code} without an id")
    return ProviderAnswer(provider_ref=reference)


def _refusal(answer: httpx.Response, error: object) -> ChannelError:
    """Meta's advice: go by the code and its details, never by the title. An unknown code is judged by the status."""
    error = error if isinstance(error, dict) else {}
    code, data = error.get("code"), error.get("error_data")
    words = (data.get("details") if isinstance(data, dict) else "") or error.get("message", "")
    detail = one_line(f"Meta {code}: {words}" if isinstance(code, int) else f"Meta: {answer.status_code} {words}")
    if isinstance(code, int) and code in CODES:
        return error_for(CODES[code][0], detail, retry_after=retry_after(answer))
    return refused_by_status(answer, detail)
