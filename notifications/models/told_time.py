"""What somebody who waits in the queue was last told of when the call will be."""

from __future__ import annotations

from django.db import models

from camps.models import Scoped


class ToldTime(Scoped):
    """`low` is the hour said ("come at about 11:30"), `high` until when the call was expected then.

    `revision` counts the texts; 0 is what the page showed when the person joined the lane. `nearly_at`: "two people are
    before you" was said, or there never were more.
    """

    ticket = models.OneToOneField("scheduling.Ticket", on_delete=models.CASCADE, related_name="told_time")
    low = models.DateTimeField()
    high = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    nearly_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
