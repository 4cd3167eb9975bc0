"""What apps above know of a day and the day view shows: they register here, since scheduling may not import them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from camps.models import Camp


@dataclass(frozen=True)
class DayNote:
    """One line above the day's grid; `url` leads to what it is about.

    `about` is the id of an appointment, whose place in the grid then says `mark`.
    """

    text: str
    url: str = ""
    about: int | None = None
    mark: str = ""


@dataclass(frozen=True)
class DayNotes:
    """Lines of one kind under a title in words."""

    title: str
    notes: list[DayNote]


def marks_in(found: list[DayNotes]) -> dict[int, list[str]]:
    """What the places of appointments say, by the appointment's id, each once."""
    marks: dict[int, list[str]] = {}
    for note in (note for notes in found for note in notes.notes):
        if note.about is not None and note.mark and note.mark not in marks.setdefault(note.about, []):
            marks[note.about].append(note.mark)
    return marks


Provider = Callable[[Camp, date], DayNotes | None]
_providers: dict[str, Provider] = {}


def add_day_notes(key: str, provider: Provider) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there."""
    _providers[key] = provider


def notes_of(camp: Camp, day: date) -> list[DayNotes]:
    """What is said of this day; nothing for those that have nothing to say."""
    found = (provider(camp, day) for provider in _providers.values())
    return [notes for notes in found if notes is not None and notes.notes]
