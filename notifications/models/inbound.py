"""Mails that came back to us. Acting on them is a later slice; until then a person reads them."""

from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


class InboundMail(models.Model):
    """A mail the built-in receiver took in, kept whole. It may belong to nobody we know, and to no organisation."""

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
    said = models.CharField(max_length=400, help_text="The answer in words, or why it could not be read.")
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager(organisation="organisation")

    class Meta:
        ordering = ["-received_at"]
