"""The lowest haemoglobin for a procedure, in g/dL."""

from __future__ import annotations

from decimal import Decimal

from camps.rules.verdict import Reason


def haemoglobin_reason(value: Decimal | None, least: Decimal | None, *, procedure: str) -> Reason | None:
    """None when the value is high enough, or none is asked for."""
    if least is None:
        return None
    needed = f"at least {_plain(least)} g/dL"
    if value is None:
        change = "Measure it before the operation."
        return Reason("haemoglobin", "not known", needed, change, procedure, missing=True)
    if value >= least:
        return None
    change = f"A new result of {needed} would change this."
    return Reason("haemoglobin", f"{_plain(value)} g/dL", needed, change, procedure)


def _plain(value: Decimal) -> str:
    """10 and 10.5, never 1E+1 or 10.50."""
    return f"{value.normalize():f}"
