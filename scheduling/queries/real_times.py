"""When operations really began and ended: as it was entered or taken from a log, else as the queue saw it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from camps.models import Camp, LaneName
from scheduling.logs.reading import LONGEST
from scheduling.models import Ticket, TicketState, Timing

SHORTEST = timedelta(minutes=5)  # less than this is a slip of the finger at the station, no operation
TIMES_THE_PLAN = 3  # a station that forgot to send somebody on until the evening teaches nothing


@dataclass(frozen=True, slots=True)
class Real:
    """`entered`: a person wrote it or a log said so; else it is what the queue saw at the table."""

    start: datetime
    end: datetime
    entered: bool


def real_times(camp: Camp, days: Collection[date]) -> dict[int, Real]:
    """By appointment, for those of these days whose beginning and end are both known. Two statements.

    The one place that knows where such times come from: moments marked at the table are to be read here, before the
    queue's.
    """
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
    first, last = min(days, default=None), max(days, default=None)
    if first is None or last is None:
        return {}
    begins, ends = camp.instant(first, datetime.min.time()), camp.instant(last + timedelta(days=1), datetime.min.time())
    entered = Timing.objects.filter(
        appointment__camp=camp, appointment__starts_at__gte=begins, appointment__starts_at__lt=ends
    )
    for of, start, end in entered.values_list("appointment", "started_at", "ended_at"):
        if of is not None:
            found[of] = Real(start, end, entered=True)
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
            found[appointment.pk] = Real(start, end, entered=False)
    return found
