"""How long operations really took: each with its beginning and end, entered by hand or taken from a log."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from camps.models import Scoped


class LogState(models.TextChoices):
    STAGED = "staged", "Not yet taken in"
    COMMITTED = "committed", "Taken in"
    UNDONE = "undone", "Undone"


class TimingSource(models.TextChoices):
    ENTERED = "entered", "Entered"
    LOG = "log", "From a log"
    QUEUE = "queue", "From the queue"


class NameKind(models.TextChoices):
    COLUMN = "column", "Column"
    PROCEDURE = "procedure", "Procedure"
    SURGEON = "surgeon", "Surgeon"


class TimingLog(Scoped):
    """An uploaded log of operations. Nothing of it counts before `committed_at`.

    The file itself is kept until then only: its other columns may hold what is nobody's business. `camp` is where it
    was loaded; what it teaches holds for the whole organisation.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.SET_NULL, null=True, related_name="timing_logs")
    file_name = models.CharField(max_length=160)
    file = models.BinaryField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=LogState, default=LogState.STAGED)
    headings = models.JSONField(default=list)
    heading_row = models.PositiveIntegerField(default=1)
    columns = models.JSONField(default=dict, help_text="Field by the column's place from 0; empty: left out.")
    month_first = models.BooleanField(default=False)
    procedures = models.JSONField(default=dict, help_text="Our code by the log's folded name; empty: left out.")
    surgeons = models.JSONField(default=dict, help_text="Our doctor's id by the log's folded name; empty: nobody.")
    report = models.JSONField(default=dict, help_text="How many rows ended as what, once it was taken in.")
    uploaded_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Timing(Scoped):
    """One operation as it was. Patients' names and numbers are not kept.

    `codes` are our procedures' codes, which hold for every camp of the organisation; `text` and `surgeon_text` are
    what the log said. `mark` is the same for the same operation, so that it counts once.
    """

    codes = ArrayField(models.CharField(max_length=20))
    text = models.CharField(max_length=200, blank=True)
    surgeon = models.ForeignKey("camps.Doctor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    surgeon_text = models.CharField(max_length=160, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    planned_min = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=7, choices=TimingSource)
    log = models.ForeignKey(TimingLog, on_delete=models.CASCADE, null=True, blank=True, related_name="timings")
    sheet_row = models.PositiveIntegerField(null=True, blank=True)
    appointment = models.OneToOneField(
        "scheduling.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="timing"
    )
    mark = models.CharField(max_length=64)
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(help_text="When it was written down.")

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="timing_has_length"),
            models.UniqueConstraint(fields=["organisation", "mark"], name="timing_once"),
        ]

    @property
    def minutes(self) -> float:
        return (self.ended_at - self.started_at) / timedelta(minutes=1)


class LogName(Scoped):
    """What a heading, a procedure's name or a surgeon's name meant in this organisation's earlier logs."""

    kind = models.CharField(max_length=9, choices=NameKind)
    text = models.CharField(max_length=200, help_text="Folded: lower case, no accents or punctuation.")
    means = models.CharField(max_length=40, blank=True, help_text="A field, a code or a doctor's id; empty: left out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "text"], name="log_name_once")]
