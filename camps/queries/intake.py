"""Imports of registration sheets, as their pages show them."""

from __future__ import annotations

from django.db.models import Count

from camps.models import Outcome, SheetImport, SheetRow


def outcomes_of(sheet_import: SheetImport) -> dict[str, int]:
    """How many rows end as what, by the value of Outcome; every outcome is there."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import).order_by().values_list("outcome")
    counted = dict(rows.annotate(count=Count("pk")))
    return {outcome: counted.get(outcome, 0) for outcome in Outcome.values}
