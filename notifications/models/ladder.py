"""When a camp reminds: its own ladder, where it wants another than the usual one."""

from __future__ import annotations

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Ladder(Scoped):
    """The rungs of one kind of appointment at a camp, or of one procedure, which passes the kind's.

    Without a row the usual rungs hold (notifications/ladder/rungs.py).
    """

    class Kind(models.TextChoices):
        SURGERY = "surgery", "Operations"
        CONSULTATION = "consultation", "Consultations"

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="ladders")
    kind = models.CharField(max_length=12, choices=Kind)
    procedure = models.ForeignKey(
        "camps.Procedure", on_delete=models.CASCADE, null=True, blank=True, related_name="ladders"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camp", "kind"], condition=Q(procedure=None), name="ladder_once_a_kind"),
            models.UniqueConstraint(fields=["camp", "procedure"], name="ladder_once_a_procedure"),
        ]


class LadderRung(Scoped):
    """One reminder: a morning some days before, or some hours before the arrival. `name` is part of message keys.

    `text` is the kind of text (wording.Kind); no channels means each person's own.
    """

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="rungs")
    name = models.CharField(max_length=16)
    days_before = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(60)])
    hours_before = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(48)])
    from_hour = models.TimeField(default=time(8), help_text="The reader's local time.")
    until_hour = models.TimeField(default=time(10))
    text = models.CharField(max_length=24)
    channels = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        ordering = ["-days_before", "-hours_before"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "name"], name="rung_once"),
            models.CheckConstraint(
                condition=Q(days_before__isnull=False) ^ Q(hours_before__isnull=False), name="rung_days_or_hours"
            ),
        ]


class CampTelling(Scoped):
    """How a camp tells: quiet hours (the reader's local time), what breaks them, what a text costs. No row: as usual.

    `breaks_quiet` are kinds of message (wording.Kind) that pass the quiet hours within `urgent_hours` of the visit;
    `sms_price` is of one segment.
    """

    camp = models.OneToOneField("camps.Camp", on_delete=models.CASCADE, related_name="telling")
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    urgent_hours = models.PositiveSmallIntegerField(default=24, validators=[MaxValueValidator(72)])
    breaks_quiet = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    instructions_in_sms = models.BooleanField(default=False, help_text="A text may say: eat nothing after 2am.")
    sms_price = models.DecimalField(max_digits=8, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217, such as NGN.")
    changed_at = models.DateTimeField()
    planned_at = models.DateTimeField(
        null=True, blank=True, help_text="The `changed_at` that the planned reminders follow."
    )
