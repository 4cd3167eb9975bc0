"""Ask for a plan, watch it, look at what it proposes, accept it, take it back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling import tasks
from scheduling.errors import SchedulingError
from scheduling.forms.plans import PlanForm
from scheduling.models import Plan, PlanKind, PlanState
from scheduling.queries.plan_faults import already_of, faults_of
from scheduling.queries.plan_left_out import left_out_of
from scheduling.queries.plan_picture import DayPicture, curve, day_pictures
from scheduling.queries.plan_places import Difference, Kind, differences
from scheduling.queries.plans import (
    ON_ITS_WAY,
    dates_of,
    gap_to_read,
    plans_of,
    problem_of,
    settings_of,
    shares,
    solution_of,
)
from scheduling.services.accepting import Accepted, NoLongerFits, accept_plan
from scheduling.services.booking import Actor
from scheduling.services.plan_jobs import ask_for_plan, stop_plan
from scheduling.services.unaccepting import can_undo, undo_acceptance
from scheduling.views.addresses import page_of

LIKE_A_KEY = re.compile("[0-9]{1,18}")
SHOWN = 60  # lines of changes on one page; the rest are reached by their day


@requires(Verb.EDIT_SCHEDULE)
def plans(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What was planned before, and the form for the next plan; by POST, that plan."""
    form = PlanForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = ask_for_plan(camp=camp, settings=form.settings(), by=request.user, now=timezone.now())
        except SchedulingError as error:
            refusal = error
        else:
            begin(plan)
            return HttpResponseRedirect(page_of("plan", camp, pk=plan.pk))
    found = list(plans_of(camp)[:20])
    context = {
        "camp": camp,
        "form": form,
        "refusal": refusal,
        "on_its_way": next((plan for plan in found if plan.state in ON_ITS_WAY), None),
        "plans": [(plan, gap_to_read(plan), settings_of(plan)) for plan in found],
    }
    return render(request, "scheduling/plans.html", context, status=409 if refusal else 422 if form.errors else 200)


def begin(plan: Plan) -> None:
    """Hand it to a worker; without a queue it waits in its row until there is one again."""
    try:
        tasks.plan.delay_on_commit(plan.pk)
    except OperationalError:
        return


@requires(Verb.EDIT_SCHEDULE)
def plan(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """How far it is; once it is done, what it proposes."""
    return _plan_page(request, camp, _of(camp, pk))


@requires(Verb.EDIT_SCHEDULE)
def plan_progress(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The parts of the page that are read again while it searches: the figures, and (`?days`) the pictures."""
    one = _of(camp, pk)
    if one.state not in ON_ITS_WAY:
        return HttpResponseRedirect(page_of("plan", camp, pk=pk))  # who polls is led on to the whole page
    days = "days" in request.GET
    tag = f'"{one.pk}-{one.run}-{len(one.progress)}-{one.served}-{one.stop_asked}"'
    if not days:
        return render(request, "scheduling/_plan_progress.html", {"camp": camp, **_so_far(one)})
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    answer = render(request, "scheduling/_plan_days.html", {"days": _pictures(one)})
    answer["ETag"] = tag
    return answer


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def stop(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Stop and keep the best."""
    stop_plan(plan=_of(camp, pk), now=timezone.now())
    return HttpResponseRedirect(page_of("plan", camp, pk=pk))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def accept(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Accept what the page showed: all of it, a day, a kind, or who is ticked."""
    one = _of(camp, pk)
    part = Part.of(request.POST)
    now = timezone.now()
    only = None if part == Part() else part.chosen(differences(one, now=now), camp)
    if "ticked" in request.POST:
        ticked = {int(key) for key in request.POST.getlist("registration") if LIKE_A_KEY.fullmatch(key)}
        only = ticked if only is None else only & ticked
    try:
        done = accept_plan(
            plan=one,
            actor=Actor(request.user, reason=f"plan {one.pk} accepted"),
            now=now,
            only=only,
            what_fits="what_fits" in request.POST,
        )
    except NoLongerFits as error:
        return _plan_page(request, camp, _of(camp, pk), refusal=error, only=only)
    except SchedulingError as error:
        return _plan_page(request, camp, _of(camp, pk), refusal=error)
    undo_it = f"undo:{page_of('undo_plan', camp, pk=pk)}" if can_undo(_of(camp, pk)) else ""
    messages.success(request, _said(done), extra_tags=undo_it)
    return HttpResponseRedirect(page_of("plan", camp, pk=pk))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def undo(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Put back what stood before it was accepted."""
    try:
        done = undo_acceptance(plan=_of(camp, pk), actor=Actor(request.user, reason="plan undone"), now=timezone.now())
    except SchedulingError as error:
        messages.error(request, f"{error.message} {error.cure}")
    else:
        said = _("Taken back: %(cancelled)s places given up, %(back)s moved back, %(again)s given again.")
        left = _(" %(left)s were changed by hand since and stay.") if done.left else ""
        messages.success(request, (said + left) % vars(done))
    return HttpResponseRedirect(page_of("plan", camp, pk=pk))


@dataclass(frozen=True)
class Part:
    """What of a plan a page shows, and accepts."""

    day: date | None = None
    kind: str = ""

    @classmethod
    def of(cls, data: Any) -> Part:
        try:
            day = date.fromisoformat(data.get("day", ""))
        except ValueError:
            day = None
        kind = data.get("kind", "")
        return cls(day, kind if kind in list(Kind) else "")

    def holds(self, line: Difference, camp: Camp) -> bool:
        at = line.starts_at or (line.standing.starts_at if line.standing else None)
        on_day = self.day is None or (at is not None and at.astimezone(camp.zone).date() == self.day)
        return on_day and (not self.kind or line.kind == self.kind)

    def chosen(self, lines: Sequence[Difference], camp: Camp) -> set[int]:
        """The registrations whose places would change."""
        return {line.case.key for line in lines if line.kind != Kind.SAME and self.holds(line, camp)}


def _of(camp: Camp, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("by", "camp__venue"), camp=camp, kind=PlanKind.WHOLE, pk=pk)


def _said(done: Accepted) -> str:
    said = _("Accepted: %(booked)s booked, %(moved)s moved, %(dropped)s given up.") % vars(done)
    if done.at_once:
        said += " " + _("%(n)s of them are today and are told at once.") % {"n": done.at_once}
    if done.misfits:
        said += " " + _("%(n)s no longer fitted and were left as they are.") % {"n": len(done.misfits)}
    return said


def _so_far(one: Plan) -> dict[str, Any]:
    """What is known of a plan while it is searched, and after."""
    problem = problem_of(one)
    solution = solution_of(one)
    settings = settings_of(one)
    spent = one.progress[-1][0] if one.progress else 0.0
    return {
        "plan": one,
        "on_its_way": one.state in ON_ITS_WAY,
        "settings": settings,
        "spent": spent,
        "running": _running(one, spent),
        "gap": gap_to_read(one),
        "served": len(solution.spots),
        "listed": len(problem.cases) if problem else None,
        "shares": shares(problem, solution.spots) if problem else [],
        "curve": curve([(seconds, value) for seconds, value in one.progress], bound=one.bound),
    }


def _pictures(one: Plan) -> list[DayPicture]:
    """Its days, as far as anybody is placed."""
    problem, spots = problem_of(one), solution_of(one).spots
    return day_pictures(problem, spots, dates_of(one)) if problem and spots else []


def _running(one: Plan, spent: float) -> float:
    """The seconds of the bar: those of the clock, since a search that finds nothing better goes on all the same."""
    if one.started_at is None or one.state not in ON_ITS_WAY:
        return spent
    limit = settings_of(one).seconds or spent
    return round(min(limit, max(spent, (timezone.now() - one.started_at).total_seconds())), 0)


def _plan_page(
    request: HttpRequest, camp: Camp, one: Plan, *, refusal: SchedulingError | None = None, only: set[int] | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"camp": camp, **_so_far(one), "days": _pictures(one), "refusal": refusal}
    if one.state == PlanState.DONE:
        lines = differences(one, now=timezone.now())
        changes = [line for line in lines if line.kind != Kind.SAME]
        part = Part.of(request.POST if refusal else request.GET)
        shown = [line for line in changes if part.holds(line, camp)]
        context |= {
            "part": part,
            "kinds": [(kind, sum(line.kind == kind for line in changes)) for kind in Kind if kind != Kind.SAME],
            "same": len(lines) - len(changes),
            "changes": len(changes),
            "shown": shown[:SHOWN],
            "more": max(0, len(shown) - SHOWN),
            "acceptable": sum(line.changes for line in shown),
            "misfits": [line for line in shown if line.misfit],
            "left_out": left_out_of(one, most=None if "all" in request.GET else SHOWN),
            "may_undo": can_undo(one),
            "what_if": bool(settings_of(one).more),
            "faults": faults_of(one),
            "already": already_of(one),
            "retry": isinstance(refusal, NoLongerFits),
            "ticked": sorted(only or ()),
        }
    return render(request, "scheduling/plan.html", context, status=409 if refusal else 200)
