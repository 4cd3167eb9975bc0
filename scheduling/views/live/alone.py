"""A station without a network: made ready for it, what its device keeps, taking in what it did, and what didn't fit."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, public, requires
from camps.errors import CampError
from camps.models import Camp, LaneName
from camps.policy import Verb
from scheduling.errors import Gone, SchedulingError
from scheduling.forms.merging import read_calls, read_held
from scheduling.queries.going_alone import device_at, holders_in, open_devices, unmerged, unmerged_by_person
from scheduling.queries.held_at_station import held_at_station
from scheduling.queries.live_queue import queue_now
from scheduling.queries.ticket_story import station_of
from scheduling.services.calling import MOST_CALLS
from scheduling.services.going_alone import LASTS, release, renew, switch_off, switch_on
from scheduling.services.merging_stations import mark_seen, merge_at
from scheduling.views.addresses import page_of
from scheduling.views.hearing import id_in
from scheduling.views.live.acts import DEVICE_COOKIE, device_of, station_or_404

KNOWN_FOR = 120 * 24 * 60 * 60  # as a desk's device (scheduling/views/desk.py)


@public("an empty page; what it shows is on the device already")
def station_shell(request: HttpRequest) -> HttpResponse:
    """The station as it works alone. It holds nothing of anybody: the device fills it."""
    return render(request, "scheduling/offline_station.html")


@requires(Verb.RUN_QUEUE)
@require_POST
def switch(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Keep this device ready for an outage at this station, or no longer."""
    station = station_or_404(camp, pk)
    device, now = device_of(request), timezone.now()
    back = HttpResponseRedirect(page_of("station_live", camp, pk=station.pk))
    if "off" in request.POST:
        own = device_at(station, device)
        if own is not None:
            switch_off(device=own, by=request.user, now=now)
        messages.success(request, _("This device keeps nobody for an outage any more."))
        return back
    device = device or uuid.uuid4()
    try:
        switch_on(
            station=station, device=device, most=id_in(request.POST.get("most", "")) or 0, by=request.user, now=now
        )
    except SchedulingError as error:
        messages.warning(request, f"{error.message} {error.cure}")
        return back
    messages.success(request, _("This device is being made ready for an outage."))
    back.set_cookie(
        DEVICE_COOKIE,
        str(device),
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return back


@requires(Verb.RUN_QUEUE)
def hold(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Asked: what the device needs to send its acts. Told what it has stored: whom it may call from now on."""
    station = station_or_404(camp, pk)
    if request.method != "POST":
        return JsonResponse({"csrf": get_token(request)})
    now = timezone.now()
    own = device_at(station, device_of(request))
    if own is None:
        return _refused("This device holds nobody.", "Switch it on again.", status=410)
    try:
        number, has = read_held(request.body)
        keys = renew(device=own, has=has, number=number, now=now)
    except Gone as error:
        return _refused(error.message, error.cure, status=410)
    except SchedulingError as error:
        return _refused(error.message, error.cure, status=409)
    except CampError as error:
        return _refused(error.message, error.cure, status=422)
    known = held_at_station(station, keys, now=now)
    return JsonResponse(
        {
            "csrf": get_token(request),
            "camp": camp.short_name or camp.name,
            "zone": str(camp.zone),
            "station": station.name,
            "serves": station.serves,
            "beds": station.beds,
            "lasts": int(LASTS.total_seconds()),
            "calls": MOST_CALLS,
            "here": [asdict(one) for one in known.here],
            "held": [asdict(one) for one in known.held],
            "lanes": [[name, str(LaneName(name).label)] for name in known.lanes],
        }
    )


@requires(Verb.RUN_QUEUE)
@require_POST
def station_sync(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Take in what happened without a network. What does not fit is written down: the device need keep nothing."""
    station = station_or_404(camp, pk)
    now = timezone.now()
    try:
        acts = read_calls(request.body, now=now)
    except CampError as error:
        return _refused(error.message, error.cure, status=422)
    done = merge_at(station=station, acts=acts, by=request.user, now=now)
    return JsonResponse({"done": [{"client_id": str(one.client_id), "why": one.why} for one in done]})


@requires(Verb.RUN_QUEUE)
@require_POST
def release_station(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Somebody decides that whom this station's device holds may be called by others."""
    station = station_or_404(camp, pk)
    seen_at = station_of(camp, id_in(request.POST.get("at", "")))
    found = next((one for one in open_devices(camp) if one.station_id == station.pk), None)
    if found is None:
        messages.info(request, _("%(station)s keeps nobody.") % {"station": station.name})
    else:
        release(device=found, by=request.user, now=timezone.now())
        said = _("Whoever waited for %(station)s alone may be called by others now.")
        messages.success(request, said % {"station": station.name})
    if seen_at is not None:
        return HttpResponseRedirect(page_of("station_live", camp, pk=seen_at.pk))
    return HttpResponseRedirect(page_of("outage", camp))


@requires(Verb.RUN_QUEUE)
def outage(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Which stations may go on alone, and what they did that does not fit: each to be looked at by a person."""
    now = timezone.now()
    if request.method == "POST":
        keys = [key for key in map(id_in, request.POST.getlist("seen")) if key]
        if mark_seen(acts=list(unmerged(camp).filter(pk__in=keys)), by=request.user, now=now):
            messages.success(request, _("That is seen to."))
        return HttpResponseRedirect(page_of("outage", camp))
    queue = queue_now(camp, now=now, people=False)
    devices = open_devices(camp)
    context: dict[str, Any] = {
        "camp": camp,
        "people": unmerged_by_person(camp),
        "holders": [one for lane in queue.lanes for one in holders_in(lane, devices)],
        "now": now,
    }
    return render(request, "scheduling/live/outage.html", context)


def _refused(why: str, cure: str | None, *, status: int) -> HttpResponse:
    return JsonResponse({"why": why, "cure": cure or ""}, status=status)
