"""What the schedule refuses, each with what the caller must decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class SchedulingError(Exception):
    """The base: `message` is a sentence for a person, `cure` what he or she can do."""

    cure = ""

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure or self.cure


class Taken(SchedulingError):
    """Somebody was quicker, or a resource is not there then. `nearest` are free starts to offer instead."""

    cure = "Choose another time."

    def __init__(self, message: str, *, nearest: Sequence[datetime] = (), cure: str = "") -> None:
        super().__init__(message, cure=cure)
        self.nearest = tuple(nearest)


class NotAllowed(SchedulingError):
    """The facts forbid it: not listed, cancelled, outside the camp's days."""


class OnTheTable(NotAllowed):
    """The place is not taken away or changed while its patient lies on the table: `value` are their cards."""

    field = "appointment"
    cure = "Say first on the theatre's board when he or she was wheeled out, or take “Wheels in” back there."

    def __init__(self, message: str, *, value: Sequence[str]) -> None:
        super().__init__(message)
        self.value = tuple(value)


class Gone(SchedulingError):
    """The appointment was cancelled or moved meanwhile; look again."""

    cure = "Load the page again to see how it stands now."
