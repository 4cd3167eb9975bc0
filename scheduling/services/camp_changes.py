"""Postpone, change the venue, cancel a day, cancel the camp: one act, one transaction, everyone told once.

Each writes a Publication, which is what makes the notifications tell the net difference. A camp that is still a draft
is changed in silence: nobody knows of it yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from camps.models import Camp, CampState, Shift, StationClosure, User, Venue
from scheduling.errors import NotAllowed
from scheduling.models import Appointment, ChangeKind, Publication, Tell
from scheduling.queries.camp_changes import appointments_on
from scheduling.services.booking import Actor, cancel_all
from scheduling.services.booking.refusing import refuse_on_a_table
from scheduling.services.booking.retrying import once_more
from scheduling.services.carrying import carry, standing
from scheduling.services.carrying_hours import carry_closures, carry_shifts, carry_windows, lock_windows
from scheduling.services.publications import write_publication

LONGEST_DELAY = 400


@dataclass(frozen=True)
class CampChanged:
    """How many appointments it touched, which need cover now, and the publication (None for a draft)."""

    appointments: int
    needs_cover: list[Appointment]
    publication: Publication | None


@once_more
def postpone(*, camp: Camp, days: int, reason: str = "", by: User | None, now: datetime) -> CampChanged:
    """Every shift, window, closure and appointment keeps its hour at the venue, `days` later.

    Absences stay: they are the doctors' own. Raises NotAllowed when the camp is cancelled or has begun.
    """
    if not 1 <= days <= LONGEST_DELAY:
        raise NotAllowed(f"A camp is postponed by 1 to {LONGEST_DELAY} days, not by {days}.")
    camp = _locked(camp)
    _refuse_begun(camp, now=now)
    later = _later(camp.zone, days)
    lock_windows(camp)
    appointments = standing(camp.pk, now=now)
    camp.first_day += timedelta(days=days)
    camp.save(update_fields=["first_day"])
    carry_shifts(camp, later, now=now)
    carry_closures(camp, later)
    carry_windows(camp, later)
    words = reason or f"postponed by {days} days"
    lost = carry(
        appointment_ids=appointments, shifted=later, kind=ChangeKind.MOVED, actor=Actor(by, reason=words), now=now
    )
    return CampChanged(len(appointments), lost, _published(camp, Publication.Act.POSTPONED, reason, by, now))


@once_more
def change_venue(*, camp: Camp, venue: Venue, reason: str = "", by: User | None, now: datetime) -> CampChanged:
    """Another place, the same hours on its clock. Raises NotAllowed as `postpone`, for the venue it has, and while
    somebody is on a table.
    """
    camp = _locked(camp)
    _refuse_cancelled(camp)
    if venue.pk == camp.venue_id:
        raise NotAllowed(f"The camp is held at {venue.name} already.", cure="Choose another venue.")
    old, new = camp.zone, venue.zone
    if old != new:
        _refuse_begun(camp, now=now)

    def on_the_new_clock(at: datetime) -> datetime:
        return datetime.combine(at.astimezone(old).date(), at.astimezone(old).time(), tzinfo=new)

    lock_windows(camp)
    appointments = standing(camp.pk, now=now)
    refuse_on_a_table(appointments, now=now)
    camp.venue = venue
    camp.save(update_fields=["venue"])
    if old != new:
        carry_shifts(camp, on_the_new_clock, now=now)
        carry_closures(camp, on_the_new_clock)
        carry_windows(camp, on_the_new_clock)
    else:  # the shifts' calendar events name the venue
        Shift.objects.filter(camp=camp, cancelled_at=None, ends_at__gt=now).update(
            sequence=F("sequence") + 1, changed_at=now
        )
    lost = carry(
        appointment_ids=appointments,
        shifted=on_the_new_clock,
        kind=ChangeKind.VENUE_CHANGED,
        actor=Actor(by, reason=reason or "venue changed"),
        now=now,
    )
    return CampChanged(len(appointments), lost, _published(camp, Publication.Act.VENUE_CHANGED, reason, by, now))


@once_more
def cancel_day(*, camp: Camp, day: date, reason: str = "", by: User | None, now: datetime) -> CampChanged:
    """Nothing takes place on this day: its appointments and shifts are cancelled, its stations closed.

    Raises NotAllowed when it is no day of the camp, is over, or the camp is cancelled.
    """
    camp = _locked(camp)
    _refuse_cancelled(camp)
    if day not in camp.dates:
        raise NotAllowed(f"{day:%d %B %Y} is not a day of the camp.", cure="Choose one of its days.")
    begins, ends = _bounds(camp, day)
    if ends <= now:
        raise NotAllowed(f"{day:%d %B %Y} is over.")
    lock_windows(camp)
    ids = list(appointments_on(camp, day, now=now).values_list("pk", flat=True))
    if ids:
        cancel_all(
            appointment_ids=ids, actor=Actor(by, reason=reason or "day cancelled"), now=now, tell=Tell.ON_PUBLISH
        )
    Shift.objects.filter(camp=camp, cancelled_at=None, starts_at__gte=begins, starts_at__lt=ends).update(
        cancelled_at=now, changed_at=now, sequence=F("sequence") + 1
    )
    for station in camp.stations.all():
        StationClosure.objects.get_or_create(
            station=station,
            starts_at=begins,
            ends_at=ends,
            defaults={"organisation_id": camp.organisation_id, "reason": (reason or "day cancelled")[:120]},
        )
    return CampChanged(len(ids), [], _published(camp, Publication.Act.DAY_CANCELLED, reason, by, now))


@once_more
def cancel_camp(*, camp: Camp, reason: str = "", by: User | None, now: datetime) -> CampChanged:
    """The whole camp is off: what is still to come is cancelled, shifts too. There is no way back but a copy."""
    camp = _locked(camp)
    _refuse_cancelled(camp)
    was_draft = camp.state == CampState.DRAFT
    lock_windows(camp)
    ids = standing(camp.pk, now=now)
    if ids:
        cancel_all(
            appointment_ids=ids, actor=Actor(by, reason=reason or "camp cancelled"), now=now, tell=Tell.ON_PUBLISH
        )
    Shift.objects.filter(camp=camp, cancelled_at=None, ends_at__gt=now).update(
        cancelled_at=now, changed_at=now, sequence=F("sequence") + 1
    )
    camp.state = CampState.CANCELLED
    camp.save(update_fields=["state"])
    told = None
    if not was_draft:
        told = write_publication(camp=camp, act=Publication.Act.CAMP_CANCELLED, note=reason, by=by, now=now)
    return CampChanged(len(ids), [], told)


def _locked(camp: Camp) -> Camp:
    """The camp as it stands now, its row held: two such acts follow each other."""
    assert transaction.get_connection().in_atomic_block, "once_more opens the transaction"
    return (
        Camp.objects.select_for_update(no_key=True, of=("self",))
        .select_related("venue", "organisation")
        .get(pk=camp.pk)
    )


def _refuse_cancelled(camp: Camp) -> None:
    if camp.state == CampState.CANCELLED:
        raise NotAllowed(f"{camp.name} is cancelled.", cure="Copy it to a new camp.")


def _refuse_begun(camp: Camp, *, now: datetime) -> None:
    _refuse_cancelled(camp)
    if now.astimezone(camp.zone).date() >= camp.first_day:
        raise NotAllowed(
            f"{camp.name} has begun.", cure="Cancel the days still to come, or move appointments one by one."
        )


def _later(zone: ZoneInfo, days: int) -> Callable[[datetime], datetime]:
    """The same hour on the venue's clock, `days` later; an hour that a clock change skips moves forward."""

    def later(at: datetime) -> datetime:
        local = at.astimezone(zone)
        return datetime.combine(local.date() + timedelta(days=days), local.time(), tzinfo=zone)

    return later


def _bounds(camp: Camp, day: date) -> tuple[datetime, datetime]:
    midnight = datetime.min.time()
    return camp.instant(day, midnight), camp.instant(day + timedelta(days=1), midnight)


def _published(camp: Camp, act: str, note: str, by: User | None, now: datetime) -> Publication | None:
    """Who was told of a camp is told of this; of a draft nobody was."""
    return None if camp.state == CampState.DRAFT else write_publication(camp=camp, act=act, note=note, by=by, now=now)
