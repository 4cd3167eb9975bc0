"""Checking what a provider signed, without telling a guesser how near he came."""

import hashlib
import hmac
from collections.abc import Mapping

from notifications.channels.incoming import NotGenuine


def mac(key: str, content: bytes, *, digest: str = "sha256") -> bytes:
    """The HMAC of some octets under a key (RFC 2104)."""
    return hmac.new(key.encode(), content, getattr(hashlib, digest)).digest()


def check(*, given: str, expected: str, key: str) -> None:
    """Raises NotGenuine where the signature differs, or where there is no key to check it by."""
    if not key or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotGenuine("The signature is missing, or was made with another key.")


def header(headers: Mapping[str, str], name: str) -> str:
    """A header whatever its case; empty where it is missing."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")
