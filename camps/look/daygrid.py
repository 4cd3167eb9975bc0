"""The day view's geometry: stations across, time down, in steps of five minutes. Pure.

A block gets the classes r<n> (its first row) and h<n> (its rows) which daygrid.css turns into grid lines:
the content security policy allows no style attribute. Rows count elapsed time from `opens`, so a clock change
shifts the hours' labels, never a block. Blocks that overlap in one lane stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

STEP = timedelta(minutes=5)
ROWS = 288
SIDE_BY_SIDE = 4


@dataclass(frozen=True, slots=True)
class Block:
    """Something in a lane for `[starts, ends)`. `kind`: "" an appointment, "free" a gap to book, "closed"."""

    starts: datetime
    ends: datetime
    title: str
    meta: str = ""
    url: str = ""
    tone: str = "own"
    icon: str = ""
    state: str = ""
    kind: str = ""
    attrs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """A station with its blocks, in any order. `key` names it in the page: `#lane-7` leads there."""

    name: str
    note: str = ""
    blocks: Sequence[Block] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    block: Block
    classes: str


@dataclass(frozen=True, slots=True)
class PlacedLane:
    lane: Lane
    classes: str
    blocks: list[PlacedBlock]


@dataclass(frozen=True, slots=True)
class Hour:
    at: datetime
    classes: str


@dataclass(frozen=True, slots=True)
class Day:
    opens: datetime
    closes: datetime
    fine: bool
    hours: list[Hour]
    lanes: list[PlacedLane]


def lay_out(lanes: Sequence[Lane], *, opens: datetime, closes: datetime) -> Day:
    """Place every block that touches `[opens, closes)`; what sticks out is cut at the edge.

    Raises ValueError when the shown period is empty or longer than a day.
    """
    if not opens < closes <= opens + STEP * ROWS:
        raise ValueError(f"A day grid shows between five minutes and 24 hours, not {opens} to {closes}.")
    placed = [_place_lane(lane, opens=opens, closes=closes) for lane in lanes]
    shortest = min((b.ends - b.starts for lane in lanes for b in lane.blocks), default=timedelta(hours=1))
    return Day(opens, closes, shortest < timedelta(minutes=15), _hours(opens, closes), placed)


def _place_lane(lane: Lane, *, opens: datetime, closes: datetime) -> PlacedLane:
    shown = sorted((b for b in lane.blocks if b.starts < closes and b.ends > opens), key=lambda b: (b.starts, b.ends))
    tracks = _tracks(shown)
    wide = min(max(tracks, default=0) + 1, SIDE_BY_SIDE)
    placed = []
    for block, track in zip(shown, tracks, strict=True):
        first = max(0, int((block.starts - opens) / STEP))
        last = min(_rows_until(block.ends, opens), _rows_until(closes, opens))
        alone = wide == 1 or not any(b is not block and b.starts < block.ends and b.ends > block.starts for b in shown)
        side = "full" if alone else f"k{min(track, SIDE_BY_SIDE - 1)}"
        placed.append(PlacedBlock(block, f"r{first} h{max(1, last - first)} {side}"))
    return PlacedLane(lane, f"w{wide}", placed)


def _tracks(blocks: Sequence[Block]) -> list[int]:
    """For blocks in order of their start: the first side-by-side place that is free again."""
    free_from: list[datetime] = []
    tracks = []
    for block in blocks:
        track = next((n for n, at in enumerate(free_from) if at <= block.starts), len(free_from))
        free_from[track : track + 1] = [block.ends]
        tracks.append(track)
    return tracks


def _rows_until(at: datetime, opens: datetime) -> int:
    return -int((opens - at) // STEP)


def _hours(opens: datetime, closes: datetime) -> list[Hour]:
    return [
        Hour(opens + timedelta(hours=n), f"r{12 * n} h{min(12, _rows_until(closes, opens) - 12 * n)}")
        for n in range(-int((opens - closes) // timedelta(hours=1)))
    ]


def stylesheet() -> str:
    """The text of static/camps/daygrid.css: a class for each row, height and place side by side."""
    rules = ["/* Positions of the day grid, made by camps.look.daygrid.stylesheet(). Five minutes a row. */"]
    rules += [f".r{n}{{grid-row-start:{n + 1}}}" for n in range(ROWS)]
    rules += [f".h{n}{{grid-row-end:span {n}}}" for n in range(1, ROWS + 1)]
    rules += [f".lane.w{n}>ol{{grid-template-columns:repeat({n},minmax(0,1fr))}}" for n in range(2, SIDE_BY_SIDE + 1)]
    rules += [f".k{n}{{grid-column:{n + 1}}}" for n in range(SIDE_BY_SIDE)]
    rules += [".full{grid-column:1/-1}"]
    # A finger needs 44 px: a quarter of an hour has them on a phone, its margins left out.
    rules += ["@media (max-width:40rem){.day{--row:1.1rem}.day.fine{--row:1.4rem}}"]
    return "\n".join(rules) + "\n"
