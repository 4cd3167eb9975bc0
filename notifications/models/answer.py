"""What people answered, from a calendar, a phone, the link or a call, and what it did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from camps.models import Scoped


class Meaning(models.TextChoices):
    COMING = "coming", "Coming"
    PERHAPS = "perhaps", "Perhaps"
    CANNOT_COME = "cannot", "Cannot come"
    OTHER_TIME = "other", "Another time proposed"
    STOP = "stop", "No more of these messages"
    START = "start", "Messages again"
    WORDS = "words", "In words"
    UNDELIVERED = "bounced", "Could not be delivered"


class AnsweredBy(models.TextChoices):
    MAIL = "mail", "Calendar or mail"
    SMS = "sms", "Text message"
    WHATSAPP = "whatsapp", "WhatsApp"
    CALL = "call", "Call"


class Answer(Scoped):
    """One answer of one person to what we told. `recipient` is `contact:<id>` or `doctor:<id>`, as in Told.

    `sequence` and `stamp` order one attendee's calendar answers: the highest pair stands (RFC 5546 s2.1.5). `effect`
    says in words what it did; while `needs_person` and not `done_at` it stands in the organiser's inbox of answers.
    """

    camp = models.ForeignKey("camps.Camp", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    appointment = models.ForeignKey(
        "scheduling.Appointment", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    shift = models.ForeignKey("camps.Shift", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    registration = models.ForeignKey(
        "camps.Registration", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    contact = models.ForeignKey(
        "camps.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    doctor = models.ForeignKey("camps.Doctor", on_delete=models.CASCADE, null=True, blank=True, related_name="answers")
    message = models.ForeignKey(
        "notifications.Message", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    mail = models.ForeignKey(
        "notifications.InboundMail", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    event = models.ForeignKey(
        "notifications.InboundEvent", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    absence = models.ForeignKey(
        "camps.Absence", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="By a decline."
    )
    time_request = models.ForeignKey(
        "scheduling.TimeRequest", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    recipient = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=8, choices=AnsweredBy)
    meaning = models.CharField(max_length=8, choices=Meaning)
    text = models.CharField(max_length=500, blank=True, help_text="What was written, or the answer in words.")
    proposed_start = models.DateTimeField(null=True, blank=True)
    proposed_end = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(null=True, blank=True)
    stamp = models.DateTimeField(null=True, blank=True)
    effect = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    needs_person = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("camps.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    @property
    def who(self) -> str:
        """The name of the person who answered; empty where only the number or address is known."""
        if self.registration is not None:
            return self.registration.patient.name
        if self.contact is not None:
            return self.contact.patient.name
        return self.doctor.name if self.doctor else ""

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["camp", "at"], condition=Q(needs_person=True, done_at=None), name="answer_waiting"),
            models.Index(fields=["recipient", "at"], name="answer_of_recipient"),
        ]
