"""What is free at the tables today, why it is, and who of those who wait could take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q

from camps.models import Camp, Contact, ContactKind, Decision, Registration, Resource, Station, StationKind
from scheduling.filling.board import Board
from scheduling.filling.problem import Place
from scheduling.intervals import instant, minute, without
from scheduling.models import Allocation, Appointment, AppointmentState, Arrival, Milestone, OfferState, StandbyOffer
from scheduling.planning.gap_fit import Fit, Waiting, fits
from scheduling.queries.board import camp_board, need_of, open_spans
from scheduling.queries.durations import usual_minutes
from scheduling.queries.on_table import tables_in_use
from scheduling.queries.places.search import FreePlace, Search
from scheduling.queries.start_hours import not_ready_words
from scheduling.theatre.order import OUT

SHORTEST = 20  # minutes: in less nothing is done on a table
MOST_ASKED = 60  # of those who wait, the most urgent first


@dataclass(frozen=True)
class Gap:
    """Free time of a table today, from now on. `freed` are those who gave it up, `over` the wheels-out of those who
    were done with it early, `offer` who is asked now.
    """

    station: Station
    since: datetime
    until: datetime
    freed: tuple[Appointment, ...] = ()
    over: tuple[Milestone, ...] = ()
    offer: StandbyOffer | None = None

    @property
    def minutes(self) -> int:
        return minute(self.until) - minute(self.since)

    @property
    def key(self) -> str:
        """What an address says of it: the table and the end, which stands still while its beginning passes."""
        return f"{self.station.pk}-{minute(self.until)}"


def gaps_today(camp: Camp, *, now: datetime) -> list[Gap]:
    """By table and hour. Derived from what is held: whatever frees a table, or takes it, shows; whoever is on a table
    longer than booked takes what follows.
    """
    begins = camp.instant(now.astimezone(camp.zone).date(), time())
    ends = begins + timedelta(days=1)
    tables = list(
        Station.objects.filter(camp=camp, kind=StationKind.TABLE, beds=1).prefetch_related("closures").order_by("name")
    )
    held = defaultdict(list)
    live = Allocation.objects.filter(live=True, resource__station__in=tables, period__overlap=(now, ends))
    for station, period in live.values_list("resource__station", "period"):
        held[station].append((minute(period.lower), minute(period.upper)))
    gone = Appointment.objects.filter(
        camp=camp, state=AppointmentState.CANCELLED, station__in=tables, starts_at__lt=ends, ends_at__gt=now
    )
    given_up = list(gone.select_related("registration__patient").order_by("-cancelled_at"))
    early = Milestone.objects.filter(
        camp=camp, kind=OUT, undone_at=None, station__in=tables, at__lte=now, appointment__ends_at__gt=now
    )
    over = list(early.select_related("appointment__registration").order_by("at"))
    in_use = tables_in_use(camp, now=now)
    asked = StandbyOffer.objects.filter(camp=camp, state=OfferState.OPEN, expires_at__gt=now)
    offers = list(asked.select_related("registration__patient").order_by("pk"))
    found = []
    for table in tables:
        table.camp = camp
        begin = minute(in_use[table.pk].free_at) if table.pk in in_use else minute(now) + 1
        open_now = [
            (max(start, begin), min(end, minute(ends))) for start, end in open_spans(camp, table, table.closures.all())
        ]
        for start, end in without(open_now, held[table.pk]):
            if end - start >= SHORTEST:
                found.append(_gap(table, instant(start), instant(end), given_up, over, offers))
    return sorted(found, key=lambda gap: (gap.since, gap.station.name))


def _gap(
    table: Station,
    since: datetime,
    until: datetime,
    given_up: Iterable[Appointment],
    over: Iterable[Milestone],
    offers: Iterable[StandbyOffer],
) -> Gap:
    freed = [one for one in given_up if one.station_id == table.pk and one.starts_at < until and one.ends_at > since]
    offer = next(
        (one for one in offers if one.station_id == table.pk and one.gap.lower < until and one.gap.upper > since), None
    )
    early = [one for one in over if one.station_id == table.pk and one.at < until and one.appointment.ends_at > since]
    return Gap(table, since, until, tuple(freed), tuple(early), offer)


def gap_named(camp: Camp, key: str, *, now: datetime) -> Gap | None:
    """The gap that an address means, as it is now; None when it is gone."""
    return next((gap for gap in gaps_today(camp, now=now) if gap.key == key), None)


def waiting_for_a_place(camp: Camp) -> list[Registration]:
    """On standby, or listed without a place, for something that is done on a table: the most urgent first."""
    placed = Appointment.objects.filter(registration=OuterRef("pk"), state=AppointmentState.BOOKED)
    phone = Contact.objects.filter(patient=OuterRef("patient"), kind=ContactKind.PHONE, failed_at=None)
    people = (
        Registration.objects.filter(
            ~Exists(placed),
            camp=camp,
            decision__in=(Decision.STANDBY, Decision.LISTED),
            procedure__station_kind=StationKind.TABLE,
        )
        .annotate(has_phone=Exists(phone))
        .select_related("patient__resource", "procedure", "preferred_doctor__resource")
        .prefetch_related("more_procedures")
        .order_by("urgency", "number")
    )
    found: list[Registration] = [*people[:MOST_ASKED]]
    for one in found:
        one.camp = camp
    return found


def who_fits(gap: Gap, *, minutes: int, now: datetime) -> tuple[list[Fit], dict[int, Registration]]:
    """Whom to ask for a gap when each may think for `minutes`, and why not the others; with their rows."""
    camp, answer_by = gap.station.camp, minute(now) + minutes
    people = waiting_for_a_place(camp)
    usual = usual_minutes(procedure for one in people for procedure in one.procedures)
    needs = {
        one.pk: need_of(
            one,
            one.procedures,
            camp=camp,
            patient_resource=one.patient.resource.pk,
            now=now,
            minutes=usual.of(one.procedures),
        )
        for one in people
    }
    board = Board(camp_board(camp, needs=needs.values()))
    unit = next((each for each in board.camp.units if each.station == gap.station.pk), None)
    today = camp.day_at(now)
    keys = list(needs)
    here = set(
        Arrival.objects.filter(camp=camp, day=today, undone_at=None, registration__in=keys).values_list(
            "registration", flat=True
        )
    )
    asked = {one.registration_id: _asked_words(one, now=now) for one in _asked_before(gap, keys)}
    asked |= {one.registration_id: "had this very place" for one in gap.freed if one.registration_id}
    waiting = []
    for one in people:
        need, span = needs[one.pk], (max(minute(gap.since), answer_by), minute(gap.until))
        fitting = unit is not None and any(each.resource == unit.resource for each in board.units(need))
        place = board.first(need, unit, span) if unit is not None and fitting else None
        waiting.append(
            Waiting(
                key=one.pk,
                number=one.number,
                urgency=one.urgency,
                minutes=need.minutes,
                start=place.span[0] if place else None,
                why_not="" if place else _why_not(board, one, unit, span, fitting=fitting, minutes=need.minutes),
                lacks=not_ready_words(one, camp=camp),
                here=one.pk in here,
                km=one.km_to_venue,
                fast=max((procedure.fasting_hours or 0 for procedure in one.procedures), default=0),
                reachable=one.has_phone,  # type: ignore[attr-defined]  # annotated
                asked=asked.get(one.pk, ""),
            )
        )
    return fits(waiting, answer_by=answer_by), {one.pk: one for one in people}


def _asked_before(gap: Gap, keys: list[int]) -> Iterable[StandbyOffer]:
    """Open anywhere, or said no to this very gap."""
    here = Q(
        station=gap.station, gap__overlap=(gap.since, gap.until), state__in=(OfferState.DECLINED, OfferState.EXPIRED)
    )
    return StandbyOffer.objects.filter(here | Q(state=OfferState.OPEN), registration__in=keys).order_by("pk")


def _asked_words(offer: StandbyOffer, *, now: datetime) -> str:
    if offer.is_open(now):
        return "is asked already"
    return "said no to it" if offer.state == OfferState.DECLINED else "did not answer in time"


def _why_not(
    board: Board, one: Registration, unit: object, span: tuple[int, int], *, fitting: bool, minutes: int
) -> str:
    if unit is None or not fitting:
        return "needs another kind of table"
    if span[1] - span[0] < minutes:
        return f"takes {minutes} minutes, and {max(0, span[1] - span[0])} are left after the answer"
    need = need_of(
        one, one.procedures, camp=one.camp, patient_resource=one.patient.resource.pk, now=instant(0), minutes=minutes
    )
    found = board.place(need, unit, -(-span[0] // 5) * 5)  # type: ignore[arg-type]  # a unit, above
    if isinstance(found, Place):
        return "can't begin at the hours that are left"
    return found.shortage.words


def place_in(
    registration: Registration, station: Station, *, since: datetime, until: datetime, now: datetime
) -> FreePlace | None:
    """The first place of a registration within a gap, with its cleaning before the next; None where there is none.

    Whoever is on the table longer than booked is waited for.
    """
    if (there := tables_in_use(registration.camp, now=now).get(station.pk)) is not None:
        since = max(since, there.free_at)
    search = Search.of(registration, now=now, but_for=())
    resource = Resource.objects.get(station=station).pk
    unit = next((each for each in search.board.units(search.need) if each.resource == resource), None)
    if unit is None:
        return None
    place = search.board.first(search.need, unit, (minute(since), minute(until)))
    return search.shown(unit, place) if place else None
