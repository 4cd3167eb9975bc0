"""Secrets of other people, such as the address of a private calendar, kept so that the table alone tells nothing.

AES-256-GCM (NIST SP 800-38D) under a key that the database does not have. Each is bound to the row it belongs to: moved
to another row it does not open. A wrong key or a changed octet raises; sealed octets are never shown as the secret.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"\x01"
_NAME = 4  # octets that say which key it was
_NONCE = 12  # of a random nonce: far below 2**32 secrets under one key


class CannotOpen(Exception):
    """None of our keys opens it, or it belongs elsewhere: the cure is to ask for the secret again."""


def seal(text: str, *, bound_to: str) -> bytes:
    """Return `text` sealed under the key in force; `bound_to` names where it stands, such as table.column:row."""
    key = _key(settings.DATA_KEYS[0])
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + _name(key) + nonce + AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())


def unseal(octets: bytes, *, bound_to: str) -> str:
    """Return what was sealed for this very place. Raises CannotOpen."""
    octets = bytes(octets)
    version, named = octets[:1], octets[1 : 1 + _NAME]
    nonce, rest = octets[1 + _NAME : 1 + _NAME + _NONCE], octets[1 + _NAME + _NONCE :]
    for known in settings.DATA_KEYS:
        key = _key(known)
        if version == _VERSION and _name(key) == named:
            try:
                return AESGCM(key).decrypt(nonce, rest, bound_to.encode()).decode()
            except (InvalidTag, ValueError):
                break
    raise CannotOpen(f"What was sealed for {bound_to} does not open with the keys of this installation.")


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"name:" + key).digest()[:_NAME]
