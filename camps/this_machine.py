"""Whether a request was made on the machine that Campline runs on, for doors that open nowhere else.

A proxy on this machine that says nothing about itself can't be told from a browser here: docs/operations.md says so.
"""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

# Proxies and tunnels say for whom they ask (RFC 7239, RFC 9110 Via, and what is in use besides).
_SAID_BY_PROXIES = ("X-FORWARDED-", "CF-", "FORWARDED", "VIA", "X-REAL-IP")


def is_here(request: HttpRequest) -> bool:
    """From a loopback address, with no proxy in between: where we have proxies of our own, nobody is here."""
    if settings.TRUSTED_PROXIES or any(name.upper().startswith(_SAID_BY_PROXIES) for name in request.headers):
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(host: str) -> bool:
    """`localhost`, 127.0.0.0/8 and ::1. Any other name is none: who knows where it leads."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
