"""The hall board: tokens and rooms for everybody to see. For staff, and by a secret link for the screen in the hall."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe
from django_scopes import scope

from camps.access import StaffRequest, public, requires
from camps.link_misses import too_many_misses
from camps.link_pages import sealed
from camps.live.answers import begin, live
from camps.live.parts import shared_part
from camps.models import Camp, LaneName
from camps.policy import Verb
from scheduling.models import TicketState
from scheduling.queries.board_links import camp_of_board
from scheduling.queries.expected_shared import expected_now
from scheduling.views.addresses import page_of

LANES = {
    LaneName.REGISTRATION: pgettext_lazy("lane", "Registration"),
    LaneName.VITALS: pgettext_lazy("lane", "Vitals"),
    LaneName.EXAMINATION: pgettext_lazy("lane", "Examination"),
    LaneName.LABORATORY: pgettext_lazy("lane", "Laboratory"),
    LaneName.ANAESTHESIA: pgettext_lazy("lane", "Anaesthesia review"),
    LaneName.THEATRE: pgettext_lazy("lane", "Theatre"),
    LaneName.RECOVERY: pgettext_lazy("lane", "Recovery"),
    LaneName.DISCHARGE: pgettext_lazy("lane", "Discharge"),
}
NEXT = 5  # tokens of each lane
Page = Callable[..., HttpResponseBase]


def behind_the_board_link(page: Page) -> Page:
    """Unknown, closed, replaced links and those of another day get the same 410, as patients' links do."""

    @public("the secret link of a hall's screen; tokens and rooms only")
    @require_safe
    @wraps(page)
    def opened(request: HttpRequest, token: str) -> HttpResponseBase:
        camp = camp_of_board(token, now=timezone.now())
        if camp is None:
            if too_many_misses(request):
                refused = render(request, "429.html", {"retry_minutes": 1}, status=429)
                refused["Retry-After"] = "60"
                return sealed(refused)
            return sealed(render(request, "410.html", status=410))
        with scope(organisation=camp.organisation):
            answer = page(request, camp=camp, token=token)
        assert isinstance(answer, HttpResponse)
        return sealed(answer, language_of(camp))

    return opened


@requires(Verb.SEE_SCHEDULE)
def hall(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The board for who is signed in; it ends with the sign-in."""
    return _page(request, camp, poll=page_of("hall_now", camp))


@requires(Verb.SEE_SCHEDULE)
@live()
def hall_now(request: StaffRequest, camp: Camp) -> HttpResponse:
    return _part(request, camp)


@behind_the_board_link
def board(request: HttpRequest, camp: Camp, token: str) -> HttpResponse:
    """The board without a sign-in: it lasts all day."""
    return _page(request, camp, poll=reverse("scheduling:board_now", args=[token]))


@behind_the_board_link
@live()
def board_now(request: HttpRequest, camp: Camp, token: str) -> HttpResponse:
    return _part(request, camp)


def language_of(camp: Camp) -> str:
    """The camp's first language that we have words in: the board is for patients, not for who opened it."""
    ours = {code for code, _ in settings.LANGUAGES}
    return next((code for code in camp.languages if code in ours), "en")


def _page(request: HttpRequest, camp: Camp, *, poll: str) -> HttpResponse:
    reading = begin(camp.pk)
    with translation.override(language_of(camp)):
        context = _board(camp, now=reading.at) | {"poll_url": poll, "poll_tag": reading.tag(request, part=poll)}
        return render(request, "scheduling/live/hall.html", context)


def _part(request: HttpRequest, camp: Camp) -> HttpResponse:
    now = timezone.now()
    with translation.override(language_of(camp)):
        return shared_part(
            request, "scheduling/live/_hall_now.html", lambda: _board(camp, now=now), camp_id=camp.pk, now=now
        )


def _board(camp: Camp, *, now: datetime) -> dict[str, Any]:
    """Who is to come where, the newest call first, and who is next. No name is read at all."""
    expected = expected_now(camp, now=now)
    queue = expected.queue
    called = [
        (one.station, ticket)
        for one in queue.stations
        for ticket in one.there
        if ticket.state == TicketState.CALLED and ticket.called_at
    ]
    called.sort(key=lambda pair: (pair[1].called_at, pair[1].pk), reverse=True)
    lanes = [
        (
            LANES[LaneName(lane.lane)],
            expected.with_ranges(lane.waiting[:NEXT], now=now),
            max(0, len(lane.waiting) - NEXT),
        )
        for lane in queue.lanes
        if lane.waiting
    ]
    return {"camp": camp, "called": called, "lanes": lanes, "now": now}
