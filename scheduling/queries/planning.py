"""Read one camp as a problem of the planner, and its plan as places for the booking service.

Keys are those of the rows: a table, bed or doctor is its resource, a case its registration. A day counts its minutes
from twelve hours before its local noon: midnight, but for the night in which the clocks change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from camps.models import NEVER_BOOKED, Camp, Decision, DoctorRole, Procedure, Registration, Resource, Skill, StationKind
from camps.rules import YOUNG_CHILD, age_on
from scheduling.filling import problem as filling
from scheduling.filling.board import LEADERS
from scheduling.intervals import Span, instant, minute, without
from scheduling.models import Allocation, Appointment, AppointmentState, Part, Publication
from scheduling.planning.problem import Bays, Case, Doctor, Hours, Kit, Level, Problem, Spot, Table
from scheduling.queries.board import camp_board
from scheduling.queries.durations import Pace, duration_of, learned_by_code
from scheduling.queries.served import served
from scheduling.queries.start_hours import hours_of, not_ready_words

DAY = 24 * 60
CLASS = 100  # the value of P4; each class above is worth ten of the one below
AGEING = 4.0  # a patient who has waited for very long is worth up to five of the class, never ten
HALF_AGED = 180  # days after which half of that is reached
CHILD = 16  # completed years


@dataclass(frozen=True)
class CampProblem:
    """A camp as a problem. `zeros` are the minutes since 1970 from which each day counts."""

    camp: Camp
    problem: Problem
    zeros: tuple[int, ...]
    registrations: Mapping[int, Registration]


def camp_problem(camp: Camp, *, now: datetime, z: float = 1.0, only: Collection[int] | None = None) -> CampProblem:
    """Everybody who is listed and not served yet, with or without a place, and all that a place depends on.

    Where people were told (published) and where a hand has pinned, they stay; a draft place is only where they stand.
    With `only` (registrations) nobody else is a case: what the others hold is taken, as what strangers hold.
    """
    chosen = {} if only is None else {"registration__in": only}
    zeros = zeros_of(camp)
    standing = {
        one.registration_id: one
        for one in Appointment.objects.filter(
            camp=camp, state=AppointmentState.BOOKED, registration__decision=Decision.LISTED, **chosen
        ).prefetch_related("allocations", "procedures")
        if one.procedures.all()  # what is no case below keeps what it holds
    }
    board = camp_board(camp, but_for=[one.pk for one in standing.values()])
    held: dict[int, list[Span]] = defaultdict(list)
    for resource, span in board.held:
        held[resource].append(span)
    told_at = Publication.objects.filter(camp=camp).order_by("-number").values_list("at", flat=True).first()
    people = list(
        Registration.objects.filter(camp=camp, decision=Decision.LISTED, **({} if only is None else {"pk__in": only}))
        .exclude(served())
        .select_related("procedure", "patient__resource", "family", "preferred_doctor__resource")
        .prefetch_related("more_procedures")
        .order_by("number")
    )
    doctors = tuple(_doctors(board.staff, held, zeros, since=minute(now)))
    opened = {unit.resource: unit.open for unit in board.units}
    about = _About(camp, zeros, now, told_at, _pace(camp, doctors), _elsewhere(people, standing.values()), opened)
    cases = []
    for person in people:
        place = standing.get(person.pk)
        procedures = list(place.procedures.all()) if place else person.procedures
        if procedures:
            cases.append(_case(person, procedures, place, about))
    the_problem = Problem(
        days=camp.days,
        tables=tuple(
            Table(
                key=unit.resource,
                name=unit.name,
                kind=unit.kind,
                equipment=unit.equipment,
                hours=_hours(unit.open, zeros, since=minute(now), but_for=held[unit.resource]),
            )
            for unit in board.units
            if unit.kind not in NEVER_BOOKED
        ),
        doctors=doctors,
        kits=tuple(_kits(board.kits)),
        bays=tuple(_bays(camp, board.units, zeros)),
        ward_beds=camp.ward_beds,
        cases=tuple(cases),
        z=z,
    )
    return CampProblem(camp, the_problem, zeros, {person.pk: person for person in people})


def cases_on_standby(camp: Camp, *, doctors: Iterable[Doctor], now: datetime) -> tuple[Case, ...]:
    """Those whom the screening put on standby: in no plan, but they may come for somebody who does not."""
    zeros = zeros_of(camp)
    people = list(
        Registration.objects.filter(camp=camp, decision=Decision.STANDBY, procedure__isnull=False)
        .select_related("procedure", "patient__resource", "family", "preferred_doctor__resource")
        .prefetch_related("more_procedures")
        .order_by("number")
    )
    about = _About(camp, zeros, now, None, _pace(camp, doctors), _elsewhere(people, ()))
    return tuple(_case(person, person.procedures, None, about) for person in people)


def likely_minutes(camp: Camp, problem: Problem) -> dict[int, tuple[int, int]]:
    """How long the operations of those who stay where they are will take on average, and the cleaning after them, by
    case: a place holds what it was booked for.
    """
    by_code = {procedure.code: procedure for procedure in Procedure.objects.filter(camp=camp)}
    pace = _pace(camp, problem.doctors)
    found = {}
    for case in problem.cases:
        done = [by_code[code] for code in case.procedures if code in by_code]
        if case.pinned is not None and len(done) == len(case.procedures) > 0:
            surgeon = pace.only_one(case.roles, case.specialties)
            mean = duration_of(done, known=pace.known, surgeon=surgeon).mean
            found[case.key] = max(1, round(mean)), cleaning_after(done)
    return found


def zeros_of(camp: Camp) -> tuple[int, ...]:
    """The minutes since 1970 from which each day of a camp counts."""
    return tuple(_zero(camp, day) for day in camp.dates)


def instant_on(zeros: Sequence[int], day: int, at: int) -> datetime:
    """The instant of a minute of a day; a day more than there are, of a what-if or a last night, follows the last."""
    last = len(zeros) - 1
    return instant(zeros[min(day, last)] + max(0, day - last) * DAY + at)


def _zero(camp: Camp, day: date) -> int:
    return minute(camp.instant(day, time(12))) - DAY // 2


def _hours(spans: Iterable[Span], zeros: tuple[int, ...], *, since: int = 0, but_for: Iterable[Span] = ()) -> Hours:
    """What is left of each span, with the day that it begins on; one that goes on for days is cut at each midnight."""
    away = [(0, since), *but_for]
    days: list[list[Span]] = [[] for _ in zeros]
    for whole in spans:
        for start, end in without([whole], away):
            for index, zero in enumerate(zeros):
                last = zeros[index + 1] if index + 1 < len(zeros) else zero + DAY
                if whole[1] - whole[0] > DAY:
                    if start < last and zero < end:
                        days[index].append((max(start, zero) - zero, min(end, last) - zero))
                elif zero <= whole[0] < last:
                    days[index].append((start - zero, end - zero))
    return tuple(tuple(sorted(day)) for day in days)


def _doctors(
    staff: Iterable[filling.Staff], held: Mapping[int, list[Span]], zeros: tuple[int, ...], *, since: int
) -> Iterable[Doctor]:
    staff = list(staff)
    levels: dict[int, list[tuple[str, Level]]] = defaultdict(list)
    skills = Skill.objects.filter(doctor__resource__in=[one.resource for one in staff])
    for resource, specialty, level in skills.values_list("doctor__resource", "specialty", "level"):
        levels[resource].append((specialty, Level(level)))
    for one in staff:
        yield Doctor(
            key=one.resource,
            name=one.name,
            role=one.role,
            skills=tuple(sorted(levels[one.resource])),
            hours=_hours(one.there, zeros, since=since, but_for=held.get(one.resource, ())),
        )


def _pace(camp: Camp, doctors: Iterable[Doctor]) -> Pace:
    """A doctor whom a what-if has added, or who is gone since a plan was read, is nobody's pace: 0."""
    who = dict(Resource.objects.filter(pk__in=[one.key for one in doctors]).values_list("pk", "doctor"))
    there = tuple((who.get(one.key) or 0, one) for one in doctors if any(one.hours))
    return Pace(learned_by_code(Procedure.objects.filter(camp=camp)), there)


def _kits(units: Iterable[filling.KitUnit]) -> Iterable[Kit]:
    pools: dict[str, list[filling.KitUnit]] = defaultdict(list)
    for unit in units:
        pools[unit.name].append(unit)
    for name, own in sorted(pools.items()):
        yield Kit(name=name, units=len(own), away=max(unit.sterilise for unit in own))


def _bays(camp: Camp, units: Iterable[filling.Unit], zeros: tuple[int, ...]) -> Iterable[Bays]:
    by_station: dict[int, list[filling.Unit]] = defaultdict(list)
    for unit in units:
        if unit.kind == StationKind.RECOVERY:
            by_station[unit.station].append(unit)
    for _, own in sorted(by_station.items()):
        yield Bays(beds=len(own), hours=_hours(own[0].open, zeros))


def _elsewhere(people: Iterable[Registration], own: Iterable[Appointment]) -> dict[int, list[Span]]:
    """When a patient is held by more than his or her own place here, by resource: at another camp of the team, say."""
    found: dict[int, list[Span]] = defaultdict(list)
    patients = [person.patient.resource.pk for person in people]
    holds = Allocation.objects.filter(live=True, resource__in=patients)
    holds = holds.exclude(appointment__in=[place.pk for place in own])
    for resource, period in holds.values_list("resource", "period"):
        found[resource].append((minute(period.lower), minute(period.upper)))
    return found


def _on_days(spans: Iterable[Span], zeros: tuple[int, ...]) -> Hours:
    """The spans as each day counts them, with those of the night after it; none where there are none at all."""
    spans = sorted(spans)
    days = tuple(
        tuple((start - zero, end - zero) for start, end in spans if zero < end and start < zero + 2 * DAY)
        for zero in zeros
    )
    return days if any(days) else ()


@dataclass(frozen=True)
class _About:
    """What is the same for all cases of a camp. `elsewhere` is by the patient's resource, `opened` by the table's."""

    camp: Camp
    zeros: tuple[int, ...]
    now: datetime
    told_at: datetime | None
    pace: Pace
    elsewhere: Mapping[int, list[Span]]
    opened: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)


def _case(person: Registration, procedures: list[Procedure], place: Appointment | None, about: _About) -> Case:
    camp, zeros, told_at, pace = about.camp, about.zeros, about.told_at, about.pace
    hours = hours_of(person, procedures, camp=camp)
    first = procedures[0]
    roles = LEADERS.get(str(first.station_kind), (str(DoctorRole.EXAMINER),))
    specialties = frozenset(procedure.specialty for procedure in procedures)
    duration = duration_of(procedures, known=pace.known, surgeon=pace.only_one(roles, specialties))
    stands = spot_of(place, zeros, opened=about.opened) if place else None
    stays = place is not None and (place.pinned or (told_at is not None and place.created_at <= told_at))
    booked = minutes_booked(place) if place and stays else None  # they can't contradict what others hold
    arrives = person.arrives_on
    years = age_on(person.patient.birth_date, camp.first_day)[0] if person.patient.birth_date else None
    return Case(
        key=person.pk,
        number=person.number,
        priority=person.urgency,
        value=value_of_class(person.urgency, waited_days=max(0, (about.now - person.created_at).days)),
        minutes=booked[0] if booked else max(1, round(duration.mean)),
        sd=duration.sd,
        turnover=booked[1] if booked else cleaning_after(procedures),
        procedures=tuple(procedure.code for procedure in procedures),
        kind=str(first.station_kind),
        roles=roles,
        specialties=specialties,
        equipment=frozenset(name for procedure in procedures for name in procedure.equipment),
        anaesthetist=any(procedure.needs_anaesthetist for procedure in procedures),
        recovery=max(procedure.recovery_min for procedure in procedures),
        nights=max(procedure.nights for procedure in procedures),
        earliest=hours.earliest,
        latest_start=hours.latest,
        home_by=hours.home_by,
        days=tuple(day for day, on in enumerate(camp.dates) if on >= arrives) if arrives else None,
        elsewhere=_on_days(about.elsewhere.get(person.patient.resource.pk, ()), zeros),
        family=person.family_id,
        early=_early(years, diabetic=person.diabetic),
        infected=person.infected,
        ready=not not_ready_words(person, camp=camp),
        preferred=person.preferred_doctor.resource.pk if person.preferred_doctor else None,
        pinned=stands if stays else None,
        stands=stands,
    )


def _early(years: int | None, *, diabetic: bool) -> int:
    """2: infants and young children, 1: other children and diabetics."""
    return 2 if years is not None and years < YOUNG_CHILD else int(diabetic or (years is not None and years < CHILD))


def value_of_class(urgency: int, *, waited_days: int) -> int:
    """Ten of the class below, and more with waiting, but never as much as the class above."""
    aged = 1 + AGEING * waited_days / (waited_days + HALF_AGED)
    return round(CLASS * 10 ** (4 - urgency) * aged)


def cleaning_after(procedures: Iterable[Procedure]) -> int:
    """Minutes of cleaning after all these at once: the longest."""
    return max(procedure.turnover_min for procedure in procedures)


def minutes_booked(place: Appointment) -> tuple[int, int]:
    """Minutes of the operation and of the cleaning after it that an appointment holds, whatever is reckoned now.

    Of one that was over early it is what it held: the rest may be another's by now.
    """
    until = {each.part: minute(each.period.upper) for each in place.allocations.all() if each.live}
    ends = min(minute(place.ends_at), until.get(Part.PATIENT, minute(place.ends_at)))
    cleaning = until[Part.STATION] - ends if Part.STATION in until else cleaning_after(place.procedures.all())
    return ends - minute(place.starts_at), max(0, cleaning)


def spot_of(
    place: Appointment, zeros: tuple[int, ...], *, opened: Mapping[int, tuple[Span, ...]] | None = None
) -> Spot | None:
    """Where an appointment is, by what it holds. With `opened` tables, past midnight it is of the day they opened."""
    start = minute(place.starts_at)
    holds = {each.part: each.resource_id for each in place.allocations.all() if each.live}
    nights = (opened or {}).get(holds.get(Part.STATION, 0), ())
    since = next((begins for begins, ends in nights if begins <= start < ends <= begins + DAY), start)
    day = next((index for index in reversed(range(len(zeros))) if zeros[index] <= since), None)
    if day is None or Part.STATION not in holds:
        return None
    return Spot(
        day=day,
        start=start - zeros[day],
        table=holds[Part.STATION],
        leader=holds.get(Part.SURGEON, holds.get(Part.EXAMINER)),
        anaesthetist=holds.get(Part.ANAESTHETIST),
    )
