"""Say what became of somebody on a day, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from camps.errors import Invalid
from camps.live.counter import changed
from camps.models import Camp, Registration, Station, User
from scheduling.errors import Gone, NotAllowed
from scheduling.models import AS_MEANT, Appointment, DayClosing, Fate, FateKind, ReasonKind
from scheduling.queries.closing import Person, closing_day, closing_of, span_of
from scheduling.services.booking import Actor
from scheduling.services.by_hand import place_by_hand

LONGEST = 200


def say_fate(
    *,
    camp: Camp,
    day: date,
    registration: Registration,
    fate: str,
    reason_kind: str = "",
    reason: str = "",
    until: date | None = None,
    by: User | None,
    now: datetime,
) -> Fate:
    """This person's day ended so; what was said before is taken back. The same said again changes nothing.

    On a closed day only the reason may still be put right: why somebody did not come is often learned later. Raises
    Invalid for an unclear answer, NotAllowed where the facts speak against it.
    """
    with transaction.atomic():
        lock_camp(camp)
        person = _person(camp, day, registration, now=now)
        wanted = _clear(person, day, fate=fate, reason_kind=reason_kind, reason=reason, until=until, now=now)
        stands = person.fate
        if stands is not None and all(getattr(stands, name) == value for name, value in wanted.items()):
            return stands
        if closing_of(camp, day) is not None:
            return _put_right(stands, wanted)
        return _written(camp, day, person, wanted, by=by, now=now)


def accept_sure(
    *, camp: Camp, day: date, reasons: Mapping[int, str] | None = None, by: User | None, now: datetime
) -> int:
    """Everybody whose fate the facts leave no doubt of, in one act; returns how many.

    `reasons` are why somebody did not come or left, by card number; who is not in it: not known yet. Those on whom a
    person must look stay as they are. Raises NotAllowed where the day is closed.
    """
    said = reasons or {}
    with transaction.atomic():
        lock_camp(camp)
        refuse_closed(camp, day)
        sure = closing_day(camp, day, now=now).sure
        rows = [_row_of(camp, day, one, said, by=by, now=now) for one in sure]
        Fate.objects.bulk_create(rows)
        changed(camp.pk)
    return len(rows)


def take_back_fate(*, camp: Camp, day: date, registration: Registration, by: User | None, now: datetime) -> bool:
    """Nobody said anything of this person; says whether anybody had. A place on a later day stays theirs.

    Raises NotAllowed where the day is closed.
    """
    with transaction.atomic():
        lock_camp(camp)
        refuse_closed(camp, day)
        gone = Fate.objects.filter(camp=camp, day=day, registration=registration, undone_at=None)
        many = gone.update(undone_at=now, undone_by=by)
        changed(camp.pk)
    return bool(many)


def take_back_accepted(*, camp: Camp, day: date, at: datetime, by: User | None, now: datetime) -> int:
    """What this person accepted with one tap at that moment, and nobody changed since; returns how many.

    Raises NotAllowed where the day is closed.
    """
    with transaction.atomic():
        lock_camp(camp)
        refuse_closed(camp, day)
        mine = Fate.objects.filter(camp=camp, day=day, at=at, by=by, undone_at=None)
        many = mine.update(undone_at=now, undone_by=by)
        changed(camp.pk)
    return many


def move_to_later(
    *,
    camp: Camp,
    day: date,
    registration: Registration,
    station: Station,
    start: datetime,
    reason_kind: str,
    reason: str = "",
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Appointment:
    """The place on a later day, at once, and with it the fate. They hear of it as of any move on the day.

    Raises Taken with the nearest free starts, NotAllowed, Gone, Invalid; nothing is written then.
    """
    with transaction.atomic():
        lock_camp(camp)
        refuse_closed(camp, day)
        _, ends = span_of(camp, day)
        if start < ends:
            raise NotAllowed("This is not on a later day.", cure="Choose a day after the one that is being closed.")
        actor = Actor(by, reason=reason or str(ReasonKind(reason_kind).label if reason_kind else ""))
        placed = place_by_hand(registration=registration, station=station, start=start, seen=seen, actor=actor, now=now)
        say_fate(
            camp=camp,
            day=day,
            registration=registration,
            fate=FateKind.MOVED,
            reason_kind=reason_kind,
            reason=reason,
            by=by,
            now=now,
        )
    return placed


def lock_camp(camp: Camp) -> None:
    """First of all locks, in every act of a closing."""
    Camp.objects.select_for_update(no_key=True, of=("self",)).get(pk=camp.pk)


def refuse_closed(camp: Camp, day: date) -> None:
    if closing_of(camp, day) is not None:
        raise NotAllowed("This day is closed.", cure="Open it again first.")


def _person(camp: Camp, day: date, registration: Registration, *, now: datetime) -> Person:
    if camp.instant(day, datetime.min.time()) > now:
        raise NotAllowed("This day has not begun.", cure="Wait until it is here.")
    for one in closing_day(camp, day, now=now).people:
        if one.registration.pk == registration.pk:
            return one
    raise NotAllowed(f"Card {registration} was not expected on this day and did not come.", cure="Check the number.")


def _clear(
    person: Person,
    day: date,
    *,
    fate: str,
    reason_kind: str,
    reason: str,
    until: date | None,
    now: datetime,
) -> dict[str, object]:
    """The columns of the fate. Raises Invalid, NotAllowed."""
    if fate not in FateKind.values:
        raise Invalid("Choose what became of them.", field="fate", value=fate)
    if reason_kind and reason_kind not in ReasonKind.values:
        raise Invalid("Choose a reason of the list.", field="reason_kind", value=reason_kind)
    words = reason.strip()[:LONGEST]
    kind = "" if fate in AS_MEANT else reason_kind or str(ReasonKind.NOT_KNOWN)
    if kind == ReasonKind.OTHER and not words:
        raise Invalid("Say which other reason.", field="reason", cure="A few words are enough.")
    if fate == FateKind.REFERRED and not (words or person.facts.decided == FateKind.REFERRED):
        raise Invalid("Say to whom.", field="reason", cure="Name the hospital or the expert.")
    if fate == FateKind.DEFERRED:
        until = until or person.registration.deferred_until
        if until is None or until <= day or until < now.date():
            raise Invalid(
                "Say until which day, not one gone by.",
                field="until",
                value=until,
                cure="Choose the first day on which this person can be looked at again.",
            )
    _refuse_unlikely(person, fate)
    return {
        "fate": fate,
        "reason_kind": kind,
        "reason": words,
        "until": until if fate == FateKind.DEFERRED else None,
    }


def _refuse_unlikely(person: Person, fate: str) -> None:
    """What the facts of the day speak against."""
    card = person.registration
    if fate == FateKind.NOT_COME and person.arrival is not None:
        raise NotAllowed(f"Card {card} came: {person.arrival}.", cure="Take the check-in back if it was a mistake.")
    if fate == FateKind.NOT_COME and person.facts.table:
        raise NotAllowed(
            f"Card {card} was at the table.", cure="Put the theatre's hours right if it was somebody else."
        )
    if fate == FateKind.NOT_COME and person.place is not None and not person.facts.over:
        raise NotAllowed(f"The hour of card {card} is not over.", cure="Wait for it, or choose what else is true.")
    if fate != FateKind.DONE and person.facts.table == "in":
        raise NotAllowed(
            f"Card {card} is on the table, as the theatre's board says.", cure="Say there first when it was over."
        )
    if fate == FateKind.LEFT and person.arrival is None and not person.facts.table:
        raise NotAllowed(f"Card {card} did not come, so could not leave.", cure="Choose “did not come”.")
    if fate == FateKind.MOVED and person.later is None:
        raise NotAllowed(f"Card {card} has no place on a later day.", cure="Find one first.")


def _put_right(stands: Fate | None, wanted: Mapping[str, object]) -> Fate:
    """The reason alone, of what was carried out already."""
    if stands is None or (stands.fate, stands.until) != (wanted["fate"], wanted["until"]):
        raise NotAllowed("This day is closed.", cure="Open it again first.")
    stands.reason_kind, stands.reason = str(wanted["reason_kind"]), str(wanted["reason"])
    stands.save(update_fields=["reason_kind", "reason"])
    return stands


def _written(
    camp: Camp, day: date, person: Person, wanted: Mapping[str, object], *, by: User | None, now: datetime
) -> Fate:
    if person.fate is not None:
        Fate.objects.filter(pk=person.fate.pk, undone_at=None).update(undone_at=now, undone_by=by)
    changed(camp.pk)
    return Fate.objects.create(
        organisation_id=camp.organisation_id,
        camp=camp,
        day=day,
        registration=person.registration,
        appointment=person.place or person.later,
        by=by,
        at=now,
        **wanted,
    )


def _row_of(
    camp: Camp, day: date, person: Person, reasons: Mapping[int, str], *, by: User | None, now: datetime
) -> Fate:
    fate, registration = person.proposed.fate, person.registration
    kind = "" if fate in AS_MEANT else reasons.get(registration.number) or str(ReasonKind.NOT_KNOWN)
    if kind and (kind not in ReasonKind.values or kind == ReasonKind.OTHER):
        raise Invalid("Choose a reason of the list.", field="reason_kind", value=kind)
    return Fate(
        organisation_id=camp.organisation_id,
        camp=camp,
        day=day,
        registration=registration,
        appointment=person.place or person.later,
        fate=fate,
        reason_kind=kind,
        reason=registration.decision_reason[:LONGEST] if person.proposed.why == "decided" else "",
        until=registration.deferred_until if fate == FateKind.DEFERRED else None,
        by=by,
        at=now,
    )


def gone_meanwhile(closing: DayClosing | None) -> DayClosing:
    """Raises Gone where there is no closing that holds."""
    if closing is None:
        raise Gone("This day is not closed.")
    return closing
