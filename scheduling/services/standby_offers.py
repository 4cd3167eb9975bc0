"""A place that is free today is offered to somebody who waits, for a while; then perhaps to the next.

An offer holds nothing. Who says yes is booked through the one door, in the same transaction: if somebody was quicker,
the answer says so and all stays as it was. Locks: the registration, as `book` does, then the offer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django_scopes import scope, scopes_disabled

from camps.live.counter import changed
from camps.models import Camp, CampState, Registration, Station, User
from scheduling.errors import NotAllowed, SchedulingError, Taken
from scheduling.filling.problem import Place
from scheduling.intervals import instant, minute
from scheduling.models import Appointment, AppointmentState, OfferState, StandbyOffer, Tell
from scheduling.queries.gaps import place_in
from scheduling.queries.on_table import tables_in_use
from scheduling.queries.places import look
from scheduling.services.booking import Actor, book
from scheduling.services.booking.locks import lock_registrations
from scheduling.services.booking.retrying import once_more

LEAST, MOST = 5, 240
REASON = "took a place that became free"


def offer_gap(
    *,
    camp: Camp,
    station: Station,
    since: datetime,
    until: datetime,
    registrations: Sequence[int],
    minutes: int,
    by: User | None,
    now: datetime,
) -> StandbyOffer:
    """Ask the first of `registrations` (ids) who can have a place between `since` and `until`; the others wait as
    `then`, to be asked one after the other.

    Raises NotAllowed in a camp of which nobody hears, for too short a time to think and where nobody fits, Taken where
    the gap or the patient is asked already.
    """
    if camp.state != CampState.PUBLISHED:
        raise NotAllowed("Nobody hears of this camp: it is not published.", cure="Publish it, or book by hand.")
    if not LEAST <= minutes <= MOST:
        raise NotAllowed(f"{minutes} minutes to answer is not possible.", cure=f"Give {LEAST} to {MOST}.")
    if not registrations:
        raise NotAllowed("Nobody is chosen.", cure="Tick whom to ask.")
    refusal: SchedulingError | None = None
    for index, key in enumerate(registrations):
        rest = [other for other in registrations[index + 1 :] if other != key]
        try:
            return _asked(camp, station, (since, until), key, rest, minutes=minutes, by=by, now=now)
        except NotAllowed as error:
            refusal = refusal or error
    assert refusal is not None, "somebody was tried"
    raise refusal


@once_more
def _asked(
    camp: Camp,
    station: Station,
    gap: tuple[datetime, datetime],
    key: int,
    then: Sequence[int],
    *,
    minutes: int,
    by: User | None,
    now: datetime,
) -> StandbyOffer:
    lock_registrations([key])
    person = Registration.objects.select_related("patient", "procedure").get(camp=camp, pk=key)
    person.camp = camp
    if Appointment.objects.filter(registration=person, state=AppointmentState.BOOKED).exists():
        raise NotAllowed(f"Card {person} has a place already.", cure="Ask somebody else.")
    _end_what_is_over(station, gap, key, now=now)
    expires_at = instant(minute(now) + minutes)
    place = place_in(person, station, since=max(gap[0], expires_at), until=gap[1], now=now)
    if place is None:
        raise NotAllowed(
            f"Card {person} does not fit there after {minutes} minutes to answer.",
            cure="Give less time to answer, or ask somebody else.",
        )
    found = look(registration=person, station=station, start=place.starts_at, now=now)
    if found.blocked:
        raise NotAllowed(" ".join(one.words for one in found.conflicts if one.level == "block"), cure="Ask another.")
    number = StandbyOffer.objects.filter(registration=person).aggregate(last=Max("number"))["last"] or 0
    offer = StandbyOffer(
        organisation_id=camp.organisation_id,
        camp=camp,
        registration=person,
        number=number + 1,
        station=station,
        gap=(max(gap[0], now), gap[1]),
        starts_at=place.starts_at,
        ends_at=place.ends_at,
        minutes=minutes,
        expires_at=expires_at,
        then=list(then),
        made_at=now,
        made_by=by,
    )
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError as error:  # the constraints of the model: two who ask at once make one offer
        raise Taken(
            "This gap or this patient is asked already.", cure="Wait for the answer, or take the question back."
        ) from error
    changed(camp.pk)
    return offer


def _end_what_is_over(station: Station, gap: tuple[datetime, datetime], key: int, *, now: datetime) -> None:
    """What nobody answered in time stands in nobody's way, even before the next round writes it down."""
    here = Q(station=station, gap__overlap=gap) | Q(registration=key)
    over = StandbyOffer.objects.filter(here, state=OfferState.OPEN, expires_at__lte=now)
    over.update(state=OfferState.EXPIRED, answered_at=now)


@once_more
def answer_offer(*, offer: StandbyOffer, yes: bool, actor: Actor, now: datetime) -> StandbyOffer:
    """The patient's answer; what comes back says how it stands. A second tap changes nothing, nor does one too late.

    Yes: booked in this transaction, or TAKEN where the place is gone. No: the next one is asked, where one was named.
    """
    lock_registrations([offer.registration_id])
    locked = _locked(offer.pk)
    if not locked.is_open(now):
        return locked
    if not yes:
        _ended(locked, OfferState.DECLINED, actor=actor, now=now)
        _ask_the_next(locked, now=now)
        return locked
    try:
        with transaction.atomic():
            locked.appointment = _booked(locked, actor=actor, now=now)
    except SchedulingError:
        return _ended(locked, OfferState.TAKEN, actor=actor, now=now)
    return _ended(locked, OfferState.ACCEPTED, actor=actor, now=now)


@once_more
def withdraw_offer(*, offer: StandbyOffer, by: User, now: datetime) -> StandbyOffer:
    """The question is taken back, and nobody else is asked. One that was answered meanwhile stays so."""
    lock_registrations([offer.registration_id])
    locked = _locked(offer.pk)
    if locked.state == OfferState.OPEN:
        _ended(locked, OfferState.WITHDRAWN, actor=Actor(by), now=now)
    return locked


def go_on(*, now: datetime) -> int:
    """End the questions whose time is over and ask the next; returns how many ended. Several may run at once."""
    with scopes_disabled():
        due = list(
            StandbyOffer.objects.filter(state=OfferState.OPEN, expires_at__lte=now)
            .select_related("organisation")
            .order_by("expires_at", "pk")
        )
    return sum(_gone_on(offer, now=now) for offer in due)


@once_more
def _gone_on(offer: StandbyOffer, *, now: datetime) -> bool:
    with scope(organisation=offer.organisation):
        lock_registrations([offer.registration_id])
        locked = _locked(offer.pk)
        if locked.state != OfferState.OPEN or now < locked.expires_at:
            return False  # another worker was here, or the patient
        _ended(locked, OfferState.EXPIRED, actor=Actor(), now=now)
        _ask_the_next(locked, now=now)
        return True


def _ask_the_next(offer: StandbyOffer, *, now: datetime) -> None:
    """Whoever of `then` still fits; the time that went by is no longer part of the gap."""
    if not offer.then:
        return
    try:
        with transaction.atomic():
            offer_gap(
                camp=offer.camp,
                station=offer.station,
                since=max(offer.gap.lower, now),
                until=offer.gap.upper,
                registrations=offer.then,
                minutes=offer.minutes,
                by=offer.made_by,
                now=now,
            )
    except SchedulingError:
        return  # the gap is gone, or nobody fits it any more: the page says so


def _booked(offer: StandbyOffer, *, actor: Actor, now: datetime) -> Appointment:
    """Raises as `book`, and Taken where the place is gone."""
    person = offer.registration
    person.camp = offer.camp
    there = tables_in_use(offer.camp, now=now).get(offer.station_id)
    if there is not None and there.free_at > offer.starts_at:
        raise Taken("The operation before it takes longer.")
    found = look(registration=person, station=offer.station, start=offer.starts_at, now=now)
    place = found.place
    if not isinstance(place, Place) or found.blocked or instant(place.span[1]) > offer.gap.upper:
        raise Taken("This place was just taken.")
    return book(
        registration_id=person.pk,
        place=place,
        procedure_ids=[procedure.pk for procedure in person.procedures],
        actor=Actor(actor.user, actor.said_by, reason=REASON),
        now=now,
        tell=Tell.AT_ONCE,
    )


def _locked(pk: int) -> StandbyOffer:
    return (
        StandbyOffer.objects.select_for_update(no_key=True, of=("self",))
        .select_related("camp__venue", "registration__patient", "registration__procedure", "station", "made_by")
        .get(pk=pk)
    )


def _ended(offer: StandbyOffer, state: str, *, actor: Actor, now: datetime) -> StandbyOffer:
    offer.state, offer.answered_at, offer.answered_by = state, now, actor.user
    offer.save(update_fields=["state", "answered_at", "answered_by", "appointment"])
    changed(offer.camp_id)
    return offer


def thinking_time(starts_at: datetime, *, now: datetime) -> int:
    """Minutes to propose for an answer: half an hour, less when the place begins soon."""
    left = (starts_at - now) // timedelta(minutes=1)
    return max(LEAST, min(30, left // 2))
