"""Where each patient's place stands for the patient: published or told at once, never a draft (design.md, 3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from camps.models import Camp, Venue
from notifications.queries.standing import SHOWS_IN_TIME_OR_PLACE
from scheduling.models import Appointment, AppointmentState, ChangeKind, Publication, ScheduleChange, Tell


@dataclass(frozen=True)
class Settled:
    """A place as its patient may know it. `appointment` is the live row, which a draft may have moved on."""

    appointment: Appointment
    arrive_at: datetime
    starts_at: datetime
    ends_at: datetime
    venue: Venue
    live: bool
    last: ScheduleChange

    @property
    def by_patient(self) -> bool:
        """The patient made the last change."""
        return self.last.said_by == "patient"

    @property
    def chosen_by_patient(self) -> bool:
        return self.by_patient and self.last.kind == ChangeKind.MOVED

    @property
    def in_question(self) -> bool:
        """The draft differs: it is not told yet, and may never be."""
        live = self.appointment
        return (self.arrive_at, self.venue.pk, self.live) != (live.arrive_at, live.venue_id, live.is_live)


def publication_of(camp: Camp) -> Publication | None:
    """The last publishing of a camp; None while it is a draft."""
    return Publication.objects.filter(camp=camp).order_by("-number").first()


def settled_places(camp: Camp, *, only: Collection[int] | None = None) -> dict[int, Settled]:
    """By registration id: the place that stands, else the last one that was taken away.

    Who was booked after the last publishing is not in it. `only` are registration ids. Three statements, however many.
    """
    publication = publication_of(camp)
    if publication is None:
        return {}
    changes = ScheduleChange.objects.filter(
        Q(tell=Tell.AT_ONCE) | Q(at__lte=publication.at),
        camp=camp,
        kind__in=SHOWS_IN_TIME_OR_PLACE,
        appointment__registration__isnull=False,
    )
    if only is not None:
        changes = changes.filter(appointment__registration__in=only)
    newest = (
        changes.order_by("appointment_id", "-id")
        .distinct("appointment_id")
        .select_related("appointment__registration__patient", "appointment__station")
    )
    venues = Venue.objects.in_bulk()
    found: dict[int, Settled] = {}
    for change in newest:  # in the order of the appointments, so a later one replaces an earlier one
        place = _settled(change, venues)
        key = place.appointment.registration_id
        assert key is not None, "filtered above"
        if key not in found or place.live or not found[key].live:
            found[key] = place
    return found


def _settled(change: ScheduleChange, venues: dict[int, Venue]) -> Settled:
    then = change.after or {}
    arrive, starts, ends = (datetime.fromisoformat(then[key]) for key in ("arrive_at", "starts_at", "ends_at"))
    return Settled(
        appointment=change.appointment,
        arrive_at=arrive,
        starts_at=starts,
        ends_at=ends,
        venue=venues[then["venue"]],
        live=then["state"] != AppointmentState.CANCELLED,
        last=change,
    )
