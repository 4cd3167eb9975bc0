"""The theatre board, for the team: each table with who is on it, who comes next, and one button for the next moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from camps.access import StaffRequest, requires
from camps.live.answers import live
from camps.live.parts import shared_part
from camps.live.sharing import shared
from camps.models import Camp, Doctor, LaneName
from camps.policy import Verb, can
from scheduling.models import MilestoneKind
from scheduling.queries.theatre import Case, Table, cases_on, theatre_day
from scheduling.theatre.order import KINDS
from scheduling.theatre.times import TableTimes
from scheduling.views.addresses import page_of
from scheduling.views.day import initials
from scheduling.views.hearing import id_in

# Where the patient is before the table: word, tone, icon. A lane's name is said as "At …".
WHERE: dict[str, tuple[str | Promise, str, str]] = {
    "not_arrived": (gettext_lazy("Not arrived"), "warn", "clock"),
    "here": (gettext_lazy("Here"), "info", "person"),
    "waiting": (gettext_lazy("Waiting for theatre"), "info", "wait"),
    "called": (gettext_lazy("Called to theatre"), "ok", "bell"),
    "serving": (gettext_lazy("With the team"), "ok", "doctor"),
    "parked": (gettext_lazy("Set aside"), "warn", "pause"),
    "missed": (gettext_lazy("Did not come when called"), "bad", "alert"),
}
SOON = 1  # minutes that are "on time"


@dataclass(frozen=True)
class Card:
    """One operation as the board says it. `own_id` is a button's own number: a second click is the same act."""

    case: Case
    who: str
    codes: str
    word: str
    tone: str
    icon: str
    running: str
    over: str
    last: str
    last_at: datetime | None
    next: str
    next_word: str
    own_id: str


@dataclass(frozen=True)
class Column:
    """A table as the board shows it."""

    table: Table
    on: list[Card]
    coming: list[Card]
    over: list[Card]
    first: str
    turnover: str


@requires(Verb.SEE_SCHEDULE)
def theatre(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Today while the camp is on, else its first day."""
    return HttpResponseRedirect(page_of("theatre_day", camp, day=day_now(camp)))


@requires(Verb.SEE_SCHEDULE)
def theatre_board(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """The whole page."""
    now, may_run = timezone.now(), can(request.member, Verb.RUN_THEATRE, camp)
    tables = theatre_day(camp, _on(camp, day), now=now)
    context = {"days": camp.dates, **_board(camp, day, tables, may_run=may_run, now=now)}
    return render(request, "scheduling/theatre/board.html", context)


@requires(Verb.SEE_SCHEDULE)
@live()
def theatre_now(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """The part of the page that is read again."""
    day = _on(camp, day)
    now, may_run = timezone.now(), can(request.member, Verb.RUN_THEATRE, camp)

    def context() -> dict[str, Any]:
        tables = shared(camp.pk, ("theatre", day), lambda: theatre_day(camp, day, now=now), now=now)
        return _board(camp, day, tables, may_run=may_run, now=now)

    template, what = "scheduling/theatre/_board.html", (day, may_run)
    return shared_part(request, template, context, camp_id=camp.pk, what=what, now=now)


@requires(Verb.SEE_SCHEDULE)
def doctors_list(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The operations of one doctor on one day, in order: one's own, or those of whoever is chosen."""
    now, day = timezone.now(), day_now(camp)
    if wanted := request.GET.get("day"):
        day = next((each for each in camp.dates if each.isoformat() == wanted), day)
    every = cases_on(camp, day)
    doctors = sorted({doctor for case in every for doctor in case.doctors}, key=lambda doctor: doctor.name)
    own = request.member.doctor
    chosen: Doctor | None = own
    if (key := id_in(request.GET.get("doctor", ""))) is not None:
        chosen = Doctor.objects.filter(pk=key).first()
        if chosen is None:
            raise Http404("no such doctor")
    cases = [case for case in every if chosen in case.doctors] if chosen else []
    context = {
        "camp": camp,
        "day": day,
        "days": camp.dates,
        "doctors": doctors,
        "doctor": chosen,
        "own": own,
        "cards": [_card(case, now=now) for case in cases],
    }
    return render(request, "scheduling/theatre/doctors_list.html", context)


def day_now(camp: Camp) -> date:
    today = camp.day_at(timezone.now())
    return today if today in camp.dates else camp.first_day


def _on(camp: Camp, day: date) -> date:
    """The same day, 404 for one that is none of the camp's."""
    if day not in camp.dates:
        raise Http404("not a day of this camp")
    return day


def _board(camp: Camp, day: date, tables: list[Table], *, may_run: bool, now: datetime) -> dict[str, Any]:
    return {
        "camp": camp,
        "day": day,
        "now": now,
        "columns": [_column(table, now=now) for table in tables],
        "may_run": may_run,
    }


def _column(table: Table, *, now: datetime) -> Column:
    return Column(
        table=table,
        on=[_card(case, now=now, on=True) for case in table.on],
        coming=[_card(case, now=now) for case in table.coming],
        over=[_card(case, now=now) for case in table.over],
        first=_first_words(table.times),
        turnover=_turnover_words(table.times),
    )


def _card(case: Case, *, now: datetime, on: bool = False) -> Card:
    """`on`: it is the table's own, until the table is clean."""
    word, tone, icon = _where_words(case, on=on)
    kind = next((each for each in reversed(KINDS) if each in case.marks), "")
    return Card(
        case=case,
        who=f"{case.registration} {initials(case.registration.patient.name)}",
        codes=" + ".join(procedure.code for procedure in case.appointment.procedures.all()),
        word=word,
        tone=tone,
        icon=icon,
        running=_running_words(case, now),
        over=_over_words(case, now),
        last=_word(kind),
        last_at=case.marks.get(kind),
        next=case.next or "",
        next_word=_word(case.next or ""),
        own_id=str(uuid4()),
    )


def _where_words(case: Case, *, on: bool) -> tuple[str, str, str]:
    """A word with its tone and icon: colour never speaks alone."""
    if case.is_over:
        if on:
            return _("Table being cleaned"), "info", "table"
        return _("In recovery") if case.where == LaneName.RECOVERY else _("Wheeled out"), "ok", "check"
    if case.came_in:
        return _("In theatre"), "info", "table"
    if case.where in WHERE:
        word, tone, icon = WHERE[case.where]
        return str(word), tone, icon
    return _("At: %(lane)s") % {"lane": LaneName(case.where).label}, "info", "person"


def _running_words(case: Case, now: datetime) -> str:
    taken = case.times.taken(now)
    if taken is None:
        return ""
    said = _("%(taken)d of %(planned)d minutes")
    return said % {"taken": int(taken), "planned": round(case.times.planned)}


def _over_words(case: Case, now: datetime) -> str:
    over = int((case.times.taken(now) or 0) - case.times.planned)
    return _("%(minutes)d min over") % {"minutes": over} if over >= SOON else ""


def _first_words(times: TableTimes) -> str:
    if times.first_delay is None:
        return ""
    minutes = int(abs(times.first_delay))
    if not times.begun:
        return _("Not begun, %(minutes)d min late") % {"minutes": minutes} if minutes >= SOON else ""
    if minutes < SOON:
        return _("First case on time")
    words = _("First case %(minutes)d min late") if times.first_delay > 0 else _("First case %(minutes)d min early")
    return words % {"minutes": minutes}


def _turnover_words(times: TableTimes) -> str:
    if times.turnover is None:
        return ""
    count = len(times.turnovers)
    words = ngettext("Turnover %(minutes)d min", "Turnover %(minutes)d min, the middle one of %(count)d", count)
    return words % {"minutes": round(times.turnover), "count": count}


def _word(kind: str) -> str:
    return str(MilestoneKind(kind).label) if kind else ""
