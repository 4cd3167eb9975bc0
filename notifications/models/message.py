"""One thing to tell one person once, and each try to tell it (delivery.md §1 to §3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Channel(models.TextChoices):
    MAIL = "mail", "E-mail"
    SMS = "sms", "Text message"
    WHATSAPP = "whatsapp", "WhatsApp"
    PUSH = "push", "Web push"
    CALL = "call", "Call list"
    TOWN = "town", "List by town"


BY_MACHINE = frozenset(
    {Channel.MAIL, Channel.SMS, Channel.WHATSAPP, Channel.PUSH}
)  # the others are lists that a person works off


class MessageState(models.TextChoices):
    PLANNED = "planned", "Planned"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    UNKNOWN = "unknown", "Not known whether it arrived"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"
    EXPIRED = "expired", "Too late to send"
    SUPERSEDED = "superseded", "Replaced by a newer one"
    SUPPRESSED = "suppressed", "Not wanted"


class Message(Scoped):
    """A row is the truth; Celery only says "look now". The address and the text are read when it is sent.

    Call-list and town-list rows end as `sent` when a person ticks them off. Times are UTC instants.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    shift = models.ForeignKey("camps.Shift", on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    registration = models.ForeignKey(
        "camps.Registration", on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    contact = models.ForeignKey(
        "camps.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="messages")
    kind = models.CharField(max_length=24, help_text="booked, moved, cancelled, reminder, confirm, shift, day_list …")
    rung = models.CharField(max_length=16, blank=True)
    channel = models.CharField(max_length=8, choices=Channel)
    recipient = models.CharField(max_length=40, help_text="contact:<id>, patient:<id>, doctor:<id>, user:<id>.")
    revision = models.PositiveIntegerField(default=1)
    idem_key = models.CharField(max_length=160, unique=True)
    language = models.CharField(max_length=12, default="en")
    facts = models.JSONField(default=dict, help_text="What can't be read again later, such as the old time.")
    template_version = models.CharField(max_length=64, blank=True)
    template = models.ForeignKey(
        "notifications.Template",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The own text in force when it was planned; empty for a shipped one.",
    )
    instead_of = models.ForeignKey(
        "notifications.Message",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replacements",
        help_text="The message on another channel or contact that did not get through.",
    )

    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.PLANNED)
    why = models.CharField(max_length=300, blank=True, help_text="Why it stands in this state, in words.")
    due_at = models.DateTimeField()
    not_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease_owner = models.CharField(max_length=60, blank=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(null=True, blank=True, help_text="SEQUENCE of the invitation it carries.")
    message_id = models.CharField(max_length=120, blank=True, help_text="Message-ID of the mail, the same on a repeat.")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, help_text="The text as it was sent.")
    segments = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Of a text, as it was sent.")
    receipt_due_at = models.DateTimeField(
        null=True, blank=True, help_text="Without a receipt by then another way is tried."
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_at", "-id"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="planned"), name="message_due"),
            models.Index(fields=["leased_until"], condition=Q(state="leased"), name="message_leased"),
            models.Index(fields=["due_at"], condition=Q(state="unknown", ended_at=None), name="message_unsettled"),
            models.Index(
                fields=["receipt_due_at"],
                condition=Q(state="sent", receipt_due_at__isnull=False),
                name="message_receipt_due",
            ),
            models.Index(fields=["camp", "state"], name="message_of_camp"),
            models.Index(fields=["appointment"], name="message_of_appointment"),
        ]


class Attempt(Scoped):
    """One call of a provider, written before the call: an open attempt whose lease ran out is `unknown`."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Under way"
        ACCEPTED = "accepted", "Accepted"
        PERMANENT = "permanent", "Refused for good"
        TEMPORARY = "temporary", "Refused for now"
        UNKNOWN = "unknown", "Not known"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    n = models.PositiveSmallIntegerField()
    provider = models.CharField(max_length=24)
    provider_ref = models.CharField(max_length=160, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    detail = models.CharField(max_length=300, blank=True)
    receipt = models.CharField(
        max_length=12, blank=True, db_default="", help_text="The provider's last word: sent, delivered, read …"
    )
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["n"]
        indexes = [
            models.Index(
                fields=["provider", "provider_ref"], condition=~Q(provider_ref=""), name="attempt_of_provider_ref"
            )
        ]
        constraints = [models.UniqueConstraint(fields=["message", "n"], name="attempt_once")]
