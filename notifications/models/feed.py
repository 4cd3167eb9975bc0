"""A calendar subscription: a secret address per device, named, revocable, its last fetch shown."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped
from camps.uid import new_uid


class FeedKind(models.TextChoices):
    DOCTOR = "doctor", "A doctor's appointments and shifts"
    STATION = "station", "A station's appointments"
    CAMP = "camp", "A whole camp"


class Reader(models.TextChoices):
    """Who asked, by what it calls itself."""

    GOOGLE = "google", "Google"
    APPLE = "apple", "Apple"
    OUTLOOK = "outlook", "Outlook"
    THUNDERBIRD = "thunderbird", "Thunderbird"
    BROWSER = "browser", "A browser"
    OTHER = "other", "A calendar"


class Feed(Scoped):
    """The token is random, shown once, kept as SHA-256. Revoked: a notice for 30 days, then 410 (calendar.md §5).

    `last_good`, `etag` and `changed_at` are the body that left last and its validators; `told_at` is the newest Told
    row it was made from. They and the fetches are bookkeeping of what was served: an asking may write them.
    """

    kind = models.CharField(max_length=8, choices=FeedKind)
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    station = models.ForeignKey("camps.Station", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, null=True, blank=True, related_name="feeds")
    made_by = models.ForeignKey(
        "camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Saw the address."
    )
    name = models.CharField(max_length=60, help_text="Such as: my phone.")
    uid = models.CharField(max_length=255, default=new_uid, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    busy_only = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    fetches = models.PositiveIntegerField(default=0, help_text="Minutes in which it was asked for.")
    last_reader = models.CharField(max_length=12, choices=Reader, blank=True)
    last_good = models.BinaryField(null=True, blank=True, help_text="Served when a newer body fails the validator.")
    etag = models.CharField(max_length=70, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, help_text="LAST-MODIFIED of the body, in whole seconds.")
    told_at = models.DateTimeField(null=True, blank=True)
    made_of = models.CharField(max_length=64, blank=True, help_text="A hash of all that the body was made of.")
    faulty_at = models.DateTimeField(null=True, blank=True, help_text="Since when a part can't be written as it is.")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="doctor", doctor__isnull=False, station__isnull=True)
                | Q(kind="station", station__isnull=False, doctor__isnull=True)
                | Q(kind="camp", camp__isnull=False, doctor__isnull=True, station__isnull=True),
                name="feed_of_one_thing",
            )
        ]
