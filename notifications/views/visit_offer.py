"""A place that became free, offered to somebody on standby: a GET shows, a POST says yes or no."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from notifications.tasks import wake_on_commit
from notifications.views.visit_door import Caller, behind_the_link, closed_page, show
from scheduling.errors import SchedulingError
from scheduling.models import OfferState, StandbyOffer
from scheduling.services.booking import Actor
from scheduling.services.standby_offers import answer_offer

PATIENT = Actor(said_by="patient")
OVER = (OfferState.EXPIRED, OfferState.WITHDRAWN)


@behind_the_link("GET", "HEAD", "POST")
def offer(request: HttpRequest, caller: Caller, number: int) -> HttpResponse:
    """What is offered and until when; after the answer what came of it; after its time the same words for all."""
    asked = (
        StandbyOffer.objects.filter(registration=caller.registration, number=number)
        .select_related("camp__venue", "station")
        .first()
    )
    if asked is None:
        return closed_page(request)
    if request.method != "POST":
        return _page(request, caller, asked)
    said = request.POST.get("answer")
    if said in ("yes", "no"):
        try:
            asked = answer_offer(offer=asked, yes=said == "yes", actor=PATIENT, now=caller.now)
        except SchedulingError:  # two at once, and the database chose this one to fail: it may be said again
            asked.refresh_from_db()
        wake_on_commit()
    status = 200 if said == "no" or asked.state == OfferState.ACCEPTED else 409
    return _page(request, caller, asked, status=status)


def _page(request: HttpRequest, caller: Caller, asked: StandbyOffer, *, status: int = 200) -> HttpResponse:
    open_now = asked.is_open(caller.now)
    over = not open_now and asked.state in (OfferState.OPEN, *OVER)
    venue = asked.camp.venue
    context = {
        "offer": asked,
        "open": open_now,
        "state": OfferState.EXPIRED if over else asked.state,
        "heading": _heading(asked, open_now=open_now, over=over),
        "venue": venue,
        "offer_path": caller.path(f"o/{asked.number}"),
    }
    return show(request, caller, "offer", status=410 if over else status, **context)


def _heading(asked: StandbyOffer, *, open_now: bool, over: bool) -> str:
    if open_now:
        return _("A place has become free")
    if over:
        return _("This offer is over")
    return {
        OfferState.ACCEPTED: _("The place is yours"),
        OfferState.DECLINED: _("Thank you for telling us"),
        OfferState.TAKEN: _("Somebody else was quicker"),
    }[OfferState(asked.state)]
