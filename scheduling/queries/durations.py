"""What is known of durations: what the organiser entered, changed by each operation of the organisation that was timed.

A procedure is known by its code, at whichever camp. Operations of several procedures at once teach no single one of
them: nobody knows which took how long.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

from django.db.models import F, Window
from django.db.models.functions import Extract, RowNumber

from camps.models import Camp, Doctor, Procedure
from scheduling.models import Timing
from scheduling.planning import problem as planning
from scheduling.planning.durations import Bias, Duration, Learned, Seen, believed, bias_of, learned, together

LEADING = (planning.Level.INDEPENDENT, planning.Level.SUPERVISED)
WATCHED = 30  # the newest, whose bias is watched: plans made since a change are to be judged, not those before
MOST_LEARNED = 400  # of one procedure, the newest: what was done long ago fades


def entered_duration(procedure: Procedure) -> Duration:
    """What the organiser said of a procedure."""
    return believed(median=procedure.median_min, p90=max(procedure.p90_min, procedure.median_min))


def learned_by_code(procedures: Iterable[Procedure]) -> dict[str, Learned]:
    """What is believed now of each of a camp's procedures; a pace is by doctor's id."""
    own = {procedure.code: procedure for procedure in procedures}
    seen = by_code(seen_of(list(own))) if own else {}
    return {code: learned(entered_duration(procedure), seen.get(code, [])) for code, procedure in own.items()}


def duration_of(
    procedures: Iterable[Procedure], *, known: Mapping[str, Learned] | None = None, surgeon: int | None = None
) -> Duration:
    """What is believed of these procedures under one anaesthetic; `surgeon` is the doctor's id where only one leads."""
    return together(
        [known[one.code].of(surgeon) if known and one.code in known else entered_duration(one) for one in procedures]
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """What is known of a camp's procedures, and who is there to lead them (each doctor's id beside the doctor)."""

    known: Mapping[str, Learned]
    there: tuple[tuple[int, planning.Doctor], ...]

    def only_one(self, roles: Collection[str], specialties: Iterable[str]) -> int | None:
        """The doctor's id where nobody else could lead; None where the plan chooses: then anybody's minutes hold."""
        wanted = tuple(specialties)
        leads = [
            who
            for who, one in self.there
            if one.role in roles and all(one.level_in(each) in LEADING for each in wanted)
        ]
        return leads[0] if len(leads) == 1 else None


@dataclass(frozen=True, slots=True)
class UsualMinutes:
    """What half of the operations stay under, by code: learned, else as entered. For places found without a plan."""

    by_code: Mapping[str, int]

    def of(self, procedures: Iterable[Procedure]) -> int:
        """Of all these under one anaesthetic."""
        return sum(self.by_code[procedure.code] for procedure in procedures)


def usual_minutes(procedures: Iterable[Procedure]) -> UsualMinutes:
    """In one query, however many there are; they are of one camp."""
    known = learned_by_code(procedures)
    return UsualMinutes({code: max(1, round(own.duration.median)) for code, own in known.items()})


def least_minutes(procedures: Iterable[Procedure]) -> dict[str, int]:
    """The fewest minutes that any place may hold for a procedure, by code: as entered, or as learned of the quickest
    surgeon. They are of one camp.
    """
    own = {procedure.code: procedure for procedure in procedures}
    least = {}
    for code, known in learned_by_code(own.values()).items():
        quickest = min(known.of(who).median for who in (None, *known.pace))
        least[code] = max(1, min(own[code].median_min, round(quickest)))
    return least


def seen_of(codes: Collection[str]) -> list[Seen]:
    """The operations of these codes that were timed, the newest of each, the oldest of them first."""
    place = Window(RowNumber(), partition_by="codes", order_by=("-started_at", "-pk"))
    timed = (
        Timing.objects.filter(codes__len=1, codes__0__in=codes)
        .annotate(place=place, seconds=Extract(F("ended_at") - F("started_at"), "epoch"))
        .filter(place__lte=MOST_LEARNED)
        .order_by("started_at", "pk")
        .values_list("codes", "surgeon", "seconds", "planned_min")
    )
    return [Seen(own[0], surgeon, float(seconds) / 60, planned) for own, surgeon, seconds, planned in timed]


def by_code(seen: Iterable[Seen]) -> dict[str, list[Seen]]:
    """In the order they come in; a code that was never seen has an empty list."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for one in seen:
        found[one.procedure].append(one)
    return found


@dataclass(frozen=True, slots=True)
class Times:
    """Some operations beside what was planned for them. Minutes; `planned` is the mean where it is known, and `cv` is
    the spread: standard deviation by mean, of two or more. `bias` is that of the newest whose plan is known.
    """

    count: int
    planned: float | None
    mean: float
    cv: float | None
    bias: Bias

    @property
    def off(self) -> str:
        """`longer` or `shorter` where they differ from the plan by more than chance, else nothing."""
        return ("longer" if self.bias.share > 0 else "shorter") if self.bias.is_off else ""


@dataclass(frozen=True, slots=True)
class ProcedureTimes:
    """A procedure of a camp: what was entered, what was seen, what plans use."""

    procedure: Procedure
    entered: Duration
    seen: Times | None
    used: Duration
    pace: tuple[tuple[str, float, int], ...]  # each surgeon's name, factor and count

    @property
    def change(self) -> float:
        """How much longer plans hold it than by what was entered: a share of it."""
        return self.used.mean / self.entered.mean - 1


@dataclass(frozen=True, slots=True)
class SurgeonTimes:
    """A surgeon over all procedures that were timed; `pace` is the factor on everybody's minutes that plans use."""

    name: str
    seen: Times
    pace: float

    @property
    def beside(self) -> float:
        """How much longer than all others: a share."""
        return self.pace - 1


@dataclass(frozen=True, slots=True)
class DurationsOfCamp:
    """What the page of durations shows. `several` are operations of several procedures at once; of `count` that were
    timed the page tells of the newest, `looked_at`.
    """

    procedures: list[ProcedureTimes]
    surgeons: list[SurgeonTimes]
    count: int
    looked_at: int
    several: int
    elsewhere: int
    whole: Bias


def durations_of(camp: Camp) -> DurationsOfCamp:
    """The camp's procedures by name, and the organisation's surgeons who were seen at them."""
    procedures = list(Procedure.objects.filter(camp=camp).order_by("name"))
    every = seen_of([procedure.code for procedure in procedures])
    seen = by_code(every)
    known = {each.code: learned(entered_duration(each), seen[each.code]) for each in procedures}
    names = dict(Doctor.objects.values_list("pk", "name"))
    single = Timing.objects.filter(codes__len=1)
    return DurationsOfCamp(
        procedures=[
            ProcedureTimes(
                procedure=each,
                entered=entered_duration(each),
                seen=times_of(seen[each.code]),
                used=known[each.code].duration,
                pace=tuple((names[who], factor, count) for who, (factor, count) in known[each.code].pace.items()),
            )
            for each in procedures
        ],
        surgeons=_surgeons(every, known, names),
        count=single.filter(codes__0__in=list(known)).count(),
        looked_at=len(every),
        several=Timing.objects.filter(codes__len__gt=1).count(),
        elsewhere=single.exclude(codes__0__in=list(known)).count(),
        whole=bias_of([one for own in seen.values() for one in _newest(own)]),
    )


def watched(seen: Iterable[Seen]) -> Bias:
    """The bias of the newest, the oldest of them first in `seen`."""
    return bias_of(_newest(seen))


def _newest(seen: Iterable[Seen]) -> list[Seen]:
    """Of those that had a plan."""
    return [each for each in seen if each.predicted][-WATCHED:]


def times_of(seen: Sequence[Seen]) -> Times | None:
    """None where nothing was seen."""
    if not seen:
        return None
    minutes = [each.minutes for each in seen]
    planned = [each.predicted for each in seen if each.predicted]
    mean = fmean(minutes)
    return Times(
        count=len(minutes),
        planned=fmean(planned) if planned else None,
        mean=mean,
        cv=stdev(minutes) / mean if len(minutes) > 1 else None,
        bias=watched(seen),
    )


def _surgeons(every: Iterable[Seen], known: Mapping[str, Learned], names: Mapping[int, str]) -> list[SurgeonTimes]:
    own: dict[int, list[Seen]] = defaultdict(list)
    for one in every:
        if one.surgeon is not None:
            own[one.surgeon].append(one)
    rows = []
    for who, seen in own.items():
        times = times_of(seen)
        assert times is not None
        # Over several procedures: each operation as a share of what its procedure takes.
        shares = [one.minutes / known[one.procedure].duration.mean for one in seen]
        times = replace(times, cv=stdev(shares) / fmean(shares) if len(shares) > 1 else None)
        rows.append(SurgeonTimes(names[who], times, fmean(known[one.procedure].pace[who][0] for one in seen)))
    return sorted(rows, key=lambda row: row.name)
