"""Takes in what reached our reply addresses at the built-in mail server; a person reads it (a later slice acts on it).

Each mail is one row, by its SHA-256, whatever it holds and however often it is found.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django_scopes import scopes_disabled

from camps.models import Shift
from notifications.ical.answer import Answer
from notifications.ical.cleaning import one_line
from notifications.ical.identity import token_of
from notifications.ical.mail_parts import opened, sender_of
from notifications.ical.reading import LARGEST_MAIL, read_mail
from notifications.models import InboundMail, Message, Told
from notifications.services.reply_tokens import token_for
from scheduling.models import Appointment

logger = logging.getLogger(__name__)

LOOKED = "notifications.inbound.looked"
OVERLAP_NANOSECONDS = int(timedelta(minutes=10).total_seconds()) * 10**9  # two mails at once may end in either order


def read_new(*, now: datetime) -> int:
    """Take in what came since this process last looked; nothing with a mail server of your own (EMAIL_URL)."""
    if not settings.BUILT_IN_MAIL:
        return 0
    folder = settings.VAR_DIR / "mail"
    newest, taken = read_folder(folder, since=cache.get(LOOKED, 0), now=now)
    cache.set(LOOKED, newest, None)
    return taken


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


def take_in(raw: bytes, *, to: list[str], received_at: datetime) -> bool:
    """Keep one mail with its answer in words; False when it is known already. Never acts on it."""
    digest = hashlib.sha256(raw).hexdigest()
    with scopes_disabled():
        if InboundMail.objects.filter(sha256=digest).exists():
            return False
        said = read_mail(raw)
        about = _about(said, to) if isinstance(said, Answer) else _answered(raw)
        doubt = "" if about or not isinstance(said, Answer) else " (It fits no invitation of ours.)"
        row = InboundMail(
            sha256=digest,
            sender=_sender(raw),
            said=f"{said.words}{doubt}".replace("\x00", "")[:400],
            raw=raw[:LARGEST_MAIL],
            received_at=received_at,
            **about,
        )
        return bool(InboundMail.objects.bulk_create([row], ignore_conflicts=True))


def _sender(raw: bytes) -> str:
    """The address of From, which proves nothing; empty where it can't be read."""
    try:
        return one_line(sender_of(opened(raw)))[:254]
    except Exception:  # noqa: BLE001  hostile input into a parser
        return ""


def _about(answer: Answer, to: list[str]) -> dict[str, Any]:
    """The event of an answer, if the address it came to was given out for that event (its token proves it)."""
    tokens = {token_of(address, domain=settings.MAIL_DOMAIN) for address in to}
    appointment = Appointment.objects.filter(uid=answer.uid).first()
    shift = None if appointment else Shift.objects.filter(uid=answer.uid).first()
    subject = appointment or shift
    if subject is None:
        return {}
    told = Told.objects.filter(Q(appointment=appointment) if appointment else Q(shift=shift))
    recipients = told.values_list("recipient", flat=True)
    if not any(token_for(uid=answer.uid, recipient=recipient) in tokens for recipient in recipients):
        return {}
    return {
        "organisation_id": subject.organisation_id,
        "camp_id": subject.camp_id,
        "appointment": appointment,
        "shift": shift,
    }


def _answered(raw: bytes) -> dict[str, Any]:
    """The message that a bounce or a plain reply names by its Message-ID, which only its reader knows."""
    pattern = rb"<[0-9a-f]{32}@" + re.escape(settings.MAIL_DOMAIN.encode()) + rb">"
    found = {match.decode() for match in re.findall(pattern, raw[:LARGEST_MAIL])}
    message = Message.objects.filter(message_id__in=found).order_by("-id").first() if found else None
    if message is None:
        return {}
    return {
        "organisation_id": message.organisation_id,
        "camp_id": message.camp_id,
        "appointment_id": message.appointment_id,
        "shift_id": message.shift_id,
    }
