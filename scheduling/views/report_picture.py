"""Pictures of the report: figures in, coordinates out. Each stands beside a table with the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from scheduling.views.forecast_picture import LAST, ROW, WIDTH, Bar, Picture, Row

SAYS = 150  # at the right, for words behind a bar


def bars_picture(lines: Sequence[tuple[str, Sequence[tuple[float, str, str]]]]) -> Picture:
    """Each name on a line of its own, below it a bar for each (value, words, kind), all on one scale from 0."""
    most = max((value for _, bars in lines for value, _, _ in bars), default=0) or 1
    scale = (WIDTH - SAYS) / most
    rows: list[Row] = []
    y = 0
    for name, bars in lines:
        rows.append(Row(name, y))
        for value, words, kind in bars:
            y += ROW
            rows.append(Row("", y, (Bar(0, round(max(0.0, value) * scale, 1), words, kind),)))
        y += ROW + LAST // 8
    return Picture(tuple(rows), (), y)
