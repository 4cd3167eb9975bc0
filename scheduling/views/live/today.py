"""The hub of the day: its numbers, and the way to the desk, each station, the boards and the papers."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from camps import sessions
from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb, can
from scheduling.errors import SchedulingError
from scheduling.queries.board_links import board_state
from scheduling.queries.day_numbers import day_numbers
from scheduling.queries.going_alone import is_silent, open_devices
from scheduling.queries.live_queue import queue_now
from scheduling.services.board_links import close_board_link, renew_board_link
from scheduling.views.addresses import page_of


@dataclass(frozen=True)
class Way:
    """A page of the day. One that is not there yet is not shown."""

    name: str
    label: str | Promise
    icon: str
    verb: Verb


WAYS = (
    Way("scheduling:desk", gettext_lazy("Desk: check people in"), "people", Verb.RUN_QUEUE),
    Way("scheduling:live_view", gettext_lazy("Live view of the day"), "clock", Verb.SEE_SCHEDULE),
    Way("scheduling:theatre", gettext_lazy("Theatre board"), "table", Verb.SEE_SCHEDULE),
    Way("scheduling:wrong", gettext_lazy("Something went wrong"), "alert", Verb.EDIT_SCHEDULE),
    Way("scheduling:outage", gettext_lazy("Stations without a network"), "feed", Verb.RUN_QUEUE),
    Way("scheduling:gaps", gettext_lazy("Places that became free"), "add", Verb.EDIT_SCHEDULE),
    Way("scheduling:hall", gettext_lazy("Hall board"), "bell", Verb.SEE_SCHEDULE),
    Way("notifications:printing", gettext_lazy("Print lists and tokens"), "print", Verb.SEE_MESSAGES),
)


@requires(Verb.SEE_SCHEDULE)
def today(request: StaffRequest, camp: Camp) -> HttpResponse:
    now = timezone.now()
    queue = queue_now(camp, now=now, people=False)
    edits = can(request.member, Verb.EDIT_SCHEDULE, camp)
    context = {
        "camp": camp,
        "day": queue.day,
        "is_on": queue.day in camp.dates,
        "numbers": day_numbers(camp, day=queue.day),
        "queue": queue,
        "silent": {one.station_id: one.heard_at for one in open_devices(camp) if is_silent(one, now=now)},
        "ways": _ways(request, camp),
        "may_run": can(request.member, Verb.RUN_QUEUE, camp),
        "may_close": edits and queue.day in camp.dates,
        "stays": sessions.stays_until(request.session, now=now),
        "board": board_state(camp) if edits else None,
        "now": now,
    }
    return render(request, "scheduling/live/today.html", context)


@requires(Verb.SEE_SCHEDULE)
@require_POST
def stay(request: StaffRequest, camp: Camp) -> HttpResponse:
    """This device stays signed in for the day, or no longer."""
    if "end" in request.POST:
        sessions.stay_no_longer(request.session)
        messages.success(request, _("Half an hour untouched ends the sign-in on this device again."))
    else:
        sessions.stay(request.session, now=timezone.now())
        messages.success(request, _("This device stays signed in. Sign out when its work is done."))
    return HttpResponseRedirect(page_of("today", camp))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def board_link(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Make the hall board's own link, make it anew, or close it."""
    now = timezone.now()
    seen = request.POST.get("seen", "")
    try:
        if "close" in request.POST:
            close_board_link(camp=camp, now=now)
            messages.success(request, _("The board's link is closed."))
        else:
            renew_board_link(camp=camp, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else -1, now=now)
            messages.success(request, _("The board has a new link. Open it on the screen in the hall."))
    except SchedulingError as error:
        messages.warning(request, f"{error.message} {error.cure}")
    return HttpResponseRedirect(page_of("today", camp))


def _ways(request: StaffRequest, camp: Camp) -> list[tuple[Way, str]]:
    found = []
    for way in WAYS:
        if can(request.member, way.verb, camp):
            try:
                found.append((way, reverse(way.name, args=[camp.slug])))
            except NoReverseMatch:
                continue  # that page has not landed yet
    return found
