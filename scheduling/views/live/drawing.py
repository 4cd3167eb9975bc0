"""The rows of the day's picture as SVG. By hand: a template takes a hundred times as long for a thousand bars."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from scheduling.views.live.picture import Bar, Picture, Row

LONGEST_NAME = 18


def drawn(picture: Picture) -> SafeString:
    """Every text in it is escaped here."""
    over = escape(_("over"))
    return mark_safe("".join(part for row in picture.rows for part in _row(row, over)))  # noqa: S308


def _row(row: Row, over: str) -> Iterator[str]:
    name = escape(Truncator(row.name).chars(LONGEST_NAME))
    yield f'<rect class="open" {_box(row.open_x, row.y, row.open_width, row.height)}/>'
    yield f'<text class="name" x="0" y="{row.text_y:.1f}">{name}</text>'
    for bar in row.bars:
        yield _bar(bar, over)


def _bar(bar: Bar, over: str) -> str:
    words, box = escape(bar.words), _box(bar.x, bar.y, bar.width, bar.height)
    title = f"<title>{words}</title>" if words else ""
    if bar.kind == "over":
        said = f'<text class="over" x="{bar.x:.1f}" y="{bar.text_y:.1f}" dx="{bar.width:.1f}">{over}</text>'
        return f'<rect class="over" fill="url(#over-hatch)" {box} rx="3">{title}</rect>{said}'
    said = ""
    if bar.has_room and bar.kind != "planned":
        said = f'<text class="in" x="{bar.x:.1f}" dx="4" y="{bar.text_y:.1f}">{words}</text>'
    return f'<rect class="{bar.kind}" {box} rx="3">{title}</rect>{said}'


def _box(x: float, y: float, width: float, height: float) -> str:
    return f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
