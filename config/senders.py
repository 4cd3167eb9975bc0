"""Who a text comes from: what the networks let through, checked at the start rather than by the first refused text."""

import re

from django.core.exceptions import ImproperlyConfigured

NUMBER = re.compile(r"\+[1-9]\d{6,14}")
SHORT_CODE = re.compile(r"\d{3,8}")
SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")  # 3GPP TS 23.040: 11 characters; a network wants a letter
HOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{20,}")


def refuse_bad_sender(name: str, sender: str, *, service: bool = False, whatsapp: bool = False) -> None:
    """Raises ImproperlyConfigured for a sender that no network would take. Empty passes: it may be left out.

    `service`: a Twilio messaging service will do; `whatsapp`: there a sender is a number, never a name.
    """
    forms = [NUMBER, *([SERVICE] if service else []), *([] if whatsapp else [SHORT_CODE, NAME])]
    if sender and not any(form.fullmatch(sender) for form in forms):
        ways = "a number such as +15005550006"
        ways += ", a messaging service (MG and 32 digits)" if service else ""
        ways += "" if whatsapp else ", a short code, or a name of at most 11 letters and digits"
        raise ImproperlyConfigured(f"{name}={sender!r} can't be a sender; use {ways}.")


def refuse_weak_hook_secret(name: str, secret: str) -> None:
    """Raises ImproperlyConfigured where the end of a webhook's address could be guessed, or can't stand in one."""
    if secret and not HOOK_SECRET.fullmatch(secret):
        raise ImproperlyConfigured(f"{name} must be 20 letters, digits, - and _ or more: it stands in an address.")
