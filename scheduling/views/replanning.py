"""Something changed on a day: say what, see what could be done, choose one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.models import Camp, CampState
from camps.policy import Verb
from scheduling.beside_a_proposal import costs_of_telling
from scheduling.errors import Gone, SchedulingError
from scheduling.forms.replanning import (
    ChangeForm,
    DoctorForm,
    EmergencyForm,
    LateForm,
    NoShowForm,
    RunsOverForm,
    TableForm,
)
from scheduling.models import Plan, PlanKind
from scheduling.queries.replan_cards import Card, card_of, day_of, days_to_come, group_of, said_in
from scheduling.services.accepting import Accepted
from scheduling.services.booking import Actor
from scheduling.services.replanning import accept_proposal, may_take_back, propose, take_back
from scheduling.views.addresses import day_page, page_of
from scheduling.views.hearing import who_hears


@dataclass(frozen=True)
class Happening:
    """One of the things that happen: its words and its form."""

    key: str
    title: str | Promise
    words: str | Promise
    form: type[ChangeForm]


HAPPENINGS = {
    one.key: one
    for one in (
        Happening(
            "table",
            gettext_lazy("A table is late or closed"),
            gettext_lazy("It opens later, breaks down, or closes early."),
            TableForm,
        ),
        Happening(
            "doctor",
            gettext_lazy("A doctor is late or gone"),
            gettext_lazy("Ill, called away, stuck on the road."),
            DoctorForm,
        ),
        Happening(
            "runs-over",
            gettext_lazy("An operation takes longer"),
            gettext_lazy("Those behind it wait, or go elsewhere."),
            RunsOverForm,
        ),
        Happening(
            "emergency",
            gettext_lazy("An emergency"),
            gettext_lazy(
                "Somebody has to be operated on before all others: without a place, or with one that is too late."
            ),
            EmergencyForm,
        ),
        Happening(
            "no-show",
            gettext_lazy("A patient did not come"),
            gettext_lazy("The place is free for those behind."),
            NoShowForm,
        ),
        Happening(
            "patient-late",
            gettext_lazy("A patient comes later"),
            gettext_lazy("Others go first meanwhile."),
            LateForm,
        ),
        Happening(
            "cover",
            gettext_lazy("Put right what needs cover"),
            gettext_lazy("Absences and closures that were entered elsewhere: everybody concerned at once."),
            ChangeForm,
        ),
    )
}
ALSO = {"power": gettext_lazy("The power is cut"), "late": gettext_lazy("A list runs late")}
AIMS = {
    "right": gettext_lazy("At once: everybody later, same order"),
    "fewest": gettext_lazy("Fewest people moved"),
    "nearest": gettext_lazy("Fewest minutes moved"),
    "soonest": gettext_lazy("Nobody waits longer than needed"),
    "first": gettext_lazy("This patient first"),
}


@requires(Verb.EDIT_SCHEDULE)
def replan_choices(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What can have happened, and on which day."""
    days = days_to_come(camp, now=timezone.now())
    context = {"camp": camp, "happenings": HAPPENINGS.values(), "days": days, "day": _day(request, days)}
    return render(request, "scheduling/replan_choices.html", context)


@requires(Verb.EDIT_SCHEDULE)
def replan(request: StaffRequest, camp: Camp, what: str) -> HttpResponse:
    """What exactly; by POST the proposals, which are kept and shown on a page of their own."""
    if what not in HAPPENINGS:
        raise Http404
    happening, now = HAPPENINGS[what], timezone.now()
    refusal: SchedulingError | None = None
    days = days_to_come(camp, now=now)
    day = _day(request, days)
    if day is None:
        return HttpResponseRedirect(page_of("replan_choices", camp))
    form = happening.form(request.POST if request.method == "POST" else None, camp=camp, day=day)
    asked = request.GET.get("day", day.isoformat())
    if request.method == "POST" and asked != day.isoformat():
        refusal = Gone(f"“{asked[:10]}” is not one of the days to come.", cure="Say it for one of the days below.")
        form = happening.form(camp=camp, day=day)
    elif request.method == "POST" and form.is_valid():
        try:
            rows = propose(camp=camp, change=form.change(), by=request.user, now=now)
        except SchedulingError as error:
            refusal = error
        else:
            return HttpResponseRedirect(page_of("replanned", camp, pk=rows[0].pk))
    context = {"camp": camp, "happening": happening, "form": form, "day": day, "days": days, "refusal": refusal}
    context["back_url"] = f"{page_of('replan_choices', camp)}?day={day}"
    return render(request, "scheduling/replan.html", context, status=409 if refusal else 422 if form.errors else 200)


@requires(Verb.EDIT_SCHEDULE)
def replanned(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The proposals beside each other."""
    return _proposals(request, camp, _of(camp, pk))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def accept_replan(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Do what this one proposes."""
    one = _of(camp, pk)
    try:
        done = accept_proposal(plan=one, actor=Actor(request.user, reason="changed on the day"), now=timezone.now())
    except SchedulingError as error:
        one.refresh_from_db()
        if one.accepted_at is None:
            return _proposals(request, camp, one, refusal=error)
        return HttpResponseRedirect(page_of("replanned", camp, pk=pk))  # the other click of a double click did it
    one.refresh_from_db()
    undo = f"undo:{page_of('undo_replan', camp, pk=pk)}" if may_take_back(one, now=timezone.now()) else ""
    said = said_in(one)
    freed = [_("The place of %s is free.") % said.person] if said.gives_up and said.person else []
    messages.success(request, " ".join([*freed, said_of(done)]), extra_tags=undo)
    return HttpResponseRedirect(_back_to(camp, one))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def undo_replan(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Put the day back as it stood."""
    one = _of(camp, pk)
    try:
        done = take_back(plan=one, actor=Actor(request.user, reason="change taken back"), now=timezone.now())
    except SchedulingError as error:
        messages.error(request, f"{error.message} {error.cure}")
    else:
        said = _("Taken back: %(cancelled)s places given up, %(back)s moved back, %(again)s given again.") % vars(done)
        if done.left:
            left = _("Changed since, or the old place is gone, so it stays as it is: %(left)s. Please look.")
            messages.warning(request, f"{said} {left % vars(done)}")
        else:
            messages.success(request, said)
    return HttpResponseRedirect(_back_to(camp, one))


def said_of(done: Accepted) -> str:
    """What accepting did, in one line."""
    said = _("Done: %(moved)s moved, %(booked)s new, %(dropped)s lost the place.") % vars(done)
    return f"{said} {_('They are marked until you decide for each.')}" if done.dropped else said


def _proposals(request: StaffRequest, camp: Camp, one: Plan, *, refusal: SchedulingError | None = None) -> HttpResponse:
    group = group_of(one)
    cards = sorted((card_of(plan) for plan in group), key=lambda card: card.change)
    accepted = next((plan for plan in group if plan.accepted_at), None)
    context: dict[str, Any] = {
        "camp": camp,
        "day": day_of(one),
        "back_url": _back_to(camp, one),
        "cards": [(card, titles_of(card), hears) for card, hears in zip(cards, _hearing(camp, cards), strict=True)],
        "rather": cards[0].plan.pk,
        "asked": group[0],
        "what": next((each.title for each in HAPPENINGS.values() if _is(each, one)), ALSO.get(_kind_of(one), "")),
        "said": said_in(one),
        "accepted": accepted,
        "may_undo": accepted is not None and may_take_back(accepted, now=timezone.now()),
        "refusal": refusal,
    }
    return render(request, "scheduling/replanned.html", context, status=409 if refusal else 200)


def _hearing(camp: Camp, cards: list[Card]) -> list[list[str]]:
    """Of each card when its people are told, how many by which way, and what that costs."""
    told = [[line.person.pk for line in card.lines if line.moved.will_be is not None] for card in cards]
    costs = costs_of_telling(camp, told) if camp.state == CampState.PUBLISHED else [[] for _ in cards]
    now = timezone.now()
    return [
        [who_hears(camp, starts=card.starts, now=now), *cost] if keys else []
        for card, keys, cost in zip(cards, told, costs, strict=True)
    ]


def titles_of(card: Card) -> list[str]:
    """The aims of a proposal in words."""
    if not card.lines:
        return [_("Nobody has to move")]
    return [str(AIMS[aim]) for aim in card.aims if aim in AIMS]


def _is(happening: Happening, plan: Plan) -> bool:
    what = {"no_show": "no-show", "patient_late": "patient-late", "runs_over": "runs-over", "nothing": "cover"}
    said = _kind_of(plan)
    return happening.key == what.get(said, said)


def _kind_of(plan: Plan) -> str:
    return str(plan.change["change"]["what"])


def _back_to(camp: Camp, plan: Plan) -> str:
    """The day view; the first day's where the camp was moved meanwhile."""
    day = day_of(plan)
    return day_page(camp, day) if day in camp.dates else page_of("first_day", camp)


def _of(camp: Camp, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("camp__venue"), camp=camp, kind=PlanKind.CHANGE, pk=pk)


def _day(request: StaffRequest, days: list[date]) -> date | None:
    """The day in the address, else the first that is not over; None when all are."""
    asked = request.GET.get("day", "")
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)
