"""Shares, hours and card numbers as a forecast's page says them."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """0.137 as "14"; what is neither nothing nor sure is never said to be."""
    rounded = round(100 * share)
    if rounded == 0 and share > 0:
        return "<1"
    if rounded == 100 and share < 1:
        return ">99"
    return str(rounded)


@register.filter
def in_hours(minutes: float) -> str:
    """435 as "7:15"."""
    whole = round(minutes)
    return f"{whole // 60}:{whole % 60:02d}"


@register.filter
def card(number: int) -> str:
    """The number as it stands on the camp card: "007"."""
    return f"{number:03d}"
