"""A phone or mail that was replaced: the person's planned messages go to the new one."""

from __future__ import annotations

from django.db import transaction

from camps.models import Contact
from notifications.models import Message, MessageState, Told
from notifications.queries.audience import reached_at


@transaction.atomic
def adopt_new_contact(message: Message) -> bool:
    """A removed phone or mail was replaced: give the person's planned messages to the new one.

    False when there is no other contact on this channel, or the new one has been told by itself.
    """
    registration, camp = message.registration, message.camp
    if message.contact is not None or registration is None or camp is None:
        return False
    patient = registration.patient
    recipients = reached_at(patient, camp=camp)
    waiting = Message.objects.filter(
        appointment=message.appointment_id,
        recipient=message.recipient,
        channel=message.channel,
        state__in=[MessageState.PLANNED, MessageState.LEASED],
    )
    # In the order of the fan-out, which holds messages back before it writes what is told: else the two block another.
    list(waiting.select_for_update().order_by("id").values_list("pk"))
    now = next((one for one in recipients if one.contact_id and message.channel in one.channels), None)
    mine = Told.objects.filter(appointment=message.appointment_id, recipient=message.recipient)
    if now is None or Told.objects.filter(appointment=message.appointment_id, recipient=now.key).exists():
        return False
    if not mine.update(recipient=now.key):
        return False
    waiting.update(recipient=now.key, contact=now.contact_id)
    message.recipient = now.key
    message.contact = Contact.objects.filter(pk=now.contact_id or 0).first()
    return True
