"""What an act takes before it looks, always in id order."""

from __future__ import annotations

from collections.abc import Sequence

from camps.models import Registration
from scheduling.errors import Gone
from scheduling.models import Appointment, AppointmentState, QueueSlot


def lock_registrations(ids: Sequence[int]) -> None:
    """Who gets a place is locked before the place, so that nobody gets two."""
    list(Registration.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))


def lock_windows(slot_ids: Sequence[int]) -> None:
    """Slots are locked in id order before they are counted (design.md, 2)."""
    list(QueueSlot.objects.select_for_update(no_key=True).filter(pk__in=slot_ids).order_by("pk").values_list("pk"))


def lock_appointments(ids: Sequence[int]) -> list[Appointment]:
    """The appointments, locked in id order; Gone when one is no longer booked."""
    found = list(
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp", "camp__venue")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if len(found) < len(set(ids)) or any(appointment.state != AppointmentState.BOOKED for appointment in found):
        raise Gone("This place was cancelled meanwhile.")
    return found
