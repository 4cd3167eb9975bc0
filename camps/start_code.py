"""The code that proves that whoever begins also runs the server: else the first stranger to find it would own it."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def start_code() -> str:
    """Ten characters, from the secret key; `manage.py start_code` prints them."""
    return salted_hmac("camps.start_code", "begin", algorithm="sha256").hexdigest()[:10]


def is_needed() -> bool:
    """On the machine at hand nobody else can come first."""
    return bool(settings.PRODUCTION)


def is_right(code: str) -> bool:
    return constant_time_compare(code.strip().lower(), start_code())
