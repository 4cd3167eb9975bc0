"""A long step of loading a sheet, left to a worker: what is to be done, how far it is, why it failed."""

from __future__ import annotations

from django.db import models

from camps.models.scoped import Scoped


class SheetAct(models.TextChoices):
    READ = "read", "Reading the sheet"
    CHECK = "check", "Checking the rows"
    COMMIT = "commit", "Registering the people"
    UNDO = "undo", "Taking the import back"


class JobState(models.TextChoices):
    QUEUED = "queued", "Waiting for a worker"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class SheetJob(Scoped):
    """The last long step that was asked for an import; the next one writes over it.

    A row of its own and no columns of SheetImport: the step's one transaction holds the import's row locked to its end,
    and how far it is must be written, and read, meanwhile.
    """

    sheet_import = models.OneToOneField("camps.SheetImport", on_delete=models.CASCADE, related_name="job")
    act = models.CharField(max_length=6, choices=SheetAct)
    state = models.CharField(max_length=7, choices=JobState, default=JobState.QUEUED)
    step = models.CharField(max_length=40, blank=True, help_text="The part of the work at hand, for the page.")
    done = models.PositiveIntegerField(default=0, help_text="Rows.")
    whole = models.PositiveIntegerField(default=0, help_text="Rows; 0 while nobody knows.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often a worker took it up.")
    trouble = models.CharField(max_length=1000, blank=True)
    file = models.BinaryField(null=True, blank=True, help_text="The uploaded bytes until they are read.")
    sheet_title = models.CharField(max_length=80, blank=True)
    agreed_to_texts = models.BooleanField(null=True, blank=True, help_text="What is to be committed with.")
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=models.Q(state__in=["queued", "running"]), name="open_sheet_jobs"
            )
        ]

    @property
    def on_its_way(self) -> bool:
        return self.state in (JobState.QUEUED, JobState.RUNNING)
