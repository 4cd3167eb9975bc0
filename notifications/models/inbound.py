"""What came back to us: mails to our reply addresses, and what providers hand to our webhooks."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class InboundState(models.TextChoices):
    NEW = "new", "Not looked at"
    DONE = "done", "Acted on"
    IGNORED = "ignored", "Nothing to do"
    ASIDE = "aside", "Kept aside for a person"


class InboundMail(models.Model):
    """A mail that reached one of our reply addresses, kept whole. It may belong to nobody we know.

    `to` are the addresses of its envelope: their token proves for whom and what the address was given out.
    """

    organisation = models.ForeignKey(
        "camps.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    camp = models.ForeignKey(
        "camps.Camp", on_delete=models.CASCADE, null=True, blank=True, related_name="inbound_mails"
    )
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shift = models.ForeignKey("camps.Shift", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True, help_text="The same mail taken in twice is one row.")
    sender = models.CharField(max_length=254, blank=True)
    to = models.JSONField(default=list)
    via = models.CharField(max_length=8, default="sink", help_text="sink, lmtp, smtp or imap.")
    said = models.CharField(max_length=400, help_text="The answer in words, or why it could not be read.")
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=InboundState, default=InboundState.NEW)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was ignored or kept aside, in words.")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(organisation="organisation")

    class Meta:
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["received_at"], condition=models.Q(state="new"), name="inbound_mail_new")]


class InboundEvent(models.Model):
    """A provider's call of a webhook, written before anything is done with it (delivery.md §4.5).

    Its id makes ten copies one; `twin` (a hash of sender, body and minute) does so where a provider's ids rotate.
    A receipt that comes before our own record of the sending stays `new` until that is there.
    """

    class Sort(models.TextChoices):
        TEXT = "text", "A text that somebody sent"
        RECEIPT = "receipt", "What became of one of ours"

    organisation = models.ForeignKey(
        "camps.Organisation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    provider = models.CharField(max_length=24)
    event_id = models.CharField(max_length=200)
    sort = models.CharField(max_length=8, choices=Sort)
    twin = models.CharField(max_length=64, blank=True)
    provider_ref = models.CharField(max_length=160, blank=True, help_text="Of the message that a receipt is about.")
    payload = models.JSONField(default=dict, help_text="What we understood of it, not what came.")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=InboundState, default=InboundState.NEW)
    reason = models.CharField(max_length=300, blank=True)

    objects = ScopedManager(organisation="organisation")

    class Meta:
        ordering = ["-received_at"]
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="inbound_event_once")]
        indexes = [
            models.Index(fields=["received_at"], condition=models.Q(state="new"), name="inbound_event_new"),
            models.Index(fields=["twin", "received_at"], name="inbound_event_twin"),
        ]
