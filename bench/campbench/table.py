"""The figures of CampBench, each with its target: a table for people, JSON lines for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from bench.figures import Figure


def limit(figure: Figure) -> str:
    """The target in words."""
    if figure.at_most is not None:
        return f"≤ {figure.at_most:g}"
    return "" if figure.at_least is None else f"≥ {figure.at_least:g}"


def printed(figures: Sequence[Figure]) -> str:
    """The table, a figure a line."""
    rows = [("figure", "value", "unit", "target", "reached", "note")]
    rows += [
        (figure.name, f"{figure.value:.4g}", figure.unit, limit(figure), "yes" if figure.ok else "NO", figure.note)
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ("  ".join([*map(str.ljust, row[:5], widths), row[5]]).rstrip() for row in rows)
    return "\n".join(lines)


def json_lines(rows: Iterable[object]) -> str:
    """A JSON object a line."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
