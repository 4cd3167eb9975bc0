"""Carrying somebody over the day view: who can be picked up, and whether a place would fit. Nothing here writes.

The browser draws (static/scheduling/carry.js); the judge is that of the pages that book, move and swap, and only
their button writes.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from camps.access import StaffRequest, one_registration, requires
from camps.models import Camp, Registration
from camps.policy import Verb
from scheduling.forms.placing import PlaceForm
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.places import Look, look, look_at_swap
from scheduling.services.by_hand import live_appointment
from scheduling.services.filling import listed_without_place
from scheduling.views.addresses import page_of
from scheduling.views.hearing import id_in

BESIDE = 30


@requires(Verb.EDIT_SCHEDULE, on=one_registration)
@require_safe
def fits(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Would this registration fit at `station` and `start`, or change places `with` an appointment? Only words."""
    standing, now = live_appointment(registration), timezone.now()
    if "with" in request.GET:
        return _swap_fits(registration.camp, standing, request.GET["with"], now=now)
    form = PlaceForm(request.GET, camp=registration.camp)
    if not form.is_valid():
        return _answer(False, " ".join(str(words) for found in form.errors.values() for words in found), status=422)
    seen = look(
        registration=registration,
        station=form.cleaned_data["station"],
        start=form.cleaned_data["start"],
        now=now,
        but_for=[standing.pk] if standing else [],
        wanted=1,
    )
    return _said([seen], _("Fits."))


def could_come_on(camp: Camp, day: date) -> QuerySet[Registration]:
    """Everybody listed without a place who asks for a procedure and can be there on this day, urgent first."""
    there = Q(arrives_on=None) | Q(arrives_on__lte=day)
    return listed_without_place(camp).filter(there, procedure__isnull=False).order_by("urgency", "number")


def carried(
    camp: Camp, registration: Registration, *, name: str, standing: Appointment | None = None, minutes: int = 0
) -> dict[str, str]:
    """The data- attributes of what can be picked up: its name, its length, whom to ask and which page decides.

    `minutes` are those of somebody who has no place yet.
    """
    found = {
        "carry": page_of("place", camp, number=registration.number),
        "fits": page_of("fits", camp, number=registration.number),
        "name": name,
    }
    if standing is None:
        found["minutes"] = str(minutes)
    else:
        found["minutes"] = str(int((standing.ends_at - standing.starts_at).total_seconds() // 60))
        found["appointment"] = str(standing.pk)
        found["swap"] = page_of("swap", camp, pk=standing.pk)
    return found


def _swap_fits(camp: Camp, standing: Appointment | None, wanted: str, *, now: datetime) -> HttpResponse:
    """For the day's appointment `wanted`: would the two find what they need in each other's place?"""
    pk = id_in(wanted)
    other = (
        Appointment.objects.filter(pk=pk, camp=camp, state=AppointmentState.BOOKED)
        .exclude(registration=None)
        .select_related("station", "registration__patient", "registration__procedure", "registration__camp__venue")
        .first()
        if pk is not None
        else None
    )
    if standing is None or other is None or other.pk == standing.pk:
        return _answer(False, _("There is nobody to swap with."), status=422)
    standing.registration.camp = camp  # type: ignore[union-attr]  # live_appointment finds a registration's own
    return _said(look_at_swap(first=standing, second=other, now=now), _("The two can swap."))


def _said(looks: list[Look] | tuple[Look, ...], good: str) -> HttpResponse:
    """The first reason against it, a block before a warning; else that it is good."""
    against = [conflict for seen in looks for conflict in seen.conflicts]
    against.sort(key=lambda conflict: conflict.level != "block")
    blocked = any(seen.blocked for seen in looks)
    return _answer(not blocked, against[0].words if against else good, warns=bool(against))


def _answer(good: bool, words: str, *, warns: bool = False, status: int = 200) -> HttpResponse:
    tone = "bad" if not good else "warn" if warns else "ok"
    return JsonResponse({"fits": good, "tone": tone, "words": words}, status=status)
