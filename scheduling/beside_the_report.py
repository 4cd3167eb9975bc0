"""What apps above know of a camp and its report shows: they register here, since scheduling may not import them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camps.models import Camp


@dataclass(frozen=True)
class ReportSheet:
    """A table of the report, and a CSV of the same rows; `name` is its address. A cell is a text or a number."""

    name: str
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""


_told: dict[str, Callable[[Camp], set[int]]] = {}
_sheets: dict[str, Callable[[Camp], ReportSheet]] = {}


def add_told(key: str, provider: Callable[[Camp], set[int]]) -> None:
    """`provider` gives the registrations that were told of a place. Called once at start, from an app's `ready`."""
    _told[key] = provider


def add_sheet(key: str, provider: Callable[[Camp], ReportSheet]) -> None:
    """A table of its own, such as how good the estimates of waiting were."""
    _sheets[key] = provider


def told_of(camp: Camp) -> set[int] | None:
    """None where no app records it."""
    return set().union(*(provider(camp) for provider in _told.values())) if _told else None


def sheets_of(camp: Camp) -> list[ReportSheet]:
    return [provider(camp) for provider in _sheets.values()]
