"""People with a phone, and browsers at each step of the sign-in."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from camps.models import User
from camps.services.second_factor import begin_set_up, finish_set_up
from tests.factories.camps import PASSWORD


def give_phone(user: User, *, now: datetime) -> list[str]:
    """Set a phone up half a minute ago, so that the code of `now` was not used yet; returns the recovery codes."""
    device = begin_set_up(user=user)
    return finish_set_up(user=user, device=device.pk, code=code_of(user, steps=-1), network="10.0.0.1", now=now)


def code_of(user: User, *, steps: int = 0) -> str:
    """What the phone shows now, or `steps` times thirty seconds later. The newest phone where there are two."""
    device = TOTPDevice.objects.filter(user=user).latest("pk")
    return f"{totp(device.bin_key, drift=steps):06d}"


def with_password(user: User, *, after: str = "", password: str = PASSWORD, client: Client | None = None) -> Client:
    """A browser that has given the password and nothing else."""
    client = client or Client()
    client.post("/sign-in/", {"email": user.email, "password": password, "next": after})
    return client


def all_the_way_in(user: User, **values: str) -> Client:
    """A browser that has given password and code."""
    client = with_password(user)
    client.post("/sign-in/code/", {"code": code_of(user)}, **values)
    return client
