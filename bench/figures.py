"""A figure: what was measured, how much, of what, against which limit or peer."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """`ok` says whether it keeps its limit: `at_least` and `at_most` are in the figure's own unit."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def ok(self) -> bool:
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def line(self) -> str:
        row = {key: value for key, value in asdict(self).items() if value not in (None, "")}
        row["value"] = round(self.value, 4 if abs(self.value) < 10 else 1)
        return json.dumps({**row, "ok": self.ok}, ensure_ascii=False)


def percentile(values: list[float], share: Literal[50, 95, 99]) -> float:
    """By nearest rank on the sorted values; 0 for none."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]
