"""The live queue on pages: how long, why, a fresh id for each form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import template
from django.utils.translation import get_language

from camps.look.times import clock_text
from scheduling.queries.live_queue import InLine
from scheduling.queue.explain import Why, why
from scheduling.views.live import words

register = template.Library()


@register.simple_tag
def fresh_id() -> UUID:
    """By which a form that is sent twice is one act."""
    return uuid4()


@register.filter
def since(at: datetime | None, now: datetime) -> str:
    """How long it has been: "34 min"."""
    return words.since_words(at, now)


@register.filter
def at(of: Mapping[int, datetime], key: int) -> datetime | None:
    """The hour that stands there for this row."""
    return of.get(key)


@register.filter
def why_here(line: list[InLine], one: InLine) -> Why:
    """Why `one` stands at its place of the line."""
    return why([other.placed for other in line], one.placed.key)


@register.filter
def before(of: Why) -> str:
    return ", ".join(words.before_words(of))


@register.filter
def moved(of: Why) -> str:
    return words.moved_words(of)


@register.filter
def long_time(time: timedelta | None) -> str:
    """ "1 h 05 min"; a dash for nothing."""
    return words.long_words(time) if time is not None else "–"


@register.simple_tag
def clock_words(at: datetime, zone: ZoneInfo) -> str:
    """The hour without an element around it, for pictures."""
    return clock_text(at, zone=zone, language=get_language() or "en")
