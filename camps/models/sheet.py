"""A registration sheet on its way in: staged, mapped, checked, fixed, then committed or undone."""

from __future__ import annotations

from django.db import models

from camps.models.scoped import Scoped


class SheetState(models.TextChoices):
    STAGED = "staged", "Not yet committed"
    COMMITTED = "committed", "Committed"
    UNDONE = "undone", "Undone"


class Outcome(models.TextChoices):
    """How a row of the sheet ends; none vanishes."""

    NEW = "new", "New"
    SAME = "same", "Same as before"
    CHANGED = "changed", "Changed"
    DOUBLED = "doubled", "Doubled"
    REFUSED = "refused", "Refused"


class SheetImport(Scoped):
    """One uploaded sheet. Nothing of it is a registration before `committed_at`."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="sheet_imports")
    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.STAGED)
    headings = models.JSONField(default=list)
    heading_row = models.PositiveIntegerField(default=1, help_text="The row of the sheet that the headings stand in.")
    columns = models.JSONField(default=dict, help_text="Field by the column's place from 0; empty: left out.")
    month_first = models.BooleanField(default=False)
    agreed_to_texts = models.BooleanField(
        null=True, blank=True, help_text="Did the sheet's people agree to be called or texted?"
    )
    report = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]


class SheetRow(Scoped):
    """A row as it stands in the sheet (`cells`), what was put right by hand (`fixes`), and what became of it."""

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    sheet_row = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    fixes = models.JSONField(default=dict, help_text="Text by the column's place from 0.")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    problems = models.JSONField(default=list)
    person = models.JSONField(null=True, blank=True)
    twin_row = models.PositiveIntegerField(null=True, blank=True)
    two_people = models.BooleanField(
        null=True, blank=True, help_text="A person's answer: this is somebody else than the double. Empty: not asked."
    )
    changes = models.JSONField(default=dict, help_text="[old, new] by field, against what stands.")
    take_changes = models.BooleanField(null=True, blank=True, help_text="Asked; empty until answered.")
    before = models.JSONField(null=True, blank=True, help_text="What the commit replaced, for undo.")
    registration = models.ForeignKey(
        "camps.Registration", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["sheet_row"]
        constraints = [models.UniqueConstraint(fields=["sheet_import", "sheet_row"], name="sheet_row_once")]


class ColumnMemory(Scoped):
    """Which field a heading means in this organisation's sheets."""

    heading = models.CharField(max_length=120, help_text="Folded: lower case, no accents or punctuation.")
    field = models.CharField(max_length=40, blank=True, help_text="Empty: leave this column out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "heading"], name="heading_once")]
