"""What a reader has to know of the camp to understand its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class SheetContext:
    """`country` is an ISO code, `procedures` gives the name by code and `kinds` the kind of station, `language` stands
    for a blank cell.
    """

    country: str
    first_day: date
    days: int
    procedures: Mapping[str, str]
    language: str = "en"
    day_first: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict)
