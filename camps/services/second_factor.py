"""The second factor: a six-digit code of an app (TOTP, RFC 6238) and ten recovery codes, each good once.

django-otp holds the keys, follows a phone whose clock drifts and refuses a code that was used; it reads the clock
itself. Ours are the limits (token buckets that all processes share; its own, by which anyone who knows a password could
lock the owner out, are switched off in the settings) and that recovery codes are kept as keyed hashes only.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from camps.errors import Invalid
from camps.models import User
from camps.services.signed_in import end_sessions
from camps.services.throttling import Limit, give_back, spend

Answer = TypeVar("Answer")
CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no i, l, o, 0, 1: they are written down and read aloud
_LENGTH = 10  # 49 bits, behind a key and a limit of tries
_WAIT = "There were too many wrong codes. Wait a little, then use the newest code of the app."


def begin_set_up(*, user: User) -> TOTPDevice:
    """A new key that waits for its first code. One that was begun before and not finished is worth nothing now."""
    with transaction.atomic():
        _lock(user)
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        device: TOTPDevice = TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return device


def finish_set_up(
    *, user: User, device: int | None, code: str, network: str, now: datetime, as_first: bool = False
) -> list[str]:
    """The first code proves that the app has the key: from now on the sign-in asks for one. Returns recovery codes.

    An earlier phone and its recovery codes are worth nothing any more; all sessions of the person end. `as_first` is
    for whoever gave the password only: then no phone is replaced, also none that was set up a moment ago.
    Raises Invalid and TooManyTries.
    """

    def try_it() -> list[str] | None:
        _lock(user)
        if as_first and TOTPDevice.objects.filter(user=user, confirmed=True).exists():
            return None
        found = TOTPDevice.objects.select_for_update().filter(user=user, pk=device, confirmed=False).order_by("pk")
        waiting = found.first()
        if waiting is None or not waiting.verify_token(_digits(code)):
            return None
        TOTPDevice.objects.filter(user=user).exclude(pk=waiting.pk).delete()
        waiting.confirmed = True
        waiting.save(update_fields=["confirmed"])
        end_sessions(user=user)
        return _new_codes(user)

    made = _limited(try_it, user=user, network=network, device="", now=now)
    if made is None:
        raise Invalid(
            "This is not the code that the app shows now.",
            field="code",
            cure="Wait for the next one. If it never fits, look whether the phone sets its clock by itself.",
        )
    return made


def check_app_code(*, user: User, code: str, network: str, now: datetime, device: str = "") -> None:
    """The code that the app shows. Raises Invalid, also for one that was used already, and TooManyTries.

    `device` is the name of a browser known for this person, empty for a new one; `network` its address.
    """

    def try_it() -> bool:
        held = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        return held is not None and held.verify_token(_digits(code))

    if not _limited(try_it, user=user, network=network, device=device, now=now):
        raise Invalid(
            "This is not the code that the app shows now, or it was used already.",
            field="code",
            cure="Wait for the next one.",
        )


def check_recovery_code(*, user: User, code: str, network: str, now: datetime, device: str = "") -> None:
    """One of the recovery codes, which is then used up. Raises Invalid and TooManyTries."""

    def try_it() -> bool:
        held = StaticDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        return held is not None and held.verify_token(_kept(code))

    if not _limited(try_it, user=user, network=network, device=device, now=now):
        raise Invalid(
            "This is none of your recovery codes, or it was used already.", field="code", cure="Take another one."
        )


def check_either(*, user: User, code: str, network: str, now: datetime, device: str = "") -> bool:
    """A code of the app or a recovery code, told apart by their form; returns whether it was one of the latter.

    Raises Invalid and TooManyTries.
    """
    recovery = not _digits(code)
    check = check_recovery_code if recovery else check_app_code
    check(user=user, code=code, network=network, now=now, device=device)
    return recovery


def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes; the earlier ones are worth nothing any more."""
    with transaction.atomic():
        return _new_codes(user)


def remove_factor(*, user: User) -> None:
    """Take away phone and recovery codes and sign the person out everywhere."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        end_sessions(user=user)


def _new_codes(user: User) -> list[str]:
    """Django-otp has a table for them; what stands in it is a keyed hash of each."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes", confirmed=True)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _kept(code: str) -> str:
    """96 bits of HMAC-SHA256, as many characters as the column holds. Case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    digest = hmac.new(settings.RECOVERY_KEY.encode(), plain.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:12]).decode()


def _lock(user: User) -> None:
    """One at a time sets a phone up for a person."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _digits(code: str) -> str:
    """Apps show "123 456"; anything but six digits becomes no code at all."""
    plain = "".join(code.split())
    return plain if len(plain) == 6 and plain.isascii() and plain.isdecimal() else ""


def _limited(try_it: Callable[[], Answer], *, user: User, network: str, device: str, now: datetime) -> Answer:
    """The try is paid first and given back when it was good, in transactions of their own."""
    who = f"{user.pk}|{device}"
    limits = [
        Limit(what="code", who=who, most=5, per=timedelta(minutes=10)),
        Limit(what="code by day", who=who, most=30, per=timedelta(days=1)),
        # A thief of the password may have many browsers known from before there was a phone.
        Limit(what="code of all devices", who=str(user.pk), most=100, per=timedelta(days=1)),
        Limit(what="code network", who=network, most=300, per=timedelta(hours=1)),
    ]
    spend(limits=limits, now=now, message=_WAIT)
    with transaction.atomic():
        answer = try_it()
    if answer:
        give_back(limits=limits, now=now)
    return answer
