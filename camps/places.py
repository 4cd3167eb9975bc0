"""Countries and time zones, from the tables of the tzdata package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones


@cache
def countries() -> tuple[tuple[str, str], ...]:
    """ISO 3166 code and English name, by name."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(sorted(((code, name) for code, name in rows), key=lambda row: row[1]))


@cache
def zones() -> tuple[str, ...]:
    """The IANA names a person would choose from: Africa/Lagos, not Etc/GMT-1 or the old US/Eastern."""
    regions = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(regions) and "/" in name))
