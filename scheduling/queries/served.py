"""Who got what was asked for: on the list still, and never again in a plan unless somebody books a second time."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from scheduling.models import Appointment, AppointmentState


def served() -> Q:
    """For registrations: an appointment of theirs is done, and none stands."""
    own = Appointment.objects.filter(registration=OuterRef("pk"))
    return Q(Exists(own.filter(state=AppointmentState.DONE))) & ~Q(Exists(own.filter(state=AppointmentState.BOOKED)))
