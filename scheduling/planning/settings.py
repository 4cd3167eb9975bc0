"""What a person asks the planner for, with bounds and a JSON form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from scheduling.planning.what_if import More

SECONDS = 20.0
MOST_Z = 3.0
LONGEST = 300.0  # seconds; a task that runs longer is handed to a second worker by the queue


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """`z` is the dial between patients served and the risk of overtime: 0 none kept back, 1.645 one day in twenty.

    With `iterations` the same camp gives the same plan on every machine.
    """

    seconds: float | None = SECONDS
    iterations: int | None = None
    seed: int = 0
    z: float = 1.0
    more: More = field(default_factory=More)

    def as_dict(self) -> dict[str, Any]:
        """What `json.dumps` takes."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PlanSettings:
        """What `as_dict` gave; what is not there is at its default."""
        return cls(**{**data, "more": More(**data.get("more", {}))})
