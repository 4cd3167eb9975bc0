"""The patient's place in today's queue: token, people before, from when to when, why, and what can be said back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from camps.live.again import under
from camps.live.answers import begin, tagged
from notifications.queries.phone_queue import PhoneQueue, phone_queue
from notifications.views.visit_door import Caller, behind_the_link, show
from notifications.views.visit_first import QUESTIONS
from scheduling.errors import SchedulingError
from scheduling.models import TicketState
from scheduling.queries.expected_shared import expected_lately
from scheduling.queue.explain import Reason
from scheduling.services.saying import say_here, say_late, say_left

# Each follows a count: "2: booked for an earlier hour". Nobody learns who, or of what illness.
REASONS: dict[Reason, Promise] = {
    Reason.EMERGENCY: gettext_lazy("an emergency"),
    Reason.MORE_URGENT: gettext_lazy("more urgent, as the team sees it"),
    Reason.BOOKED_BEFORE: gettext_lazy("booked for an earlier hour"),
    Reason.WAITED_LONGER: gettext_lazy("waiting for longer"),
    Reason.CHILD_OR_ELDERLY: gettext_lazy("a small child or an elderly person"),
    Reason.LET_GO_FIRST: gettext_lazy("let go first by those who waited"),
    Reason.MOVED_BY_DESK: gettext_lazy("moved by the desk, with the reason on record"),
}


@behind_the_link("GET", "HEAD")
def queue(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The page, and the part of it that a phone asks for every 15 seconds; unchanged is answered before any of this."""
    camp_id = caller.registration.camp_id
    found = tagged(request, camp_id, lambda: _shown(request, caller))
    assert isinstance(found, HttpResponse)
    return found


@behind_the_link("POST")
def say(request: HttpRequest, caller: Caller) -> HttpResponse:
    """ "I am late" and "I am here now". Where somebody was quicker, the page says how it stands."""
    own = phone_queue(caller.registration, now=caller.now)
    said = request.POST.get("say")
    try:
        if own is not None and said == "late" and own.may_be_late:
            say_late(ticket=own.ticket, now=caller.now)
        elif own is not None and said == "here" and own.may_return:
            say_here(ticket=own.ticket, now=caller.now)
    except SchedulingError:
        pass  # the page shows what happened instead: called, or with the team
    return HttpResponseRedirect(caller.path("queue"))


@behind_the_link("GET", "HEAD", "POST")
def leave(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page that says what it means, then the act."""
    own = phone_queue(caller.registration, now=caller.now)
    if own is None or not own.may_leave:
        return HttpResponseRedirect(caller.path("queue"))
    if request.method != "POST":
        return show(request, caller, "leave_queue", queue=own, **_paths(caller))
    try:
        say_left(ticket=own.ticket, now=caller.now)
    except SchedulingError:
        pass  # called in meanwhile: the page says so
    return HttpResponseRedirect(caller.path("queue"))


def _shown(request: HttpRequest, caller: Caller) -> HttpResponse:
    path = caller.path("queue")
    tag = begin(caller.registration.camp_id).tag(request, part=path)
    known = expected_lately(request, caller.registration.camp)
    own = phone_queue(caller.registration, now=caller.now, expected=known[0] if known else None)
    if own is None:
        return HttpResponseRedirect(caller.path())
    part = "_queue" if request.headers.get("HX-Request") else "queue"
    response = show(request, caller, part, **_context(own), **_paths(caller), poll_tag=tag)
    return under(response, known[1]) if known else response


def _context(own: PhoneQueue) -> dict[str, Any]:
    return {
        "queue": own,
        "heading": _heading(own),
        "why_title": _why_title(own),
        "reasons": list(_reasons(own)),
        "asks": QUESTIONS[own.first.question.go_first.reason] if own.first.question else "",
        "let_go": own.moved == Reason.LET_GO_FIRST,
        "near": ", ".join(own.near),
    }


def _reasons(own: PhoneQueue) -> Iterator[tuple[int, str | Promise]]:
    """Who was let go first is told by what this person said to it; a no is told to nobody, not even here."""
    for reason, count in own.reasons:
        if reason != Reason.LET_GO_FIRST:
            yield count, REASONS[reason]
            continue
        alone = all(together == 1 for together in own.first.thanks)
        split = (
            (own.let_by_me, _("you let them go first") if alone else _("you and others let them go first")),
            (own.let_by_most, _("let go first by most of those who were asked")),
            (count - own.let_by_me - own.let_by_most, REASONS[reason]),
        )
        yield from ((n, words) for n, words in split if n)


def _paths(caller: Caller) -> dict[str, Any]:
    return {
        "queue_path": caller.path("queue"),
        "say_path": caller.path("queue/say"),
        "leave_path": caller.path("queue/leave"),
        "first_path": caller.path("queue/first"),
        "answer_path": caller.path("queue/answer"),
    }


def _heading(own: PhoneQueue) -> str:
    """The one thing to know, at the top and in the title."""
    if own.state == TicketState.WAITING:
        if not own.before:
            return _("You are next")
        return ngettext("%(count)s person before you", "%(count)s people before you", own.before) % {
            "count": own.before
        }
    return {
        TicketState.CALLED: _("Please come now"),
        TicketState.SERVING: _("You are with the team"),
        TicketState.PARKED: _("We keep your place"),
        TicketState.MISSED: _("We called you"),
        TicketState.DONE: _("You are done for today"),
        TicketState.LEFT: _("You have left the queue"),
    }[TicketState(own.state)]


def _why_title(own: PhoneQueue) -> str:
    return ngettext("Why is %(count)s person before me?", "Why are %(count)s people before me?", own.before) % {
        "count": own.before
    }
