"""`{% load durations %}`: minutes and shares as the page of durations says them."""

from __future__ import annotations

from django import template

from scheduling.planning.durations import Bias

register = template.Library()
SURE = 1.96  # standard errors to both sides hold nineteen of twenty


@register.filter
def minutes(value: float | str | None) -> str:
    """Whole minutes; a dash for what is not known (a template gives an empty text for it)."""
    return f"{value:.0f}" if isinstance(value, float) else "–"


@register.filter
def percent_of(share: float | str | None) -> str:
    return f"{100 * share:.0f} %" if isinstance(share, float) else "–"


@register.filter
def signed_percent(share: float) -> str:
    """Always with its sign: +12 %, −3 %, 0 %."""
    whole = round(100 * share)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)} %"


@register.filter
def margin(bias: Bias) -> str:
    """How far chance alone may carry it, nineteen times of twenty; nothing for a single one."""
    return f"{100 * SURE * bias.error:.0f} %" if bias.count > 1 else ""
