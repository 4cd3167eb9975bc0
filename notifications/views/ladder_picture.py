"""The picture of a ladder: a line from the booking to the visit with its rungs. Rungs in, points in SVG units out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from notifications.ladder import Rung

WIDTH, HEIGHT, LINE, EDGE = 340, 76, 40, 26


@dataclass(frozen=True)
class Point:
    """One dot on the line with its word: the ends' above it, the rungs' below, so that they fit on a phone."""

    x: float
    mark: str
    end: bool = False


@dataclass(frozen=True)
class Picture:
    """`label` says in words what the points show."""

    points: list[Point]
    label: str
    width: int = WIDTH
    height: int = HEIGHT
    line: int = LINE


def picture_of(rungs: Sequence[Rung]) -> Picture:
    """Evenly spaced: 60 days and 3 hours on one scale would lie on each other."""
    marks = [_("booked"), *(short_when(rung) for rung in rungs), _("visit")]
    step = (WIDTH - 2 * EDGE) / (len(marks) - 1)
    last = len(marks) - 1
    points = [Point(round(EDGE + n * step, 1), mark, end=n in (0, last)) for n, mark in enumerate(marks)]
    return Picture(points, ", ".join(marks))


def short_when(rung: Rung) -> str:
    """ "7 d", "3 h"."""
    if rung.days_before is not None:
        return _("%(n)s d") % {"n": rung.days_before}
    return _("%(n)s h") % {"n": rung.hours_before}
