"""The patient's page behind the secret link: a GET shows, a POST acts, and no script is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from camps.look.times import other_zone_text
from notifications.forms.visit import SeenForm, written
from notifications.queries.audience import zone_named
from notifications.queries.visits import Stage, Visit, nothing_to_eat_from, open_offer_to, visit_of
from notifications.services.visit_identity import can_prove
from notifications.services.visits import give_up as let_go
from notifications.services.visits import say_coming, withdraw_wish
from notifications.tasks import wake_on_commit
from notifications.views.visit_door import Caller, behind_the_link, show
from scheduling.errors import SchedulingError
from scheduling.queries.own_ticket import own_ticket


@behind_the_link("GET", "HEAD", "POST")
def page(request: HttpRequest, caller: Caller) -> HttpResponse:
    """When, where, how to prepare, whom to call; "I am coming" and "keep my place" are posted here."""
    visit = visit_of(caller.registration, now=caller.now)
    if request.method != "POST":
        return _page(request, caller, visit)
    seen, answer = seen_in(request), request.POST.get("answer")
    if visit.place is None or seen is None:
        return _page(request, caller, visit, status=409, changed=True)
    try:
        if answer == "come" and visit.may_confirm:
            say_coming(appointment_id=visit.place.appointment.pk, seen=seen, now=caller.now)
        elif answer == "keep" and visit.may_move:
            withdraw_wish(appointment_id=visit.place.appointment.pk, now=caller.now)
        elif visit.stage != Stage.CONFIRMED:  # saying it twice is no fault
            return _page(request, caller, visit, status=409, changed=True)
    except SchedulingError:
        return _page(request, caller, visit_of(caller.registration, now=caller.now), status=409, changed=True)
    return HttpResponseRedirect(caller.path())


@behind_the_link("GET", "HEAD", "POST")
def give_up(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page that says what it means, then the act."""
    visit = visit_of(caller.registration, now=caller.now)
    if visit.place is None or not visit.may_give_up:
        return HttpResponseRedirect(caller.path())
    if request.method != "POST":
        return show(request, caller, "give_up", visit=visit, seen=written(visit.place.arrive_at))
    seen = seen_in(request)
    try:
        if seen is None or seen != visit.place.arrive_at:
            return _page(request, caller, visit, status=409, changed=True)
        live = visit.place.appointment.arrive_at
        let_go(appointment_id=visit.place.appointment.pk, seen=live, now=caller.now)
    except SchedulingError:
        return _page(request, caller, visit_of(caller.registration, now=caller.now), status=409, changed=True)
    wake_on_commit()
    return HttpResponseRedirect(caller.path())


def seen_in(request: HttpRequest) -> datetime | None:
    """The hour the form was about; None when it is missing or spoilt."""
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else None


def _page(
    request: HttpRequest, caller: Caller, visit: Visit, *, status: int = 200, changed: bool = False
) -> HttpResponse:
    more: dict[str, Any] = {}
    if visit.place is not None:
        place, patient = visit.place, caller.registration.patient
        reader = zone_named(patient.timezone, otherwise=place.venue.zone)
        more = {
            "place": place,
            "venue": place.venue,
            "zone": place.venue.zone,
            "day": place.arrive_at.astimezone(place.venue.zone).date(),
            "seen": written(place.arrive_at),
            "elsewhere": other_zone_text(
                place.arrive_at, zone=place.venue.zone, reader_zone=reader, language=caller.language
            ),
        }
        if caller.proven:
            more["fast_from"] = nothing_to_eat_from(place.appointment, place.arrive_at, zone=place.venue.zone)
            more["procedures"] = [procedure.name for procedure in place.appointment.procedures.all()]
    offer = open_offer_to(caller.registration, now=caller.now)
    ticket = own_ticket(caller.registration, now=caller.now)
    only_queues = ticket is not None and visit.stage in WITHOUT_A_PLACE
    context = {
        "visit": visit,
        "offer": offer,
        "offer_path": caller.path(f"o/{offer.number}") if offer else "",
        "stage": str(visit.stage),
        "heading": _("You are checked in") if only_queues else _heading(visit),
        "only_queues": only_queues,
        "changed": changed,
        "can_prove": can_prove(caller.registration.patient),
        "queue_path": caller.path("queue") if ticket else "",
    }
    return show(request, caller, "page", status=status, **context, **more)


# A walk-in who was taken in today has a place in the queue: "you have no place yet" would send him or her home.
WITHOUT_A_PLACE = (Stage.NO_PLACE, Stage.STANDBY, Stage.NOT_LISTED, Stage.GIVEN_UP)


def _heading(visit: Visit) -> str:
    """The state in plain words, at the top."""
    return {
        Stage.NO_PLACE: _("You have no place yet"),
        Stage.STANDBY: _("You are on standby"),
        Stage.NOT_LISTED: _("You have no place at this camp"),
        Stage.BOOKED: _("Your visit is booked"),
        Stage.CONFIRMED: _("Your visit is booked"),
        Stage.IN_QUESTION: _("Your visit is booked"),
        Stage.BEGUN: _("Your visit is now"),
        Stage.OVER: _("Your visit is over"),
        Stage.CANCELLED: _("Your visit will not take place"),
        Stage.GIVEN_UP: _("You gave your place up"),
        Stage.CAMP_OFF: _("The camp will not take place"),
    }[visit.stage]
