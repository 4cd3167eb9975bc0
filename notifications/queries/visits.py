"""What the page behind a patient's secret link knows of a visit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import Max

from camps.models import Camp, CampState, Decision, Registration
from notifications.ladder import eat_nothing_after
from notifications.models import Message, Told
from notifications.queries.reach import OF_PATIENTS
from notifications.queries.settled import Settled, settled_places
from notifications.wording import Kind
from scheduling.models import (
    Appointment,
    AppointmentKind,
    Milestone,
    OfferState,
    RequestState,
    StandbyOffer,
    TimeRequest,
)
from scheduling.queries.places import FreePlace, free_places
from scheduling.theatre.order import WHEELS_IN

LATELY = timedelta(days=14)
ON_THE_DAY = timedelta(days=1)
NEAREST = 3
MOST_OFFERS = 400  # ten days of hourly windows and more; a longer list helps nobody
MOVING = (Kind.MOVED, Kind.POSTPONED, Kind.VENUE_CHANGED)


class Stage(StrEnum):
    """How a visit stands, as the page says it."""

    NO_PLACE = "no_place"
    STANDBY = "standby"
    NOT_LISTED = "not_listed"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    IN_QUESTION = "in_question"
    BEGUN = "begun"
    OVER = "over"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"
    CAMP_OFF = "camp_off"


@dataclass(frozen=True)
class Visit:
    """One registration's visit. `place` is None while it never had one; `moved_from` is an hour left lately."""

    registration: Registration
    camp: Camp
    stage: Stage
    place: Settled | None = None
    moved_from: datetime | None = None
    wish: TimeRequest | None = None

    @property
    def wish_is_open(self) -> bool:
        return self.wish is not None and self.wish.state == RequestState.OPEN

    @property
    def wish_was_declined(self) -> bool:
        return self.wish is not None and self.wish.state == RequestState.DECLINED

    @property
    def just_chosen(self) -> bool:
        """The patient chose this hour lately, and knows it."""
        return self.moved_from is not None and self.place is not None and self.place.chosen_by_patient

    @property
    def is_operation(self) -> bool:
        """An operation's time is asked for and answered by a person; a consultation's moves at once."""
        return self.place is not None and self.place.appointment.kind == AppointmentKind.OPERATION

    @property
    def may_confirm(self) -> bool:
        return self.stage == Stage.BOOKED

    @property
    def may_move(self) -> bool:
        return self.stage in (Stage.BOOKED, Stage.CONFIRMED)

    @property
    def may_give_up(self) -> bool:
        return self.stage in (Stage.BOOKED, Stage.CONFIRMED, Stage.IN_QUESTION)


def visit_of(registration: Registration, *, now: datetime) -> Visit:
    """The visit as it stands at `now`; call inside the organisation's scope."""
    camp = registration.camp
    place = settled_places(camp, only=[registration.pk]).get(registration.pk)
    stage = _stage(registration, place, now=now)
    if place is None:
        return Visit(registration, camp, stage)
    wish = TimeRequest.objects.filter(appointment=place.appointment).order_by("-asked_at", "-id").first()
    return Visit(registration, camp, stage, place, _moved_from(place, now=now), _still_said(wish, place))


def open_offer_to(registration: Registration, *, now: datetime) -> StandbyOffer | None:
    """A place that became free, and for which an answer is awaited."""
    found = StandbyOffer.objects.filter(registration=registration, state=OfferState.OPEN, expires_at__gt=now)
    return found.select_related("camp__venue", "station").first()


def told_sequence(appointment: Appointment) -> int:
    """SEQUENCE of what the patient was told: a draft raises the appointment's own, and nobody knows of it."""
    told = Told.objects.filter(OF_PATIENTS, appointment=appointment).aggregate(highest=Max("sequence"))
    return told["highest"] or 0


def offers(visit: Visit, *, now: datetime) -> list[FreePlace]:
    """The free places a patient may choose from, earliest first, without the one he or she has."""
    assert visit.place is not None, "only a place that stands can be changed"
    found = free_places(
        registration=visit.registration, now=now, limit=MOST_OFFERS, but_for=[visit.place.appointment.pk]
    )
    return [offer for offer in found if offer.arrive_at != visit.place.arrive_at]


def nearest(offered: list[FreePlace], to: datetime) -> list[FreePlace]:
    """The three nearest to an hour, earliest first."""
    return sorted(sorted(offered, key=lambda offer: abs(offer.arrive_at - to))[:NEAREST], key=lambda o: o.arrive_at)


def by_day(offered: list[FreePlace], camp: Camp) -> dict[date, list[FreePlace]]:
    """The offers under each day at the venue."""
    days: dict[date, list[FreePlace]] = defaultdict(list)
    for offer in offered:
        days[offer.arrive_at.astimezone(camp.zone).date()].append(offer)
    return dict(days)


def nothing_to_eat_from(appointment: Appointment, arrive_at: datetime, *, zone: ZoneInfo) -> datetime | None:
    """From when the patient should not eat: the longest fast of the procedures, counted from the hour of arrival."""
    hours = [procedure.fasting_hours for procedure in appointment.procedures.all() if procedure.fasting_hours]
    return eat_nothing_after(arrive_at, fasting_hours=max(hours, default=None), zone=zone)


def look_for_nobody() -> None:
    """Ask what an expired link asks, so that an unknown one takes as long and tells nothing (safety.md §4.3)."""
    Appointment.objects.filter(registration_id=0).aggregate(last=Max("ends_at"))


def _came_in(place: Settled, *, now: datetime) -> bool:
    """Wheeled in before the hour to come at: nothing of the place is the patient's to change any more."""
    near = place.arrive_at - now < ON_THE_DAY
    return near and Milestone.objects.filter(appointment=place.appointment, kind=WHEELS_IN, undone_at=None).exists()


def _stage(registration: Registration, place: Settled | None, *, now: datetime) -> Stage:
    if registration.camp.state == CampState.CANCELLED:
        return Stage.CAMP_OFF
    if place is None:
        if registration.decision == Decision.STANDBY:
            return Stage.STANDBY
        waits = registration.decision in (Decision.NEW, Decision.LISTED)
        return Stage.NO_PLACE if waits else Stage.NOT_LISTED
    if not place.live:
        return Stage.GIVEN_UP if place.by_patient else Stage.CANCELLED
    if now >= place.ends_at:
        return Stage.OVER
    if now >= place.arrive_at or _came_in(place, now=now):
        return Stage.BEGUN
    if place.in_question:
        return Stage.IN_QUESTION
    return Stage.CONFIRMED if place.appointment.confirmed_at else Stage.BOOKED


def _moved_from(place: Settled, *, now: datetime) -> datetime | None:
    """The hour that the patient knew before: from the change itself where it was the patient's, else as it was told."""
    if place.chosen_by_patient:
        before = place.last.before or {}
        return datetime.fromisoformat(before["arrive_at"]) if now - place.last.at < LATELY else None
    told = (
        Message.objects.filter(appointment=place.appointment, kind__in=MOVING, created_at__gt=now - LATELY)
        .order_by("-created_at", "-id")
        .first()
    )
    old = told.facts.get("old_at") if told else None
    return datetime.fromisoformat(old) if old and datetime.fromisoformat(old) != place.arrive_at else None


def _still_said(wish: TimeRequest | None, place: Settled) -> TimeRequest | None:
    """An open wish, or a "no" that nothing happened after."""
    if wish is None or wish.state == RequestState.OPEN:
        return wish
    said_no = wish.state == RequestState.DECLINED and wish.answered_at is not None
    return wish if said_no and wish.answered_at > place.last.at else None  # type: ignore[operator]  # not None, above
