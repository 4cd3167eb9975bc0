"""Rows of a sheet in words, for the pages that show them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from camps.models import Outcome, Sex, SheetRow, Urgency

LABELS = {
    "name": gettext_lazy("Full name"),
    "birth_date": gettext_lazy("Born"),
    "sex": gettext_lazy("Sex"),
    "phones": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "town": gettext_lazy("Town"),
    "km": gettext_lazy("Kilometres to the venue"),
    "complaint": gettext_lazy("Complaint"),
    "procedure": gettext_lazy("Procedure"),
    "haemoglobin": gettext_lazy("Haemoglobin"),
    "language": gettext_lazy("Language"),
    "guardian_name": gettext_lazy("Parent or carer"),
    "guardian_phones": gettext_lazy("Carer's phone"),
    "family": gettext_lazy("Family group"),
    "arrives_from": gettext_lazy("Can arrive from"),
    "earliest_time": gettext_lazy("Not before"),
    "home_by": gettext_lazy("Must leave by"),
    "diabetic": gettext_lazy("Diabetic"),
    "infected": gettext_lazy("Infected"),
    "urgency": gettext_lazy("Urgency"),
    "remarks": gettext_lazy("Remarks"),
}
ASKED_BY = ("name", "phones", "guardian_phones")
OUTCOMES = {
    Outcome.NEW: (gettext_lazy("New"), "ok", "add"),
    Outcome.SAME: (gettext_lazy("Same"), "calm", "check"),
    Outcome.CHANGED: (gettext_lazy("Changed"), "info", "swap"),
    Outcome.DOUBLED: (gettext_lazy("Doubled"), "warn", "people"),
    Outcome.REFUSED: (gettext_lazy("To put right"), "bad", "alert"),
}


class Line(NamedTuple):
    """A field of two rows, or of a row and of what stands."""

    label: Any
    left: str
    right: str
    differs: bool


def side_by_side(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Two people in the order of a sheet: `lines` are what tells them apart or makes them alike, `alike` the rest."""
    found: dict[str, list[Line]] = {"lines": [], "alike": []}
    for field, label in LABELS.items():
        left, right = in_words(field, first), in_words(field, second)
        if left or right:
            asked = left != right or field in ASKED_BY
            found["lines" if asked else "alike"].append(Line(label, left, right, left != right))
    return found


def changes_in_words(row: SheetRow) -> list[Line]:
    """What stands, and what the row would put in its place."""
    old = {field: before for field, (before, _after) in row.changes.items()}
    new = {field: after for field, (_before, after) in row.changes.items()}
    return [
        Line(LABELS[field], in_words(field, old), in_words(field, new), True)
        for field in LABELS
        if field in row.changes
    ]


def in_words(field: str, person: Mapping[str, Any]) -> str:
    """A value as a person reads it; empty for nothing."""
    value = person.get(field)
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "birth_date" and person.get("birth_estimated"):
        return _("about %(year)s") % {"year": str(value)[:4]}
    if field == "sex":
        return str(Sex(value).label)
    if field == "urgency":
        return str(Urgency(value).label)
    if field == "arrives_from":
        return _("day %(number)s") % {"number": value}
    if field == "km":
        return f"{value} km"
    if field == "haemoglobin":
        return f"{value} g/dL"
    return ", ".join(value) if isinstance(value, list) else str(value)
