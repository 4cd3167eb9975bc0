"""What the service behind Anymail tells us: delivered, bounced, complained. Anymail's own readers read it.

Every service is given `https://name:password@…/hooks/anymail/` as its address; some sign besides, which Anymail checks.
"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import AnymailError
from anymail.webhooks.base import AnymailCoreWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, resolve

from notifications.channels.anymail.codes import CODES, OPTED_OUT, RECEIPTS
from notifications.channels.anymail.settings import configured
from notifications.channels.incoming import NotGenuine, Receipt, ReceiptIn, TextIn
from notifications.channels.verdicts import Verdict


def incoming(raw: bytes, headers: Mapping[str, str], url: str, form: Mapping[str, str]) -> list[TextIn | ReceiptIn]:
    """One call, in our words. Raises NotGenuine where name and password, or the service's signature, are wrong."""
    settings = configured()
    if not settings.hook_secret:
        raise NotGenuine("ANYMAIL_WEBHOOK_SECRET is not set, so no call can be told from a stranger's.")
    try:
        view = resolve(f"/{settings.esp}/tracking/", urlconf="anymail.urls").func
        reader: AnymailCoreWebhookView = view.view_class()  # type: ignore[attr-defined]  # as_view() puts it there
        request = _request(raw, headers, url)
        reader.run_validators(request)
        events = reader.parse_events(request)
    except Resolver404 as fault:
        raise NotGenuine(f"{settings.esp} has no tracking in Anymail.") from fault
    except (AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise NotGenuine(f"Not a call of {settings.esp}'s: {type(fault).__name__}") from fault
    return [receipt_of(event) for event in events if event.event_type in RECEIPTS and event.message_id]


def receipt_of(event: Any) -> ReceiptIn:
    """One of Anymail's tracking events, of a kind in RECEIPTS, in our words."""
    receipt = RECEIPTS[event.event_type]
    failed = receipt is Receipt.FAILED
    reason = event.reject_reason if event.reject_reason in CODES else event.event_type
    verdict, words = CODES.get(reason, (None, ""))
    return ReceiptIn(
        provider="anymail",
        event_id=f"{event.event_type}:{event.event_id or event.message_id}",
        provider_ref=event.message_id,
        receipt=receipt,
        detail=f"{reason}: {words}. {event.mta_response or event.description or ''}".strip()[:300] if failed else "",
        opted_out=event.event_type in OPTED_OUT or (failed and verdict is Verdict.OPTED_OUT),
        blames_number=failed and verdict is Verdict.BAD_NUMBER,
        at=event.timestamp if event.timestamp and event.timestamp.tzinfo else None,
    )


def _request(raw: bytes, headers: Mapping[str, str], url: str) -> WSGIRequest:
    """The call as Anymail's readers want it."""
    parts = urlsplit(url)
    meta = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return WSGIRequest(
        {
            **meta,
            "CONTENT_TYPE": meta.get("HTTP_CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(len(raw)),
            "REQUEST_METHOD": "POST",
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "SERVER_NAME": parts.hostname or "localhost",
            "SERVER_PORT": str(parts.port or 443),
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(raw),
        }
    )
