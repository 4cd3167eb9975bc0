"""What is written of a change: the times, SEQUENCE, the ScheduleChange, who is told when, and that live pages moved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from camps.live.counter import changed
from camps.models import CampState
from scheduling.filling.problem import Place
from scheduling.intervals import instant
from scheduling.models import Appointment, ChangeKind, ScheduleChange, Tell
from scheduling.services.booking.actor import Actor

SHOWN_LIVE = timedelta(days=1)


def times(place: Place, now: datetime) -> dict[str, object]:
    return {
        "station_id": place.station,
        "slot_id": place.slot,
        "starts_at": instant(place.span[0]),
        "ends_at": instant(place.span[1]),
        "arrive_at": instant(place.arrive),
        "changed_at": now,
    }


def bump(appointment: Appointment, now: datetime) -> None:
    """SEQUENCE rises with each visible change; before the first publication nobody has seen anything."""
    if appointment.camp.state != CampState.DRAFT:
        appointment.sequence += 1
    appointment.changed_at = now


def telling(appointment: Appointment, actor: Actor, now: datetime, *, was: datetime | None = None) -> Tell:
    """A patient's own change and one on the day are told at once, the rest with the next publishing (design.md, 3).

    `was` is where it stood before: somebody moved away from today must hear of it today.
    """
    if appointment.camp.state == CampState.DRAFT:
        return Tell.ON_PUBLISH
    zone = appointment.camp.zone
    days = {at.astimezone(zone).date() for at in (appointment.starts_at, was) if at}
    on_the_day = now.astimezone(zone).date() in days
    return Tell.AT_ONCE if actor.said_by == "patient" or on_the_day else Tell.ON_PUBLISH


def snapshot(appointment: Appointment) -> dict[str, object]:
    return {
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "arrive_at": appointment.arrive_at.isoformat(),
        "station": appointment.station_id,
        "venue": appointment.venue_id,
        "state": str(appointment.state),
    }


def show_live(camp_id: int, *, starts: Iterable[datetime], now: datetime) -> None:
    """Live pages show today: what touches an hour within a day of now raises the camp's counter, on commit."""
    if any(abs(start - now) < SHOWN_LIVE for start in starts):
        changed(camp_id)


def record(
    appointment: Appointment,
    kind: ChangeKind,
    *,
    before: dict[str, object] | None,
    tell: Tell,
    actor: Actor,
    now: datetime,
) -> ScheduleChange:
    """Write what happened, in the transaction that made it happen."""
    change = change_row(appointment, kind, before=before, tell=tell, actor=actor, now=now)
    change.save()
    return change


def change_row(
    appointment: Appointment,
    kind: ChangeKind,
    *,
    before: dict[str, object] | None,
    tell: Tell,
    actor: Actor,
    now: datetime,
) -> ScheduleChange:
    """The row of `record`, not yet written."""
    was = [datetime.fromisoformat(str(before["starts_at"]))] if before else []
    show_live(appointment.camp_id, starts=[appointment.starts_at, *was], now=now)
    return ScheduleChange(
        organisation_id=appointment.organisation_id,
        camp_id=appointment.camp_id,
        appointment=appointment,
        kind=kind,
        tell=tell,
        before=before,
        after=snapshot(appointment),
        reason=actor.reason[:200],
        actor=actor.user,
        said_by=actor.said_by,
        at=now,
    )
