"""Takes in what reached our reply addresses: each mail is one row, by its SHA-256, whatever it holds and however often
it comes. Nothing is read here; services/answers acts on it afterwards, so that no mail can keep us from keeping it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django_scopes import scopes_disabled

from notifications.ical.identity import token_of
from notifications.ical.reading import LARGEST_MAIL
from notifications.models import InboundMail
from notifications.services.answers.acting import act_on_new

logger = logging.getLogger(__name__)

LOOKED = "notifications.inbound.looked"
OVERLAP_NANOSECONDS = int(timedelta(minutes=10).total_seconds()) * 10**9  # two mails at once may end in either order


def read_new(*, now: datetime) -> int:
    """Take in what the built-in mail server holds, and act on all that came in; returns how many mails are settled."""
    if settings.BUILT_IN_MAIL:
        newest, _ = read_folder(settings.VAR_DIR / "mail", since=cache.get(LOOKED, 0), now=now)
        cache.set(LOOKED, newest, None)
    return act_on_new(now=now)


def read_folder(folder: Path, *, since: int, now: datetime) -> tuple[int, int]:
    """(name of the newest mail as a number, how many were new). `since` is such a number, 0 for all."""
    newest, taken = since, 0
    for path in sorted(folder.glob("[0-9]*.json")):
        number = int(path.name.partition("-")[0])
        if number < since - OVERLAP_NANOSECONDS:
            continue
        newest = max(newest, number)
        try:
            envelope = json.loads(path.read_text(encoding="utf-8"))
            if envelope["inbound"]:
                received = datetime.fromisoformat(envelope["received_at"])
                taken += take_in(path.with_suffix(".eml").read_bytes(), to=envelope["to"], received_at=received)
        except (OSError, ValueError, KeyError, TypeError):
            logger.exception("a mail could not be taken in", extra={"mail": path.stem})
    return newest, taken


def is_ours(address: str) -> bool:
    """Whether it has the form of a reply address; whose it is, only the event that a mail names can tell."""
    return token_of(address, domain=settings.MAIL_DOMAIN) is not None


def take_in(raw: bytes, *, to: Sequence[str], via: str = "sink", received_at: datetime) -> bool:
    """Keep one mail; False when it is known already. It is committed on return, unless a transaction was open before.

    `to` are the addresses of its envelope. A mail over the limit is kept as far as the limit goes, and one octet, so
    that it reads as too large.
    """
    row = InboundMail(
        sha256=hashlib.sha256(raw).hexdigest(),
        to=[address.replace("\x00", "")[:320] for address in to][:50],
        via=via,
        raw=raw[: LARGEST_MAIL + 1],
        received_at=received_at,
    )
    with scopes_disabled():
        if InboundMail.objects.filter(sha256=row.sha256).exists():
            return False
        InboundMail.objects.bulk_create([row], ignore_conflicts=True)
    return True
