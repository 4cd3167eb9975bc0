"""Going first, from the phone: ask those before, and answer when somebody asks. A GET shows, a POST acts."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from camps.errors import CampError
from notifications.queries.phone_queue import PhoneQueue, phone_queue
from notifications.tasks import wake_on_commit
from notifications.views.visit_door import Caller, behind_the_link, show
from scheduling.errors import SchedulingError
from scheduling.models import GoFirstAnswer, GoFirstReason, Through
from scheduling.queries.go_first import Obstacle, question_of
from scheduling.services.go_first import ask, give_answer, take_back
from scheduling.services.tickets import Doing

# As who asks says it, and as those who are asked read it. Neither names an illness.
OWN_REASONS: dict[str, Promise] = {
    GoFirstReason.CHILD: gettext_lazy("A child is with us who can’t wait any longer"),
    GoFirstReason.PAIN: gettext_lazy("I am in pain, or somebody with me is"),
    GoFirstReason.FAR: gettext_lazy("We have a long way home"),
    GoFirstReason.OTHER: gettext_lazy("Another reason"),
}
QUESTIONS: dict[str, Promise] = {
    GoFirstReason.CHILD: gettext_lazy("A child who can’t wait any longer asks to go before you."),
    GoFirstReason.PAIN: gettext_lazy("Somebody in pain asks to go before you."),
    GoFirstReason.FAR: gettext_lazy("Somebody with a long way home asks to go before you."),
    GoFirstReason.OTHER: gettext_lazy("Somebody who finds it hard to wait asks to go before you."),
}
OBSTACLES: dict[Obstacle, Promise] = {
    Obstacle.FIRST: gettext_lazy("You are next already."),
    Obstacle.EMERGENCY: gettext_lazy("You go first without asking anybody."),
    Obstacle.ASKED_HERE: gettext_lazy("Somebody else is asking just now. Please try again in a few minutes."),
    Obstacle.ENOUGH: gettext_lazy("You asked twice today already."),
    Obstacle.MORE_URGENT: gettext_lazy("Those before you are more urgent, as the team sees it."),
}


@behind_the_link("GET", "HEAD", "POST")
def first(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What asking means, then the question; or, while it is open, taking it back."""
    own = phone_queue(caller.registration, now=caller.now)
    if own is None:
        return HttpResponseRedirect(caller.path("queue"))
    if request.method == "POST" and request.POST.get("say") == "take back":
        return _taken_back(own, caller)
    if not own.may_ask:
        return HttpResponseRedirect(caller.path("queue"))
    if request.method == "POST":
        return _asked(request, own, caller)
    return _page(request, own, caller)


@behind_the_link("POST")
def answer(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Yes or no; where it was decided meanwhile, the page says how it stands."""
    own = phone_queue(caller.registration, now=caller.now)
    said, of = request.POST.get("answer"), request.POST.get("of", "")
    if own is not None and said in ("yes", "no") and of.isdecimal() and len(of) < 19:
        row = GoFirstAnswer.objects.filter(pk=int(of), ticket=own.ticket).select_related("go_first").first()
        if row is not None:
            _given(row, yes=said == "yes", caller=caller)
    return HttpResponseRedirect(caller.path("queue"))


def _given(row: GoFirstAnswer, *, yes: bool, caller: Caller) -> None:
    try:
        give_answer(go_first=row.go_first, ticket=row.ticket, yes=yes, through=Through.PHONE, now=caller.now)
    except SchedulingError:
        pass  # decided, taken back, or called meanwhile: the page says so


def _taken_back(own: PhoneQueue, caller: Caller) -> HttpResponse:
    if own.first.own is not None:
        try:
            take_back(go_first=own.first.own, doing=Doing(by=None, now=caller.now))
        except SchedulingError:
            pass  # decided meanwhile: the page says how
    return HttpResponseRedirect(caller.path("queue"))


def _asked(request: HttpRequest, own: PhoneQueue, caller: Caller) -> HttpResponse:
    doing = Doing(by=None, now=caller.now, client_id=_sent_id(request))
    try:
        with transaction.atomic():
            ask(ticket=own.ticket, reason=request.POST.get("reason", ""), doing=doing, by_phone=True)
    except CampError:  # no reason chosen
        return _page(request, own, caller, missing=True)
    except SchedulingError:
        return _page(request, own, caller)  # what stands in the way stands there
    wake_on_commit()
    return HttpResponseRedirect(caller.path("queue"))


def _page(request: HttpRequest, own: PhoneQueue, caller: Caller, *, missing: bool = False) -> HttpResponse:
    question = question_of(own.ticket, now=caller.now, by_phone=True)
    context = {
        "question": question,
        "obstacle": OBSTACLES.get(question.obstacle, _("This can’t be asked here.")) if question.obstacle else "",
        "reasons": OWN_REASONS.items(),
        "missing": missing,
        "once": uuid4(),
        "queue_path": caller.path("queue"),
        "first_path": caller.path("queue/first"),
    }
    status = 422 if missing else 409 if question.obstacle and request.method == "POST" else 200
    return show(request, caller, "ask_first", status=status, **context)


def _sent_id(request: HttpRequest) -> UUID:
    """The page's own, so that a double tap asks once."""
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()
