"""How far a long step has come, for a bar."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    READ = "Reading the sheet"
    CHECK = "Checking the rows"
    WRITE = "Registering the people"
    REMOVE = "Taking the people back"


# Told the step, the rows done, and how many there are: 0 while nobody knows yet.
Progress = Callable[[Step, int, int], None]


def silent(step: Step, done: int, whole: int) -> None:
    """Nobody is watching."""
