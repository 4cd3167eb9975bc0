"""A plan, or what stands, with more or less time kept back, and what one more of anything would be worth."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling.models import Plan
from scheduling.planning.bottlenecks import Bottlenecks, bottlenecks
from scheduling.planning.pins import PinsContradict
from scheduling.planning.trade import STEPS, trade
from scheduling.queries.forecast_known import Known, known_of_draft, known_of_plan
from scheduling.views.addresses import page_of
from scheduling.views.forecast_picture import dial_picture
from scheduling.views.foreseen import Clock, how_plan_stands, plan_of

WORTHS = 12  # hours that would be worth most
TOO_MANY = 3000  # people: more than a page can turn the dial of while somebody waits
MANY = 300  # people: from here on the dial takes fewer steps, so that its page comes within seconds


@requires(Verb.EDIT_SCHEDULE)
def plan_dial(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """A proposal with more or less time kept back, and what one more of anything would be worth."""
    plan = plan_of(camp, pk)
    return _dial(request, camp, known_of_plan(plan, now=timezone.now()), plan)


@requires(Verb.EDIT_SCHEDULE)
def dial(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The same for what stands."""
    return _dial(request, camp, known_of_draft(camp, now=timezone.now()), None)


def _dial(request: StaffRequest, camp: Camp, known: Known | None, plan: Plan | None) -> HttpResponse:
    back = page_of("plan_what_if", camp, pk=plan.pk) if plan else page_of("what_if", camp)
    context: dict[str, Any] = {"camp": camp, "plan": plan, "back_url": back, "nobody": not known or not known.spots}
    context |= how_plan_stands(camp, plan)
    if known and len(known.problem.cases) > TOO_MANY:
        context["too_many"] = TOO_MANY
    elif known and known.spots:
        steps = STEPS if len(known.problem.cases) <= MANY else STEPS // 3
        try:
            rows = trade(
                known.problem,
                known.spots,
                steps=steps,
                marked=plan is not None,
                takes=known.takes,
                but_for=known.gone,
            )
            worth = bottlenecks(known.problem)
        except PinsContradict as error:
            context["contradiction"] = str(error)
        else:
            context |= {
                "placed": len(known.spots),
                "stay": sum(case.pinned is not None and case.key in known.spots for case in known.problem.cases),
                "rows": [(row, plan is not None and row.z == known.problem.z) for row in rows],
                "picture": dial_picture(rows, (_("placed"), _("end late"), _("As it stands"))),
                **_worth(camp, worth, known),
            }
    return render(request, "scheduling/dial.html", context)


def _worth(camp: Camp, worth: Bottlenecks, known: Known) -> dict[str, Any]:
    clock = Clock(camp, known.zeros)
    return {
        "hours": [(hour, clock.on(hour.day), hour.value / worth.routine) for hour in worth.hours[:WORTHS]],
        "others": [(other, other.value / worth.routine) for other in worth.others[:WORTHS]],
    }
