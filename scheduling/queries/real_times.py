"""When operations really began and ended: as marked at the table, else as it was entered, else as the queue saw it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from camps.models import Camp, LaneName
from scheduling.logs.reading import LONGEST
from scheduling.models import Milestone, Ticket, TicketState, Timing, TimingSource
from scheduling.theatre.order import KNIFE, OUT, WHEELS_IN

SHORTEST = timedelta(minutes=5)  # less than this is a slip of the finger at the station, no operation
TIMES_THE_PLAN = 3  # a station that forgot to send somebody on until the evening teaches nothing


class Source(StrEnum):
    """Who says so."""

    THEATRE = "theatre"  # moments marked at the table
    ENTERED = "entered"  # a person wrote both hours
    QUEUE = "queue"  # the station that served them


@dataclass(frozen=True, slots=True)
class Real:
    """From coming in to going out. `operated`: no, for who went out again before the knife."""

    start: datetime
    end: datetime
    source: Source
    operated: bool = True


@dataclass(frozen=True, slots=True)
class Moments:
    """The moments of one operation that stand; `said_at` is when the last of them was written down."""

    at: Mapping[str, datetime]
    said_at: datetime

    @property
    def on_table(self) -> bool:
        return WHEELS_IN in self.at and OUT not in self.at

    @property
    def given_up(self) -> bool:
        return OUT in self.at and KNIFE not in self.at


def moments_on(camp: Camp, days: Collection[date]) -> dict[int, Moments]:
    """By appointment, of the places of these days. One statement."""
    if not days:
        return {}
    begins, ends = _span(camp, days)
    at: dict[int, dict[str, datetime]] = defaultdict(dict)
    said: dict[int, datetime] = {}
    rows = Milestone.objects.filter(
        camp=camp, undone_at=None, appointment__starts_at__gte=begins, appointment__starts_at__lt=ends
    )
    for of, kind, when, recorded_at in rows.values_list("appointment", "kind", "at", "recorded_at"):
        at[of][kind] = when
        said[of] = max(said.get(of, recorded_at), recorded_at)
    return {of: Moments(marks, said[of]) for of, marks in at.items()}


def real_times(camp: Camp, days: Collection[date], *, moments: Mapping[int, Moments] | None = None) -> dict[int, Real]:
    """By appointment, for those of these days whose beginning and end are both known. Three statements, or two with
    the `moments` that `moments_on` read.

    The one place that knows where such times come from. Who stands on the theatre's board as in and out is timed by
    that; hours that a person entered after it put it right.
    """
    if not days:
        return {}
    if moments is None:
        moments = moments_on(camp, days)
    found = _seen_by_the_queue(
        Ticket.objects.filter(
            camp=camp,
            day__in=days,
            lane=LaneName.THEATRE,
            state=TicketState.DONE,
            appointment__isnull=False,
            started_at__isnull=False,
            ended_at__isnull=False,
        ).select_related("appointment")
    )
    begins, ends = _span(camp, days)
    written: dict[int, datetime] = {}
    hours = Timing.objects.filter(
        appointment__camp=camp, appointment__starts_at__gte=begins, appointment__starts_at__lt=ends
    )
    for of, start, end, source, at in hours.values_list("appointment", "started_at", "ended_at", "source", "at"):
        if of is not None:
            by_queue = source == TimingSource.QUEUE  # what an earlier closing learned
            found[of] = Real(start, end, Source.QUEUE if by_queue else Source.ENTERED)
            if not by_queue:
                written[of] = at
    for of, marked in moments.items():
        if OUT in marked.at and not (of in written and written[of] > marked.said_at):
            found[of] = Real(marked.at[WHEELS_IN], marked.at[OUT], Source.THEATRE, operated=not marked.given_up)
    return found


def _seen_by_the_queue(tickets: Iterable[Ticket]) -> dict[int, Real]:
    found = {}
    for ticket in tickets:
        appointment, start, end = ticket.appointment, ticket.started_at, ticket.ended_at
        assert appointment is not None, "filtered above"
        assert start is not None, "filtered above"
        assert end is not None, "filtered above"
        most = min(timedelta(minutes=LONGEST), TIMES_THE_PLAN * (appointment.ends_at - appointment.starts_at))
        if SHORTEST <= end - start <= most:
            found[appointment.pk] = Real(start, end, Source.QUEUE)
    return found


def _span(camp: Camp, days: Collection[date]) -> tuple[datetime, datetime]:
    midnight = datetime.min.time()
    return camp.instant(min(days), midnight), camp.instant(max(days) + timedelta(days=1), midnight)
