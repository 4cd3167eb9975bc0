"""Lists that were put on paper: each print has a number, so that an older one in somebody's hand is seen to be old."""

from __future__ import annotations

from django.db import models

from camps.models import Scoped


class PaperKind(models.TextChoices):
    """What can be printed again and again. Cards, sheets and slips are of one person, and stay as they were given."""

    BOARD = "board", "List to hang up"
    DAY = "day", "Day list"
    THEATRE = "theatre", "Theatre list"
    CALLS = "calls", "Call list"
    GATE = "gate", "Gate list"
    TOKENS = "tokens", "Blank tokens"


class Printing(Scoped):
    """One print of one list. `scope` says which list it is ("2027-03-01 station 7"), the same from print to print;
    `number` counts its prints. `publication` is the last publishing before it; empty: a draft."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="printings")
    kind = models.CharField(max_length=8, choices=PaperKind)
    scope = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    publication = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["camp", "kind", "scope", "number"], name="print_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.scope} {self.number}".replace("  ", " ")
