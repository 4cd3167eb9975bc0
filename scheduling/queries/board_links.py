"""Which camp's hall board a secret link opens, and until when."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django_scopes import scopes_disabled

from camps.models import Camp
from scheduling.models import BoardLink

TOKEN_OCTETS = 16  # 128 bits, as a patient's link
AROUND = timedelta(hours=12)  # before the first day and after the last


@dataclass(frozen=True)
class BoardState:
    """The link of a camp. `address` is empty while there is none, or it was closed."""

    address: str
    version: int
    opens_at: datetime
    closes_at: datetime


def camp_of_board(token: str, *, now: datetime) -> Camp | None:
    """None for what was never given, was replaced or closed, or is not on now: nobody can tell which.

    Needs no scope: the link itself says which organisation to open.
    """
    with scopes_disabled():
        rows = BoardLink.objects.filter(token_hash=hash_of(token), revoked_at=None)
        link = rows.select_related("camp__venue", "camp__organisation").first()
    if link is None:
        return None
    opens, closes = open_between(link.camp)
    return link.camp if opens <= now < closes else None


def board_state(camp: Camp) -> BoardState:
    """What the hub says of the link."""
    link = BoardLink.objects.filter(camp=camp).first()
    live = link is not None and link.revoked_at is None
    address = address_of(token_of(camp.pk, link.version)) if link and live else ""
    return BoardState(address, link.version if link else 0, *open_between(camp))


def open_between(camp: Camp) -> tuple[datetime, datetime]:
    """Half a day around the camp's days."""
    return camp.instant(camp.first_day, time(0)) - AROUND, camp.instant(
        camp.last_day + timedelta(days=1), time(0)
    ) + AROUND


def token_of(camp_id: int, version: int) -> str:
    """22 characters."""
    signed = hmac.new(settings.LINK_KEY.encode(), f"hall:{camp_id}:{version}".encode(), hashlib.sha256)
    return urlsafe_b64encode(signed.digest()[:TOKEN_OCTETS]).decode().rstrip("=")


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    return f"{settings.PUBLIC_URL}/hall/{token}/"
