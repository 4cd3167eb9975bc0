"""Times on pages: the venue's hour in the reader's language, inside a <time> element that machines read too."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from camps.look import times

register = template.Library()


def _language() -> str:
    return get_language() or "en"


def _element(at: datetime, zone: ZoneInfo, said: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.astimezone(zone).isoformat(timespec="minutes"), said)


@register.simple_tag
def when(
    at: datetime, zone: ZoneInfo, named: bool = True, year: bool = True, reader: ZoneInfo | None = None
) -> SafeString:
    """Day and hour: "Tuesday 9 March 2027, 8:30am (Lagos time)"; with `reader` also the reader's hour if it differs."""
    said = _element(at, zone, times.when_text(at, zone=zone, language=_language(), year=year))
    also = times.other_zone_text(at, zone=zone, reader_zone=reader, language=_language()) if reader else ""
    if named:
        said = format_html('{} <span class="muted">({})</span>', said, times.zone_text(zone, language=_language()))
    return format_html('{} <small class="muted">= {}</small>', said, also) if also else said


@register.simple_tag
def clock(at: datetime, zone: ZoneInfo) -> SafeString:
    """The hour alone: "8:30am". For places where the day and the zone are already said."""
    return _element(at, zone, times.clock_text(at, zone=zone, language=_language()))


@register.simple_tag
def period(starts: datetime, ends: datetime, zone: ZoneInfo) -> str:
    """From when to when: "10:40am to 11:15am"."""
    return times.range_text(starts, ends, zone=zone, language=_language())


@register.simple_tag
def day(value: date, year: bool = True) -> SafeString:
    """A day: "Tuesday 9 March 2027"."""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), times.day_text(value, language=_language(), year=year)
    )


@register.simple_tag
def zone_name(zone: ZoneInfo) -> str:
    """ "Lagos time"."""
    return times.zone_text(zone, language=_language())
