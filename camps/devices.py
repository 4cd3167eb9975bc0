"""The browsers a person signed in with before: a stranger's wrong guesses do not lock these out.

The cookie is signed and opens nothing: it only gives its device a count of wrong passwords of its own.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

_SALT = "camps.devices"
_KEPT = timedelta(days=180)


def name_of(request: HttpRequest, *, email: str) -> str:
    """The name of this device if `email` signed in with it before, else empty."""
    try:
        owner, name = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_SALT, max_age=_KEPT)
    except (signing.BadSignature, ValueError):
        return ""
    return name if owner == _owner(email) else ""


def remember(response: HttpResponse, *, email: str) -> None:
    """Give this browser a name for `email`."""
    value = signing.dumps([_owner(email), secrets.token_urlsafe(9)], salt=_SALT)
    response.set_cookie(
        _cookie(),
        value,
        max_age=_KEPT,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _owner(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:16]


def _cookie() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"
