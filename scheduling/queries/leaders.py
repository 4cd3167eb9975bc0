"""Who leads an appointment."""

from __future__ import annotations

from scheduling.models import Appointment, Part

LEADS = (Part.SURGEON, Part.EXAMINER)


def leader_of(appointment: Appointment) -> int | None:
    """The id of the doctor whom the appointment holds to lead it; of a cancelled one nobody knows."""
    holds = appointment.allocations.filter(part__in=LEADS, live=True).order_by("pk")
    return holds.values_list("resource__doctor", flat=True).first()
