"""One mail by the service behind Anymail, read back from its own octets so that nothing is said twice."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import httpx
import requests
from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from urllib3.exceptions import NewConnectionError

from notifications.channels.anymail.codes import CODES
from notifications.channels.anymail.settings import AnymailSettings
from notifications.channels.errors import ChannelError, not_known, refused_for_good, refused_for_now
from notifications.channels.http import CONNECT_SECONDS, one_line, refused_by_status
from notifications.channels.mail.errors import MailRefused
from notifications.channels.mail.message import Mail
from notifications.channels.providers import ProviderAnswer
from notifications.channels.verdicts import Verdict, error_for

HANDED_ON = (
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
)
_NOT_SENT = (requests.ConnectTimeout, requests.exceptions.SSLError, requests.exceptions.InvalidURL)


def send(mail: Mail, *, settings: AnymailSettings) -> ProviderAnswer:
    """Hand one mail to the service. Raises ChannelError, and MailRefused for a mail with an invitation."""
    if mail.calendar:
        raise MailRefused("calendar", mail.method, "send an invitation by smtp or ses, which keep it as it was written")
    message = _parts(mail)
    try:
        backend = get_connection(
            f"anymail.backends.{settings.esp}.EmailBackend", timeout=(CONNECT_SECONDS, settings.read_seconds)
        )
        backend.send_messages([message])
    except AnymailError as fault:
        raise _refusal(fault, message) from fault
    except (ImproperlyConfigured, ImportError) as fault:
        raise error_for(Verdict.ACCOUNT, one_line(f"Anymail, {settings.esp}: {fault}")) from fault
    reference = getattr(message, "anymail_status").message_id  # noqa: B009  Anymail puts it there
    if not isinstance(reference, str) or not reference:
        raise not_known(f"{settings.esp} took the mail without an id")
    return ProviderAnswer(provider_ref=reference)


def _parts(mail: Mail) -> EmailMultiAlternatives:
    """The mail as Django's own kind, which Anymail takes apart; Anymail keeps our Message-ID where the service can."""
    read = message_from_bytes(mail.octets(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    parts = EmailMultiAlternatives(
        subject=str(mail.subject),
        body=str(mail.body),
        from_email=str(read["From"]),
        to=[mail.recipient],
        headers={name: str(read[name]) for name in HANDED_ON if read[name]},
    )
    if mail.html:
        parts.attach_alternative(mail.html, "text/html")
    return parts


def _refusal(fault: AnymailError, message: Any) -> ChannelError:
    words = one_line(str(fault))
    if isinstance(fault, AnymailRecipientsRefused):
        statuses = sorted(message.anymail_status.status or {"rejected"})
        status = statuses[0] if statuses[0] in CODES else "rejected"
        return error_for(CODES[status][0], f"{status}: {words}")
    if isinstance(fault, AnymailRequestsAPIError):
        return _by_http(fault, words)
    return refused_for_good(words)  # an address or a header that can't be sent


def _by_http(fault: AnymailRequestsAPIError, words: str) -> ChannelError:
    """Anymail tells faults of the address apart, so what is left of 4xx is about the account."""
    answer = fault.response
    if answer is None:
        return refused_for_now(f"not handed over: {words}") if _never_left(fault) else not_known(words)
    if answer.ok:
        return not_known(f"an answer that can't be read: {words}")
    if answer.status_code in {400, 422}:
        return error_for(Verdict.ACCOUNT, words)
    return refused_by_status(httpx.Response(answer.status_code, headers=dict(answer.headers)), words)


def _never_left(fault: AnymailRequestsAPIError) -> bool:
    """No connection, so no mail. A connection that broke, or fell silent, may have carried it."""
    if isinstance(fault, _NOT_SENT):
        return True
    inner = fault.__cause__.args[0] if fault.__cause__ and fault.__cause__.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)
