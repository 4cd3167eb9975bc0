"""Find a place for one patient, look at it, take it: booked, or moved there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, one_registration, requires
from camps.look.times import clock_text, day_text
from camps.models import Camp, Registration
from camps.policy import Verb
from scheduling.errors import SchedulingError
from scheduling.forms.placing import PlaceForm
from scheduling.models import Appointment
from scheduling.queries.durations import usual_minutes
from scheduling.queries.places import FreePlace, free_places, look
from scheduling.services.booking import Actor
from scheduling.services.by_hand import live_appointment, place_by_hand, version
from scheduling.services.filling import listed_without_place
from scheduling.views.addresses import appointment_page, day_page, page_of
from scheduling.views.dialogs import whole_or_dialog
from scheduling.views.hearing import who_hears, words_of
from scheduling.views.undoing import undo_tag

OFFERS = 12
NEAREST = 3
SHOWN = 50  # of those who could come at a free hour


@requires(Verb.EDIT_SCHEDULE, on=one_registration)
def places(request: StaffRequest, registration: Registration) -> HttpResponse:
    """The nearest free places by day, and a form for any other hour."""
    camp, now = registration.camp, timezone.now()
    standing = live_appointment(registration)
    after = _day_of(request.GET.get("after"), camp)
    found = free_places(
        registration=registration,
        now=now,
        limit=OFFERS,
        after=camp.instant(after, datetime.min.time()) if after else None,
        but_for=[standing.pk] if standing else [],
    )
    context = {
        "camp": camp,
        "registration": registration,
        "standing": standing,
        "days": by_day(registration, [one for one in found if not _is_here(standing, one)]),
        "more": found[-1].arrive_at.astimezone(camp.zone).date() + timedelta(days=1) if len(found) == OFFERS else None,
        "after": after,
        "form": PlaceForm(camp=camp, kind=registration.procedure.station_kind if registration.procedure else ""),
        "target": page_of("place", camp, number=registration.number),
    }
    return render(request, "scheduling/places.html", context)


@requires(Verb.EDIT_SCHEDULE, on=one_registration)
def place(request: StaffRequest, registration: Registration) -> HttpResponse:
    """What stands against a wanted hour and who hears of it; then, by POST, the act."""
    camp, now = registration.camp, timezone.now()
    standing = live_appointment(registration)
    form = PlaceForm(request.POST or request.GET, camp=camp)
    if not form.is_valid():
        unclear: dict[str, Any] = {
            "camp": camp,
            "registration": registration,
            "standing": standing,
            "form": form,
            "days": [],
        }
        return render(request, "scheduling/places.html", unclear, status=422)
    station, start = form.cleaned_data["station"], form.cleaned_data["start"]
    refusal = None
    if request.method == "POST":
        actor = Actor(user=request.user, reason=words_of(request, "reason"))
        try:
            appointment = place_by_hand(
                registration=registration,
                station=station,
                start=start,
                seen=request.POST.get("seen", ""),
                overruled="overruled" in request.POST,
                actor=actor,
                now=now,
            )
        except SchedulingError as error:
            refusal = error
            standing = live_appointment(registration)
        else:
            said = _("%(card)s has the place at %(station)s, %(when)s.")
            said = said % {
                "card": registration,
                "station": station.name,
                "when": said_when(camp, appointment.starts_at),
            }
            messages.success(request, said, extra_tags=undo_tag(request, camp, appointment))
            return HttpResponseRedirect(day_page(camp, appointment.starts_at.astimezone(camp.zone).date()))
    seen = look(
        registration=registration,
        station=station,
        start=start,
        now=now,
        but_for=[standing.pk] if standing else [],
        wanted=NEAREST + 1,  # one of them may be the place it has
    )
    nearest = [one for one in seen.nearest if not _is_here(standing, one)][:NEAREST]
    context = {
        "camp": camp,
        "registration": registration,
        "standing": standing,
        "station": station,
        "start": start,
        "look": seen,
        "nearest": by_day(registration, nearest),
        "refusal": refusal,
        "seen": version(standing),
        "hears": who_hears(camp, starts=[start, *([standing.starts_at] if standing else [])], now=now),
        "back_url": appointment_page(camp, standing)
        if standing
        else page_of("places", camp, number=registration.number),
    }
    return whole_or_dialog(request, "place", context, status=409 if refusal else 200)


@requires(Verb.EDIT_SCHEDULE)
def free(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Who waits for a place that this free hour would fit."""
    form = PlaceForm(request.GET, camp=camp)
    if not form.is_valid():
        return HttpResponseRedirect(page_of("first_day", camp))
    station, start = form.cleaned_data["station"], form.cleaned_data["start"]
    carried = set(camp.kits.values_list("name", flat=True)) | set(station.equipment)
    waiting = [
        registration
        for registration in listed_without_place(camp).order_by("urgency", "number")
        if registration.procedure
        and registration.procedure.station_kind == station.kind
        and {name for procedure in registration.procedures for name in procedure.equipment} <= carried
        and (registration.arrives_on is None or registration.arrives_on <= start.astimezone(camp.zone).date())
    ]
    usual = usual_minutes(procedure for one in waiting[:SHOWN] for procedure in one.procedures)
    context = {
        "camp": camp,
        "station": station,
        "start": start,
        "day": start.astimezone(camp.zone).date(),
        "waiting": [(one, usual.of(one.procedures)) for one in waiting[:SHOWN]],
        "more": max(0, len(waiting) - SHOWN),
        "query": urlencode({"station": station.pk, "start": start.isoformat()}),
    }
    return render(request, "scheduling/free.html", context)


def by_day(registration: Registration, found: Iterable[FreePlace]) -> list[tuple[date, list[tuple[FreePlace, str]]]]:
    """Places grouped by their day at the venue, each with the address that looks at it."""
    camp = registration.camp
    target = page_of("place", camp, number=registration.number)
    ordered = sorted(found, key=lambda one: one.starts_at)
    return [
        (
            day,
            [
                (one, f"{target}?{urlencode({'station': one.station_id, 'start': one.starts_at.isoformat()})}")
                for one in group
            ],
        )
        for day, group in groupby(ordered, key=lambda one: one.starts_at.astimezone(camp.zone).date())
    ]


def said_when(camp: Camp, at: datetime) -> str:
    return f"{day_text(at.astimezone(camp.zone).date(), year=False)}, {clock_text(at, zone=camp.zone)}"


def _is_here(standing: Appointment | None, one: FreePlace) -> bool:
    """Is this the place it has already?"""
    return standing is not None and (standing.station_id, standing.starts_at) == (one.station_id, one.starts_at)


def _day_of(text: str | None, camp: Camp) -> date | None:
    return next((day for day in camp.dates if day.isoformat() == text), None)
