"""Who is told what an act changes, in words for the page that asks "are you sure?"."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _

from camps.models import Camp, CampState


def who_hears(camp: Camp, *, starts: list[datetime], now: datetime) -> str:
    """For a booking or a move that touches these starts, the old and the new one."""
    if camp.state == CampState.DRAFT:
        return _("Nobody is told now: the camp is a draft. Everyone hears when it is published.")
    today = now.astimezone(camp.zone).date()
    if any(start.astimezone(camp.zone).date() == today for start in starts):
        return _("The patient and the doctors are told at once: it is today.")
    return _("The patient and the doctors are told with the next publishing.")


def who_hears_of_cancelling(camp: Camp) -> str:
    """A cancellation can't wait."""
    if camp.state == CampState.DRAFT:
        return _("Nobody is told: the camp is a draft, so nobody knows of this place yet.")
    return _("The patient and the doctors are told at once.")


def words_of(request: HttpRequest, name: str, *, longest: int = 200) -> str:
    """A line that was typed beside a button: one line, nothing in it that a database or a calendar can't hold."""
    typed = request.POST.get(name, "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())[:longest]


def id_in(text: str) -> int | None:
    """The id that a form or an address brings; None for what is none, however many digits it has."""
    return int(text) if text.isdecimal() and len(text) < 16 else None
