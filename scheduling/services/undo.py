"""Take back one act by hand: a booking, a move, a swap or a cancelling, while nothing has happened to it since.

It goes back through the doors it came by, so what is taken meanwhile is refused like any other wish, and history shows
both. What was confirmed before a move that nobody was told of is confirmed again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import Camp, Station
from scheduling.errors import Gone, NotAllowed
from scheduling.models import Appointment, ChangeKind, Publication, ScheduleChange, Tell
from scheduling.queries.places import look
from scheduling.services.booking import Actor, book, cancel
from scheduling.services.by_hand import accepted, place_by_hand, swap_by_hand, telling_of_booking, version

CAN_BE_UNDONE = (ChangeKind.BOOKED, ChangeKind.MOVED, ChangeKind.CANCELLED)


def last_act(*, appointment: Appointment, actor: Actor) -> ScheduleChange | None:
    """The change that `undo` would take back: the appointment's last one, when this person made it."""
    last = ScheduleChange.objects.filter(appointment=appointment).order_by("-pk").first()
    if last is None or last.kind not in CAN_BE_UNDONE or actor.user is None or last.actor_id != actor.user.pk:
        return None
    return last


def undo(*, camp: Camp, change_id: int, actor: Actor, now: datetime) -> list[Appointment]:
    """Put back what stood before this change, and before its other half when it was a swap.

    Raises Gone when there is nothing of this person's to undo or something happened since, Taken when the old place
    is no longer free, NotAllowed for a change of many at once.
    """
    with transaction.atomic():
        act = _act(camp, change_id, actor)
        appointments = _locked(act)
        _refuse_what_went_on(act)
        first, one = act[0], appointments[act[0].appointment_id]
        if first.kind == ChangeKind.BOOKED:
            return [cancel(appointment_id=one.pk, actor=actor, now=now)]
        if first.kind == ChangeKind.CANCELLED:
            return [_given_back(one, actor=actor, now=now)]
        if len(act) == 2:
            other = appointments[act[1].appointment_id]
            seen = (version(one), version(other))
            back = swap_by_hand(first=one, second=other, seen=seen, overruled=True, actor=actor, now=now)
        else:
            back = [_moved_back(one, first, actor=actor, now=now)]
        for change in act:
            _confirm_again(change)
        return back


def _act(camp: Camp, change_id: int, actor: Actor) -> list[ScheduleChange]:
    """The changes of one act: written at one instant by one person."""
    first = ScheduleChange.objects.filter(camp=camp, pk=change_id).first()
    if first is None or actor.user is None or first.actor_id != actor.user.pk or first.kind not in CAN_BE_UNDONE:
        raise Gone("There is nothing left to undo.")
    act = list(ScheduleChange.objects.filter(camp=camp, at=first.at, actor=first.actor_id).order_by("pk"))
    if len(act) > (2 if first.kind == ChangeKind.MOVED else 1):
        raise NotAllowed("This was a change of many places at once.", cure="Change them one by one.")
    return act


def _locked(act: list[ScheduleChange]) -> dict[int, Appointment]:
    """The appointments by id, locked in id order as every change of them does."""
    ids = [change.appointment_id for change in act]
    list(Appointment.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    found = Appointment.objects.filter(pk__in=ids).exclude(registration=None)
    return found.select_related("station", "registration__patient", "registration__camp__venue").in_bulk()


def _refuse_what_went_on(act: list[ScheduleChange]) -> None:
    last = max(change.pk for change in act)
    ids = [change.appointment_id for change in act]
    if ScheduleChange.objects.filter(appointment__in=ids, pk__gt=last).exists():
        raise Gone("Something happened to this place since, so it is not undone.")


def _moved_back(one: Appointment, change: ScheduleChange, *, actor: Actor, now: datetime) -> Appointment:
    before = change.before or {}
    assert one.registration is not None, "only patients' appointments are locked here"
    return place_by_hand(
        registration=one.registration,
        station=Station.objects.get(pk=before["station"]),
        start=datetime.fromisoformat(before["starts_at"]),
        seen=version(one),
        overruled=True,
        actor=actor,
        now=now,
    )


def _given_back(one: Appointment, *, actor: Actor, now: datetime) -> Appointment:
    """A cancelled event stays cancelled in everybody's calendar, so its hour is booked anew."""
    registration = one.registration
    assert registration is not None, "only patients' appointments are locked here"
    found = look(registration=registration, station=one.station, start=one.starts_at, now=now, but_for=[one.pk])
    again = book(
        registration_id=registration.pk,
        place=accepted(found, overruled=True),
        procedure_ids=list(one.procedures.values_list("pk", flat=True)),
        actor=actor,
        now=now,
        tell=telling_of_booking(registration, start=one.starts_at, now=now),
    )
    Appointment.objects.filter(pk=again.pk).update(pinned=one.pinned)
    return again


def _confirm_again(change: ScheduleChange) -> None:
    """Who had said "I come" to this hour, and was never told of another, has still said so."""
    published = Publication.objects.filter(camp=change.camp_id, at__gte=change.at).exists()
    if change.tell != Tell.ON_PUBLISH or published:
        return
    earlier = ScheduleChange.objects.filter(appointment=change.appointment_id, pk__lt=change.pk).order_by("-pk").first()
    if earlier and earlier.kind == ChangeKind.CONFIRMED:
        Appointment.objects.filter(pk=change.appointment_id).update(confirmed_at=earlier.at)
