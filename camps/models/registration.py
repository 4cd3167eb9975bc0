"""A patient at a camp: what is asked for, and what was decided."""

from __future__ import annotations

from django.db import models

from camps.models.procedure import Procedure
from camps.models.scoped import Scoped
from camps.sheets.fields.procedures import joined


class Urgency(models.IntegerChoices):
    """Clinical priority class (planner.md §2): P1 is set by hand, the sheets give P2 to P4."""

    EMERGENCY = 1, "Emergency"
    URGENT = 2, "Urgent"
    SOON = 3, "Soon"
    ROUTINE = 4, "Routine"


class Decision(models.TextChoices):
    NEW = "new", "Not yet screened"
    LISTED = "listed", "Listed"
    STANDBY = "standby", "Standby"
    NOT_NOW = "not_now", "Not now"
    DEFERRED = "deferred", "Deferred"
    REFERRED = "referred", "Referred"


class Consent(models.TextChoices):
    """To the operation; who said it stands in ConsentRecord. Nothing is asked where nobody enters it."""

    NOT_ASKED = "", "Not asked for"
    NEEDED = "needed", "Still needed"
    GIVEN = "given", "Given"
    REFUSED = "refused", "Refused"


class Fitness(models.TextChoices):
    """For the operation and its anaesthetic, as somebody who examined the patient says."""

    NOT_ASKED = "", "Not asked for"
    TO_BE_SEEN = "to_see", "To be seen"
    FIT = "fit", "Fit"
    UNFIT = "unfit", "Not fit"


class Side(models.TextChoices):
    """Of the operation, in full and in capitals wherever it is shown: never an L or an R."""

    NOT_SAID = "", "Not said"
    LEFT = "left", "LEFT"
    RIGHT = "right", "RIGHT"
    BOTH = "both", "LEFT and RIGHT"
    NONE = "none", "No side"


class Registration(Scoped):
    """A patient at a camp. `number` is the camp card's number, once a camp."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="registrations")
    patient = models.ForeignKey("camps.Patient", on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField()
    complaint = models.CharField(max_length=300, blank=True)
    procedure = models.ForeignKey(
        "camps.Procedure", on_delete=models.PROTECT, null=True, blank=True, related_name="registrations"
    )
    more_procedures = models.ManyToManyField(
        "camps.Procedure", blank=True, related_name="+", help_text="Done with the first, under one anaesthetic."
    )
    side = models.CharField(max_length=5, choices=Side, blank=True, default=Side.NOT_SAID)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.ROUTINE)
    arrives_on = models.DateField(null=True, blank=True, help_text="The first day the patient can be there.")
    family = models.ForeignKey(
        "camps.Family", on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    earliest_time = models.TimeField(null=True, blank=True, help_text="Not before this hour, on any day.")
    home_by = models.TimeField(
        null=True, blank=True, help_text="The last way home; empty: the camp's. Not for who stays the night."
    )
    diabetic = models.BooleanField(default=False)
    infected = models.BooleanField(default=False, help_text="Operated last on the table's day.")
    preferred_doctor = models.ForeignKey(
        "camps.Doctor", on_delete=models.SET_NULL, null=True, blank=True, related_name="preferred_by"
    )
    consent = models.CharField(max_length=8, choices=Consent, blank=True, default=Consent.NOT_ASKED)
    fitness = models.CharField(max_length=8, choices=Fitness, blank=True, default=Fitness.NOT_ASKED)
    fitness_at = models.DateTimeField(null=True, blank=True)
    fitness_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    km_to_venue = models.PositiveIntegerField(null=True, blank=True)
    remarks = models.TextField(blank=True)
    sheet_import = models.ForeignKey(
        "camps.SheetImport", on_delete=models.SET_NULL, null=True, blank=True, related_name="registrations"
    )
    sheet_row = models.PositiveIntegerField(null=True, blank=True)

    decision = models.CharField(max_length=8, choices=Decision, default=Decision.NEW)
    needs_check = models.BooleanField(default=False, help_text="A value the rules need is missing.")
    decision_reason = models.CharField(max_length=400, blank=True)
    deferred_until = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "camps.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty when the rules decided.",
    )
    referred_to = models.ForeignKey(
        "camps.Doctor", on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["camp", "patient"], name="registration_once"),
            models.UniqueConstraint(fields=["camp", "number"], name="registration_number_once"),
        ]
        indexes = [models.Index(fields=["camp", "decision"], name="registration_decision")]

    def __str__(self) -> str:
        return f"{self.number:03d}"

    @property
    def procedures(self) -> list[Procedure]:
        """All that is asked for, under one anaesthetic: the main one first. Lists prefetch `more_procedures`."""
        return [self.procedure, *self.more_procedures.all()] if self.procedure else []

    @property
    def procedure_names(self) -> str:
        """All that is asked for, for a page; empty when nothing is."""
        return " + ".join(procedure.name for procedure in self.procedures)

    @property
    def procedure_codes(self) -> str:
        """As a sheet says it, and is read again."""
        return joined(procedure.code for procedure in self.procedures)


class Observation(Scoped):
    """A measured value of a patient, such as haemoglobin in g/dL."""

    patient = models.ForeignKey("camps.Patient", on_delete=models.CASCADE, related_name="observations")
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, null=True, blank=True, related_name="observations"
    )
    kind = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=8, decimal_places=2)
    unit = models.CharField(max_length=12)
    observed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
