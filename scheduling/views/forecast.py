"""What a plan, or what stands, will be like: overtime, waits, and who may not come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp, Registration
from camps.policy import Verb
from scheduling.forms.forecast import USUAL, AssumedForm, as_typed
from scheduling.models import Plan
from scheduling.planning.standby import Standby
from scheduling.queries.forecast import Outlook, PatientLine, WorkLine, forecast_of
from scheduling.queries.forecast_known import Known, known_of_draft, known_of_plan
from scheduling.views.addresses import page_of
from scheduling.views.forecast_picture import Picture, ends_picture, served_picture, ways_picture
from scheduling.views.foreseen import Clock, how_plan_stands, plan_of

RISKS = 30  # patients at risk on one page; those most at risk


@dataclass(frozen=True)
class Work:
    """A table's or doctor's day, in instants."""

    line: WorkLine
    on: date
    planned: datetime
    closes: datetime
    half: datetime | None
    most: datetime | None


@dataclass(frozen=True)
class Day:
    """One day's tables, with their picture."""

    on: date
    works: list[Work]
    picture: Picture


@dataclass(frozen=True)
class Patient:
    """One patient's line, in instants, with the row that has the name."""

    line: PatientLine
    registration: Registration | None
    starts: datetime
    told: datetime


@dataclass(frozen=True)
class OnStandby:
    """One person to keep near."""

    line: Standby
    registration: Registration | None
    on: date
    since: datetime
    until: datetime
    km: int | None


@requires(Verb.EDIT_SCHEDULE)
def plan_what_if(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """What a proposal will be like."""
    plan = plan_of(camp, pk)
    return _what_if(request, camp, known_of_plan(plan, now=timezone.now()), plan)


@requires(Verb.EDIT_SCHEDULE)
def what_if(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What the days to come will be like as they stand, without any plan."""
    return _what_if(request, camp, known_of_draft(camp, now=timezone.now()), None)


def _what_if(request: StaffRequest, camp: Camp, known: Known | None, plan: Plan | None) -> HttpResponse:
    typed = AssumedForm({**as_typed(USUAL), **request.GET.dict()})
    assumed = typed.assumed() if typed.is_valid() else USUAL
    outlook = forecast_of(known, assumed) if known else None
    context: dict[str, Any] = {
        "camp": camp,
        "plan": plan,
        "form": typed,
        "outlook": outlook,
        "assumed": assumed,
        "dial_url": page_of("plan_dial", camp, pk=plan.pk) if plan else page_of("dial", camp),
        **how_plan_stands(camp, plan),
    }
    if known and outlook:
        context |= _shown(camp, known, outlook, asked=request.GET.get("day", ""))
        context["carried"] = urlencode(as_typed(assumed))
    return render(request, "scheduling/what_if.html", context, status=422 if typed.errors else 200)


def _shown(camp: Camp, known: Known, outlook: Outlook, *, asked: str) -> dict[str, Any]:
    """The lines of the page. Of the patients' hours one day is shown, the first if none was asked for."""
    clock = Clock(camp, known.zeros)
    days = sorted({line.work.day for line in outlook.tables})
    one = next((day for day in days if str(day) == asked), days[0])
    of_day = sorted((line for line in outlook.patients if line.spot.day == one), key=lambda line: line.spot.start)
    at_risk = outlook.at_risk
    keys = {line.case.key for line in (*of_day, *at_risk[:RISKS])} | {line.case for line in outlook.standby.lines}
    rows = Registration.objects.filter(camp=camp, pk__in=keys).select_related("patient").in_bulk()

    def patients(lines: Sequence[PatientLine]) -> list[Patient]:
        return [
            Patient(
                line,
                rows.get(line.case.key),
                clock(line.spot.day, line.spot.start),
                clock(line.spot.day, line.day.told),
            )
            for line in lines
        ]

    of = {
        "hedged": _("Each a little early"),
        "opening": _("All at opening"),
        "bailey_welch": _("Two at opening"),
        "invited": _("As invitations say now"),
    }
    names = [of[way.name] for way in outlook.ways]
    return {
        "days": _days(outlook.tables, clock),
        "doctors": [_work(line, clock) for line in outlook.doctors],
        "at_risk": patients(at_risk[:RISKS]),
        "more_at_risk": max(0, len(at_risk) - RISKS),
        "chips": [(day, clock.on(day)) for day in days],
        "shown_day": one,
        "patients": patients(of_day),
        "ways": list(zip(names, outlook.ways, strict=True)),
        "ways_picture": ways_picture(outlook.ways, names),
        "standby": [
            OnStandby(
                line,
                rows.get(line.case),
                clock.on(line.day),
                clock(line.day, line.since),
                clock(line.day, line.until),
                known.km.get(line.case),
            )
            for line in outlook.standby.lines
        ],
        "served_picture": served_picture(
            outlook.standby, len(outlook.patients), (_("Nobody on standby"), _("With the standby"))
        ),
        "placed": len(outlook.patients),
    }


def _days(lines: Sequence[WorkLine], clock: Clock) -> list[Day]:
    by_day: dict[int, list[WorkLine]] = defaultdict(list)
    for line in lines:
        by_day[line.work.day].append(line)
    return [
        Day(clock.on(day), [_work(line, clock) for line in here], ends_picture(here))
        for day, here in sorted(by_day.items())
    ]


def _work(line: WorkLine, clock: Clock) -> Work:
    work = line.work
    half, most = (clock(work.day, work.ends.p50), clock(work.day, work.ends.p90)) if work.ends else (None, None)
    return Work(line, clock.on(work.day), clock(work.day, work.planned), clock(work.day, work.closes), half, most)
