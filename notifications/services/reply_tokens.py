"""The reply address of one event and one person: ORGANIZER and From of everything told about it (calendar.md §2).

Derived, not stored: an answer names the event's UID, and the token then proves whom it was given to.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from notifications.ical.identity import reply_address, reply_token


def token_for(*, uid: str, recipient: str) -> str:
    """32 characters of lower-case base32 (160 bits of an HMAC), the same for ever."""
    signed = hmac.new(settings.LINK_KEY.encode(), f"reply:{uid}:{recipient}".encode(), hashlib.sha256)
    return reply_token(signed.digest()[:20])


def address_for(*, uid: str, recipient: str) -> str:
    return reply_address(token_for(uid=uid, recipient=recipient), domain=settings.MAIL_DOMAIN)


def answers_reach_us() -> bool:
    """Whether what is sent to a reply address comes in here: by the built-in server, handed over, or from a mailbox."""
    ways_in = (settings.BUILT_IN_MAIL, settings.LMTP_LISTEN, settings.SMTP_LISTEN, settings.IMAP_MAILBOX)
    return any(ways_in)
