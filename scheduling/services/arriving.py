"""People arrive: checked in by a desk, one scan on record each time, a place in the first lane, and taken back again.

A device without a network sends its acts later, each with an id of its own: sent twice it is one act, and two desks
that checked in the same person make one arrival with both scans on record.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from camps.live.counter import changed
from camps.models import ContactKind, Registration, User
from camps.services.registrations import NewContact, NewPerson, register
from scheduling.errors import NotAllowed
from scheduling.models import (
    Appointment,
    AppointmentState,
    Arrival,
    ArrivalKind,
    Desk,
    Scan,
    ScanOutcome,
    Ticket,
    TicketState,
)
from scheduling.models.arrival import token_text
from scheduling.queries.arriving import kind_of
from scheduling.services.joining import join_first_lane
from scheduling.services.leaving_queue import close_untouched


@dataclass(frozen=True, kw_only=True)
class Act:
    """Whose act it is, at which desk, and when: `at` is when it happened, `now` when we heard of it.

    `number` is the one that a desk without a network printed on the slip; None lets us choose the next.
    """

    desk: Desk
    by: User | None
    now: datetime
    at: datetime | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    number: int | None = None

    @property
    def happened_at(self) -> datetime:
        """Never later than now: a device's clock that runs ahead would let somebody wait from the future."""
        return min(self.at, self.now) if self.at else self.now

    @property
    def offline(self) -> bool:
        return self.at is not None


@dataclass(frozen=True)
class CheckedIn:
    """`new` is False where the person was here already; then `arrival` is the earlier one and its token holds."""

    arrival: Arrival
    scan: Scan
    new: bool


def check_in(*, registration: Registration, act: Act, anyway: bool = False, walks_in: bool = False) -> CheckedIn:
    """Somebody is here. Whoever was checked in today already stays where he or she is; the scan is kept all the same.

    Raises NotAllowed for a person booked for another day, unless `anyway` says that somebody decided so.
    """
    camp = act.desk.camp
    with transaction.atomic():
        # The desk first, then the person, in every path: its numbers go up one at a time.
        Desk.objects.select_for_update(no_key=True).get(pk=act.desk.pk)
        Registration.objects.select_for_update(no_key=True).get(pk=registration.pk, camp=camp)
        if again := _heard_before(act):
            return again
        day = camp.day_at(act.happened_at)
        earlier = Arrival.objects.filter(registration=registration, day=day, undone_at=None).first()
        if earlier is not None:
            return CheckedIn(earlier, _scan(act, earlier, ScanOutcome.ALREADY), new=False)
        place = _place(registration)
        kind = ArrivalKind.WALK_IN if walks_in else kind_of(place, camp=camp, now=act.happened_at)
        if kind == ArrivalKind.WRONG_DAY and not anyway:
            assert place is not None, "a wrong day needs a booked one"
            booked = place.arrive_at.astimezone(camp.zone)
            raise NotAllowed(
                f"Card {registration} is booked for {booked:%A %-d %B, %H:%M}, not for today.",
                cure="Keep that day, or let them wait today behind those who are booked.",
            )
        arrival = _arrive(registration, act, kind=kind, day=day)
        join_first_lane(arrival=arrival, place=place if kind != ArrivalKind.WRONG_DAY else None, act_at=act.happened_at,
                        by=act.by, now=act.now)  # fmt: skip
        changed(camp.pk)
        return CheckedIn(arrival, _scan(act, arrival, ScanOutcome.CHECKED_IN), new=True)


def check_in_together(*, registrations: list[Registration], act: Act, anyway: bool = False) -> list[CheckedIn]:
    """A family in one act, in the order given: all of them or, where one is refused, nobody. Raises NotAllowed."""
    with transaction.atomic():
        return [
            check_in(
                registration=one,
                act=Act(desk=act.desk, by=act.by, now=act.now, client_id=uuid.uuid5(act.client_id, str(one.pk))),
                anyway=anyway,
            )
            for one in registrations
        ]


def walk_in(*, person: NewPerson, act: Act) -> CheckedIn:
    """Somebody nobody expected: registered with what is known, and checked in; sent twice, once.

    Raises Taken, Invalid.
    """
    camp = act.desk.camp
    with transaction.atomic():
        Desk.objects.select_for_update(no_key=True).get(pk=act.desk.pk)
        if again := _heard_before(act):
            return again
        registration = register(camp=camp, person=person, by=act.by, now=act.now, how="said at the desk")
        return check_in(registration=registration, act=act, walks_in=True)


def new_walk_in(*, name: str, birth_date: date | None, estimated: bool, complaint: str, phone: str) -> NewPerson:
    """The four things a desk asks; the rest is added later."""
    contacts = (NewContact(kind=ContactKind.PHONE, value=phone),) if phone else ()
    return NewPerson(
        name=name, birth_date=birth_date, birth_estimated=estimated, complaint=complaint, contacts=contacts
    )


def undo_arrival(*, arrival: Arrival, act: Act) -> Arrival:
    """They are not here after all. The number is not given again; scans stay, with one that says so.

    Raises NotAllowed once a station called them: what was begun is ended at the station.
    """
    camp = act.desk.camp
    with transaction.atomic():
        Desk.objects.select_for_update(no_key=True).get(pk=act.desk.pk)
        Registration.objects.select_for_update(no_key=True).get(pk=arrival.registration_id)
        if Scan.objects.filter(client_id=act.client_id).exists():
            return Arrival.objects.get(pk=arrival.pk)
        one = Arrival.objects.select_for_update(no_key=True).get(pk=arrival.pk, camp=camp)
        if one.undone_at is not None:
            return one
        touched = Ticket.objects.filter(arrival=one).exclude(state=TicketState.WAITING, calls=0)
        if touched.exists():
            raise NotAllowed(
                f"{one.token} was called already.",
                cure="If they left, mark it at the station where they are waited for.",
            )
        close_untouched(arrival=one, by=act.by, now=act.now)
        one.undone_at = act.now
        one.save(update_fields=["undone_at"])
        _scan(act, one, ScanOutcome.UNDONE)
        changed(camp.pk)
    return one


def _heard_before(act: Act) -> CheckedIn | None:
    """The same act of the same device, sent again because the answer was lost."""
    scan = Scan.objects.filter(client_id=act.client_id).select_related("arrival").first()
    return CheckedIn(scan.arrival, scan, new=False) if scan else None


def _place(registration: Registration) -> Appointment | None:
    return Appointment.objects.filter(registration=registration, state=AppointmentState.BOOKED).first()


def _arrive(registration: Registration, act: Act, *, kind: ArrivalKind, day: date) -> Arrival:
    """With the number the slip says, or the letter's next one; a number given twice by a mistake gets the next, too."""
    desk = act.desk
    given = Arrival.objects.filter(camp=desk.camp, day=day, letter=desk.letter)
    number = act.number
    if number is None or given.filter(number=number).exists():
        number = (given.aggregate(last=Max("number"))["last"] or 0) + 1
    return Arrival.objects.create(
        organisation_id=desk.organisation_id,
        camp=desk.camp,
        registration=registration,
        desk=desk,
        day=day,
        letter=desk.letter,
        number=number,
        kind=kind,
        at=act.happened_at,
        by=act.by,
    )


def _scan(act: Act, arrival: Arrival, outcome: ScanOutcome) -> Scan:
    desk = act.desk
    printed = token_text(desk.letter, act.number) if act.number is not None else arrival.token
    if outcome == ScanOutcome.CHECKED_IN and arrival.kind == ArrivalKind.WALK_IN:
        outcome = ScanOutcome.WALK_IN
    scan = Scan.objects.create(
        organisation_id=desk.organisation_id,
        camp=desk.camp,
        registration_id=arrival.registration_id,
        arrival=arrival,
        desk=desk,
        client_id=act.client_id,
        outcome=outcome,
        token=printed,
        offline=act.offline,
        scanned_at=act.at or act.now,
        received_at=act.now,
        by=act.by,
    )
    Desk.objects.filter(pk=desk.pk).exclude(seen_at__gt=act.now).update(seen_at=act.now, closed_at=F("closed_at"))
    return scan
