"""Stations that may go on without a network: the device that does, and what it did that could not be taken in."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from camps.models import LaneName, Scoped


class StationDevice(Scoped):
    """A device that may call people for a station while it has no network: those whose ticket it holds.

    `heard_at` is when it last spoke to us, `last` the number of what it said then: an older word that comes later, over
    a slow network, is not heard. Switched off, or released by somebody, it holds nobody any more.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="station_devices")
    station = models.ForeignKey("camps.Station", on_delete=models.CASCADE, related_name="devices")
    device = models.UUIDField(help_text="What the device calls itself.")
    most = models.PositiveSmallIntegerField(help_text="How many people it may hold.")
    last = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["station"], condition=Q(released_at=None), name="one_device_a_station"),
            models.UniqueConstraint(
                fields=["camp", "device"], condition=Q(released_at=None), name="one_station_a_device"
            ),
        ]


class KeptKind(models.TextChoices):
    """What a station does without a network, in the words of the list of what could not be taken in."""

    CALL = "call", "Called"
    RECALL = "recall", "Called again"
    START = "start", "Came in"
    MISS = "miss", "Missed"
    PARK = "park", "Set aside"
    FINISH = "finish", "Done for today"
    SEND_ON = "send_on", "Sent on"
    UNDO = "undo", "Taken back"


class UnmergedAct(Scoped):
    """An act of a station without a network that does not fit what others did meanwhile: for a person to look at.

    `client_id` is the device's own id of the act; sent twice, it stands here once.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="unmerged_acts")
    station = models.ForeignKey("camps.Station", on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(
        "scheduling.Ticket", on_delete=models.CASCADE, null=True, blank=True, related_name="unmerged_acts"
    )
    kind = models.CharField(max_length=8, choices=KeptKind)
    lane = models.CharField(max_length=12, choices=LaneName, blank=True)
    why = models.CharField(max_length=200)
    client_id = models.UUIDField(default=uuid.uuid4)
    at = models.DateTimeField(help_text="When it happened, by the device's clock.")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "client_id"], name="unmerged_act_once")]
        indexes = [models.Index(fields=["camp"], condition=Q(seen_at=None), name="unmerged_unseen")]
