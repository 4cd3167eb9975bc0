"""A place in today's live queue, and all that happened to it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from camps.models import LaneName, Scoped, Urgency


class TicketState(models.TextChoices):
    """The words of the desk and of the patient's page."""

    WAITING = "waiting", "Waiting"
    CALLED = "called", "Please come"
    SERVING = "serving", "With the team"
    PARKED = "parked", "Set aside"
    MISSED = "missed", "Missed"
    DONE = "done", "Done"
    LEFT = "left", "Left"


OPEN = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.PARKED, TicketState.MISSED)
AT_A_STATION = (TicketState.CALLED, TicketState.SERVING)


class Ticket(Scoped):
    """A person's place in one lane. Nobody is in two lanes at once: one open ticket an arrival, held by the database.

    `station` is where it was called to. `window_at` is the hour it was booked for, if any; `counts_from` is since
    when waiting counts for the order, `queued_at` since when the person really waits.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="tickets")
    arrival = models.ForeignKey("scheduling.Arrival", on_delete=models.PROTECT, related_name="tickets")
    registration = models.ForeignKey("camps.Registration", on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    lane = models.CharField(max_length=12, choices=LaneName)
    state = models.CharField(max_length=8, choices=TicketState, default=TicketState.WAITING)
    station = models.ForeignKey("camps.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    appointment = models.ForeignKey(
        "scheduling.Appointment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        help_text="In the theatre's lane: the operation it waits for.",
    )
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.ROUTINE)
    child = models.BooleanField(default=False)
    elderly = models.BooleanField(default=False)
    window_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    held_by = models.ForeignKey(
        "scheduling.StationDevice",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        help_text="Only this device calls it until `held_until`, with a network or without.",
    )
    held_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["counts_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["arrival"],
                condition=Q(state__in=["waiting", "called", "serving", "parked", "missed"]),
                name="one_open_ticket_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"]) | Q(station__isnull=False), name="called_to_a_station"
            ),
        ]
        indexes = [
            models.Index(fields=["camp", "day", "lane"], name="ticket_of_lane"),
            models.Index(fields=["station", "day"], name="ticket_of_station"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def waits_for_another(self, device: int | None, *, now: datetime) -> bool:
        """A device of another station holds it, or another device of this one. An emergency waits for nobody."""
        held = self.held_by_id is not None and self.held_by_id != device
        return held and self.urgency != Urgency.EMERGENCY and self.held_until is not None and self.held_until > now


class TicketAct(models.TextChoices):
    QUEUED = "queued", "Joined the queue"
    CALLED = "called", "Called"
    RECALLED = "recalled", "Called again"
    STARTED = "started", "Begun"
    PARKED = "parked", "Set aside"
    BACK = "back", "Back in the queue"
    MISSED = "missed", "Missed"
    SENT_ON = "sent_on", "Sent on"
    DONE = "done", "Done"
    LEFT = "left", "Left"
    MOVED = "moved", "Moved by hand"
    ASKED_FIRST = "ask_first", "Asked to go first"
    WENT_FIRST = "went_first", "Let go first"
    URGENCY = "urgency", "Urgency changed"
    UNDONE = "undone", "Taken back"


class TicketEvent(Scoped):
    """What happened to a ticket, in order; rows are never changed. `client_id` is a device's own id of the act."""

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="ticket_events")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=10, choices=TicketAct)
    station = models.ForeignKey("camps.Station", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    before = models.JSONField(default=dict, help_text="The values it had, for Undo and the record; no names.")
    client_id = models.UUIDField(default=uuid.uuid4)
    offline = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="When it happened; offline, by the device's clock.")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "client_id"], name="ticket_event_once")]
        indexes = [models.Index(fields=["camp", "at"], name="ticket_event_of_camp")]


class GoesAhead(Scoped):
    """A ticket that goes before others than the rule says: let go first by them, or moved by the desk, with the why.

    In the order of their ids; a later one wins over an earlier one (scheduling/queue/order.py). Those in `behind` stood
    before too and did not agree: it is never carried past them.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, related_name="goes_ahead")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="goes_ahead")
    over = ArrayField(models.BigIntegerField(), help_text="The tickets it goes before.")
    behind = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="The tickets it may not pass.")
    agreed = models.BooleanField(default=False, help_text="They let it; else the desk moved it.")
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
