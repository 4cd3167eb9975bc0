"""What a scanner reads from a card: apps above that print codes say how each is read, since we may not import them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from camps.models import Camp

Reader = Callable[[Camp, str, datetime], int | None]
_readers: dict[str, Reader] = {}


def add_reader(key: str, reader: Reader) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there."""
    _readers[key] = reader


def registration_scanned(camp: Camp, text: str, *, now: datetime) -> int | None:
    """The id of the registration of this camp whose printed code `text` is; None for anything else."""
    found = (reader(camp, text, now) for reader in _readers.values())
    return next((key for key in found if key is not None), None)


Marks = Callable[[Camp], dict[int, str]]
_marks: dict[str, Marks] = {}


def add_marks(key: str, marks: Marks) -> None:
    """As `add_reader`, for devices without a network: by registration, what its printed code hashes to."""
    _marks[key] = marks


def marks_on_cards(camp: Camp) -> dict[int, str]:
    """By registration id, the first twelve hex digits of the SHA-256 of its card's code; only those with a card."""
    return {key: mark for marks in _marks.values() for key, mark in marks(camp).items()}
