"""A place that became free today, offered to somebody on standby for a while."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from camps.models import Scoped


class OfferState(models.TextChoices):
    OPEN = "open", "Asked"
    ACCEPTED = "accepted", "Taken by the patient"
    DECLINED = "declined", "Declined"
    EXPIRED = "expired", "No answer in time"
    WITHDRAWN = "withdrawn", "Taken back"
    TAKEN = "taken", "The place was gone"


class StandbyOffer(Scoped):
    """A question, never a hold: until the patient says yes, and `book` agrees, the place is anybody's.

    `gap` is what is free at the station, [`starts_at`, `ends_at`) the part of it that this patient would have. A gap
    and a registration have one open offer at most, whoever asks at once. `number` counts those of a registration: it
    stands in the link. `then` are the registrations to ask next, one after the other, should this one say no or
    nothing.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="standby_offers")
    registration = models.ForeignKey("camps.Registration", on_delete=models.PROTECT, related_name="standby_offers")
    number = models.PositiveSmallIntegerField()
    station = models.ForeignKey("camps.Station", on_delete=models.PROTECT, related_name="+")
    gap = DateTimeRangeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(help_text="For how long each of them may think.")
    expires_at = models.DateTimeField()
    then = ArrayField(models.BigIntegerField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "camps.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote the answer down; empty: the patient, or time.",
    )
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(state="open"), name="one_open_offer_a_registration"
            ),
            models.UniqueConstraint(fields=["registration", "number"], name="offer_number_once"),
            ExclusionConstraint(
                name="one_open_offer_a_gap",
                expressions=[("station", RangeOperators.EQUAL), ("gap", RangeOperators.OVERLAPS)],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="offer_has_length"),
            models.CheckConstraint(condition=Q(expires_at__lte=F("starts_at")), name="offer_ends_before_it_begins"),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_open")]

    def is_open(self, now: datetime) -> bool:
        """May it still be answered? Time alone ends it, whether or not anybody wrote that down."""
        return self.state == OfferState.OPEN and now < self.expires_at
