"""How a camp stands: the organiser's first page of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from camps.access import StaffRequest, requires
from camps.look.times import words_for
from camps.models import Camp
from camps.policy import Verb, can
from camps.queries.publishing import missing_for_publishing
from notifications.queries.load import load_of
from notifications.queries.needs_person import needs_of
from notifications.queries.reach import figures_of
from notifications.queries.sending import sending_of
from notifications.queries.untold import untold
from notifications.views.addresses import of_schedule, page_of
from notifications.views.alarms import alarms_for
from notifications.views.load_picture import picture_of
from notifications.views.next_steps import next_steps
from scheduling.queries.day_numbers import numbers_today

SHORTEST_NAMES = 3


@requires(Verb.SEE_CAMP)
def camp_overview(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Figures, the next step, what needs a person, and how full the tables are."""
    now = timezone.now()
    figures, needs, sending = figures_of(camp), needs_of(camp, now=now), sending_of(camp, now=now)
    being_told = sending is not None and not sending.made
    waiting = 0 if being_told else untold(camp)  # what is being told is nobody's next step
    steps = next_steps(
        camp,
        figures,
        needs,
        missing=len(missing_for_publishing(camp)),
        untold=waiting,
        today=numbers_today(camp, now=now),
    )
    load = load_of(camp)
    context = {
        "camp": camp,
        "figures": figures,
        "steps": [step for step in steps if can(request.member, step.verb, camp)],
        "needs": needs,
        "sending": sending,
        "load": load,
        "picture": picture_of(load, [day_name(day.day.isoweekday() - 1, day.day.day) for day in load.days]),
        "sees_messages": can(request.member, Verb.SEE_MESSAGES, camp),
        "links": _links(request, camp, unscreened=figures.unscreened),
        "alarms": alarms_for(request, camp, now=now),
        "now": now,
    }
    return render(request, "notifications/overview/camp.html", context)


def day_name(weekday: int, number: int) -> str:
    """A short name for a picture, such as "Mon 1"."""
    return f"{words_for(get_language() or 'en').weekdays[weekday][:SHORTEST_NAMES]} {number}"


def _links(request: StaffRequest, camp: Camp, *, unscreened: int) -> dict[str, str]:
    """Where each figure leads, for who may go there."""
    links = {}
    if can(request.member, Verb.SEE_REGISTRATIONS, camp):
        links = {
            "registered": of_schedule("registrations", camp),
            "screened": of_schedule("registrations", camp, "decision=new" if unscreened else ""),
            "listed": of_schedule("registrations", camp, "decision=listed"),
            "placed": of_schedule("registrations", camp, "placed=yes"),
        }
    if can(request.member, Verb.SEE_MESSAGES, camp):
        people = page_of("told", camp)
        shown = ("told", "confirmed", "unreachable")
        links |= {name: f"{people}?show={name}" for name in shown} | {"not_told": page_of("not_reached", camp)}
    return links
