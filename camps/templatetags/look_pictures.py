"""Pictures made by the server: the day grid, a column chart and the load of tables by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template

from camps.look import charts, daygrid

register = template.Library()
PARTS = "camps/look/"


@register.inclusion_tag(PARTS + "day_grid.html")
def day_grid(
    lanes: Sequence[daygrid.Lane], opens: datetime, closes: datetime, zone: ZoneInfo, label: Any
) -> dict[str, Any]:
    """Stations across, time down. The page's `head` block loads camps/daygrid.css. `label` names the picture."""
    return {"day": daygrid.lay_out(lanes, opens=opens, closes=closes), "zone": zone, "label": label}


@register.inclusion_tag(PARTS + "column_chart.html")
def column_chart(
    title: Any, rows: Sequence[Any], label_heading: Any, value_heading: Any, limit_heading: Any = ""
) -> dict[str, Any]:
    """Columns from rows of (label, value[, limit]), with the same figures as a table below."""
    return {
        "title": title,
        "columns": charts.columns(rows),
        "label_heading": label_heading,
        "value_heading": value_heading,
        "limit_heading": limit_heading,
        "size": charts,
    }


@register.inclusion_tag(PARTS + "load_table.html")
def load_table(
    title: Any, days: Sequence[Any], stations: Sequence[tuple[Any, Sequence[Any]]], corner: Any
) -> dict[str, Any]:
    """How full each station is by day. `stations`: (name, cells by day); a cell is (used, free), None when closed."""
    rows = [(name, [_cell(pair) for pair in cells]) for name, cells in stations]
    return {"title": title, "days": days, "rows": rows, "corner": corner}


def _cell(pair: tuple[float, float] | None) -> dict[str, Any] | None:
    if pair is None:
        return None
    share = charts.percent(pair[0], pair[0] + pair[1])
    return {"share": share, "tone": "warn" if share > 90 else "own"}
