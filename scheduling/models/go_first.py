"""Somebody in the queue asks those before to let him or her go first, and what each of them says."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from camps.models import LaneName, Scoped


class GoFirstReason(models.TextChoices):
    """Why it is asked. None of them names an illness: they are read by strangers."""

    CHILD = "child", "A child who can't wait"
    PAIN = "pain", "In pain"
    FAR = "far", "A long way home"
    OTHER = "other", "Another reason"


class GoFirstVerdict(models.TextChoices):
    """`over`: called, gone, an emergency, or nobody who was asked stands before any more: no vote is needed."""

    ASKING = "asking", "Asking"
    AGREED = "agreed", "Let go first"
    NOT_AGREED = "not_agreed", "Not everyone could give way"
    WITHDRAWN = "withdrawn", "Taken back"
    OVER = "over", "No longer needed"


class GoFirst(Scoped):
    """A question to those who stand before `ticket`, until `until`. One lane has one open question at most.

    So nobody is asked twice at once. `share` is the camp's rule when it was asked: so many in a hundred of those asked,
    None: everyone who is passed. Who asked, `asked_by`, is empty where it came from the phone.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="go_firsts")
    ticket = models.ForeignKey("scheduling.Ticket", on_delete=models.PROTECT, related_name="go_firsts")
    day = models.DateField()
    lane = models.CharField(max_length=12, choices=LaneName)
    reason = models.CharField(max_length=5, choices=GoFirstReason)
    share = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    until = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=GoFirstVerdict, default=GoFirstVerdict.ASKING)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "camps.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who took it back; empty: those who were asked, or time.",
    )
    goes_ahead = models.OneToOneField(
        "scheduling.GoesAhead", on_delete=models.SET_NULL, null=True, blank=True, related_name="go_first"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["camp", "day", "lane"], condition=Q(verdict="asking"), name="one_open_question_a_lane"
            ),
            models.CheckConstraint(condition=Q(until__gt=F("asked_at")), name="go_first_has_time"),
        ]
        indexes = [models.Index(fields=["until"], condition=Q(verdict="asking"), name="go_first_open")]

    def is_open(self, now: datetime) -> bool:
        """May it still be answered? Time alone ends it, whether or not anybody wrote that down."""
        return self.verdict == GoFirstVerdict.ASKING and now < self.until


class Through(models.TextChoices):
    PHONE = "phone", "Phone page"
    TEXT = "text", "Text"
    DESK = "desk", "Told a helper"


class GoFirstAnswer(Scoped):
    """One person who is asked, and the answer, null for none yet; the row is made with the question.

    A no is never shown to anybody but who gave it: no page lists these rows. `minutes` is what it would cost, as told.
    """

    go_first = models.ForeignKey(GoFirst, on_delete=models.CASCADE, related_name="answers")
    ticket = models.ForeignKey("scheduling.Ticket", on_delete=models.PROTECT, related_name="asked_to_give_way")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.BooleanField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    through = models.CharField(max_length=5, choices=Through, blank=True)
    by = models.ForeignKey(
        "camps.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it down.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["go_first", "ticket"], name="asked_once_a_question")]
