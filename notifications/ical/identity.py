"""Names that stay: the form of a UID, reply tokens, and addresses as a calendar writes them."""

import base64
import re
from urllib.parse import quote

from notifications.ical.errors import CalendarRefused

# `<uuid4>@<our domain>`, made and stored by camps.uid: from our alphabet, so it can break no line.
UID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{15,63}@[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?")
# One mailbox in plain ASCII, no quoted local part: nothing in it can end a header or a line.
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_PLAIN_IN_URI = "!$'*+-._~"
_TOKEN = re.compile(r"[a-z2-7]{16,52}")
_LONGEST_ADDRESS = 254  # RFC 5321 s4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL_PART = 64  # RFC 5321 s4.5.3.1.1


def reply_token(secret: bytes) -> str:
    """Return `secret` (at least 16 octets, random or a keyed hash) as lower-case base32.

    One token per event and attendee, the same over request, update and cancel. Base32 in one case,
    since mail servers may fold case.
    """
    if len(secret) < 16:
        raise CalendarRefused("secret", f"{len(secret)} octets", "give at least 16 random octets")
    return base64.b32encode(secret).decode().rstrip("=").lower()


def reply_address(token: str, *, domain: str) -> str:
    """Return `reply+<token>@<domain>`: ORGANIZER and From of everything told about one event to one person."""
    if not _TOKEN.fullmatch(token):
        raise CalendarRefused("token", token[:4] + "...", "make it with reply_token()")
    return checked_address(f"reply+{token}@{domain.lower()}", field="domain")


def token_of(address: str, *, domain: str) -> str | None:
    """Return the token of one of our reply addresses, in any case, or None for another address."""
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    token = local.removeprefix("reply+")
    if host != domain.lower() or token == local or not _TOKEN.fullmatch(token):
        return None
    return token


def checked_address(address: str, *, field: str) -> str:
    """Return a bare mailbox `address`, its domain in lower-case ASCII.

    Raises CalendarRefused for anything but one plain mailbox: names, brackets, lists, controls.
    """
    local, at, host = address.rpartition("@")
    try:
        host = host.encode("idna").decode().lower() if not host.isascii() else host.lower()
    except UnicodeError:
        host = ""
    bare = f"{local}{at}{host}"
    if not ADDRESS.fullmatch(bare) or len(bare) > _LONGEST_ADDRESS or len(local) > _LONGEST_LOCAL_PART:
        raise CalendarRefused(field, address, "give one plain address such as name@clinic.example")
    return bare


def mailto(address: str) -> str:
    """Return `address` as the URI of ORGANIZER and ATTENDEE (RFC 6068 s2)."""
    local, _, host = address.rpartition("@")
    return f"mailto:{quote(local, safe=_PLAIN_IN_URI)}@{host}"
