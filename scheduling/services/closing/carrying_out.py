"""What a fate leads to, when the day is closed. Each step looks first whether it is done already.

Nobody hears "your visit will not take place" of an hour that is over: such a place is taken away without a word, and
so is the place of somebody who stood before us and was told. A place on a later day that is taken away with a deferral
or a referral is told at once, as any cancelling.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from camps.errors import Invalid
from camps.look.times import day_text
from camps.models import Camp, Decision, Doctor, User
from scheduling.errors import NotAllowed
from scheduling.models import (
    OPEN,
    Appointment,
    AppointmentKind,
    AppointmentState,
    ChangeKind,
    FateKind,
    ReasonKind,
    ScheduleChange,
    Tell,
    Ticket,
    TicketAct,
    TicketState,
    Timing,
    TimingSource,
)
from scheduling.queries.closing import Person
from scheduling.queries.leaders import leader_of
from scheduling.queries.real_times import Source
from scheduling.services.booking import Actor, cancel_all
from scheduling.services.booking.locks import lock_registrations
from scheduling.services.booking.records import change_row, snapshot
from scheduling.services.decisions import decide
from scheduling.services.tickets import Doing, change
from scheduling.services.timings.entering import enter_timing

CLOSED = "The day was closed."
STILL_ASKED_FOR = (Decision.NEW, Decision.LISTED, Decision.STANDBY)
WHY = {
    FateKind.SEEN: "examined, no operation",
    FateKind.NOT_COME: "did not come",
    FateKind.LEFT: "left before the end",
    FateKind.DEFERRED: "deferred",
    FateKind.REFERRED: "referred",
}


def carry_out(*, camp: Camp, day: date, people: Sequence[Person], by: User, now: datetime) -> None:
    """Everybody's fate, in the closing's own transaction; each of them has one."""
    _refuse_places_lost(people)
    lock_registrations([one.registration.pk for one in people])
    served = [one for one in people if _was_served(one)]
    _finish([one.place for one in served if one.place], by=by, now=now)
    _learn(served, by=by, now=now)
    used = {one.registration.pk for one in served}
    _take_places_away([one for one in people if one.place and one.registration.pk not in used], by=by, now=now)
    for one in people:
        _decide(one, day, served=one.registration.pk in used, by=by, now=now)
    _end_tickets(camp, day, {one.registration.pk: _fate(one) for one in people}, by=by, now=now)


def undo_done(*, camp: Camp, people: Iterable[Person], by: User | None, now: datetime) -> None:
    """Appointments that the closing ended stand again, unless their patient has another place by now; what was learned
    from the queue is forgotten until the day is closed anew.
    """
    ended = [one.place for one in people if one.place and one.place.state == AppointmentState.DONE and not one.later]
    Timing.objects.filter(appointment__in=[one.pk for one in ended], source=TimingSource.QUEUE).delete()
    _set_state(ended, AppointmentState.BOOKED, ChangeKind.NOT_DONE, by=by, now=now)


def _fate(person: Person) -> FateKind:
    assert person.fate is not None, "the closing refuses before"
    return FateKind(person.fate.fate)


def _refuse_places_lost(people: Sequence[Person]) -> None:
    lost = [str(one.registration) for one in people if _fate(one) == FateKind.MOVED and one.later is None]
    if lost:
        raise NotAllowed(
            f"The later place was cancelled since: card {', '.join(lost)}.",
            cure="Take their fate back and choose anew.",
        )


def _was_served(person: Person) -> bool:
    """Whose place of the day was used for what it was given."""
    fate, place = _fate(person), person.place
    if place is None:
        return False
    operation = place.kind == AppointmentKind.OPERATION
    return fate == FateKind.DONE or (fate == FateKind.SEEN and not operation)


def _finish(places: Sequence[Appointment], *, by: User | None, now: datetime) -> None:
    _set_state(
        [one for one in places if one.state == AppointmentState.BOOKED],
        AppointmentState.DONE,
        ChangeKind.DONE,
        by=by,
        now=now,
    )


def _set_state(
    places: Sequence[Appointment], state: AppointmentState, kind: ChangeKind, *, by: User | None, now: datetime
) -> None:
    """Nobody hears of it, and no calendar shows it: the hour is what it was."""
    keys = [one.pk for one in places]
    locked = Appointment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    changes = []
    for one in locked:
        before = snapshot(one)
        one.state = state
        changes.append(change_row(one, kind, before=before, tell=Tell.NOBODY, actor=Actor(by, reason=CLOSED), now=now))
    Appointment.objects.filter(pk__in=keys).update(state=state)
    ScheduleChange.objects.bulk_create(changes)


def _learn(served: Sequence[Person], *, by: User | None, now: datetime) -> None:
    """What the queue saw at the table, where nobody entered or marked it: the next day's plan holds tables for as long.

    What was marked taught its minutes already (services/theatre), or taught none, as an operation that was not begun.
    """
    wanted = [one for one in served if one.place and one.real and one.real.source == Source.QUEUE]
    doctors = Doctor.objects.in_bulk([found for one in wanted if one.place and (found := leader_of(one.place))])
    for one in wanted:
        assert one.place is not None, "filtered above"
        assert one.real is not None, "filtered above"
        if one.place.kind != AppointmentKind.OPERATION:
            continue
        try:
            enter_timing(
                appointment=one.place,
                started_at=one.real.start,
                ended_at=one.real.end,
                surgeon=doctors.get(leader_of(one.place) or 0),
                by=by,
                now=now,
                source=TimingSource.QUEUE,
            )
        except Invalid:
            continue  # without procedures it teaches nothing


def _take_places_away(people: Sequence[Person], *, by: User | None, now: datetime) -> None:
    """By the reason, since each cancelling says its own."""
    by_reason: dict[str, list[int]] = defaultdict(list)
    for one in people:
        assert one.place is not None, "the caller's"
        assert one.fate is not None, "the caller's"
        if one.place.state == AppointmentState.BOOKED and _fate(one) in WHY:
            by_reason[_words(one)].append(one.place.pk)
    for words, keys in sorted(by_reason.items()):
        cancel_all(appointment_ids=sorted(keys), actor=Actor(by, reason=words), now=now, tell=Tell.NOBODY)


def _words(person: Person) -> str:
    fate = person.fate
    assert fate is not None, "the caller's"
    known = fate.reason_kind not in ("", ReasonKind.NOT_KNOWN, ReasonKind.OTHER)
    more = [str(fate.get_reason_kind_display()).lower()] if known else []
    return ": ".join([WHY[_fate(person)], *more])


def _decide(person: Person, day: date, *, served: bool, by: User, now: datetime) -> None:
    """Off the list where nothing more is asked for; who did not come or left stays on it and may be placed again."""
    fate, registration = person.fate, person.registration
    assert fate is not None, "the closing refuses before"
    said = {"registrations": [registration.pk], "cancel_places": True, "by": by, "now": now}
    if fate.fate in (FateKind.DEFERRED, FateKind.REFERRED):
        if registration.decision == fate.fate and registration.deferred_until == fate.until:
            return
        words = fate.reason or str(fate.get_reason_kind_display())
        until = max(fate.until, now.date()) if fate.until else None
        decide(decision=fate.fate, reason=words, deferred_until=until, **said)  # type: ignore[arg-type]  # as named above
    elif fate.fate in (FateKind.DONE, FateKind.SEEN) and not served and registration.decision in STILL_ASKED_FOR:
        words = "Operated on" if fate.fate == FateKind.DONE else "Examined, no operation:"
        decide(decision=Decision.NOT_NOW, reason=f"{words} {day_text(day)}.", **said)  # type: ignore[arg-type]


def _end_tickets(camp: Camp, day: date, fates: dict[int, FateKind], *, by: User | None, now: datetime) -> None:
    """Whoever was forgotten in a lane. When they really went nobody knows, so no waiting time is made of it."""
    for key, registration in list(
        Ticket.objects.filter(camp=camp, day=day, state__in=OPEN).order_by("pk").values_list("pk", "registration")
    ):
        went = fates.get(registration) in (FateKind.DONE, FateKind.SEEN)
        change(
            ticket_id=key,
            act=TicketAct.DONE if went else TicketAct.LEFT,
            allowed=OPEN,
            doing=Doing(by=by, now=now, reason=CLOSED),
            state=TicketState.DONE if went else TicketState.LEFT,
            ended_at=None,
        )
