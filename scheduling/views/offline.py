"""A desk without a network: what its device may keep, the page that works alone, and taking in what happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, public, requires
from camps.errors import CampError
from camps.live.answers import live
from camps.models import Camp
from camps.policy import Verb
from camps.services.registrations import NewPerson
from scheduling.forms.desk import WalkInForm
from scheduling.forms.merging import Kept, read_acts
from scheduling.queries.arriving import desk_of
from scheduling.queries.held import held_of, last_number
from scheduling.services.merging import KeptAct, merge
from scheduling.views.desk import COOKIE


@public("a script without a word about anybody; it works where nobody can sign in")
def worker(request: HttpRequest) -> HttpResponse:
    """Our own service worker: it shows the page below when a desk's page can't be fetched, and does nothing else."""
    response = render(request, "scheduling/offline_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@public("an empty page; what it shows is on the device already")
def shell(request: HttpRequest) -> HttpResponse:
    """The desk as it works alone. It holds nothing of anybody: the device fills it."""
    response = render(request, "scheduling/offline.html")
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


@requires(Verb.RUN_QUEUE)
def kept_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The same page with a network: what could not be taken in waits there until somebody has seen it."""
    return shell(request)


@requires(Verb.RUN_QUEUE)
@live()
def held(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Numbers and initials for the device, and what it needs to send its acts later."""
    now = timezone.now()
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return JsonResponse({"why": "No desk is open on this device.", "cure": "Open it first."}, status=422)
    return JsonResponse(
        {
            "camp": camp.short_name or camp.name,
            "zone": str(camp.zone),
            "letter": own.letter,
            "last": last_number(own, now=now),
            "csrf": get_token(request),
            "people": [asdict(one) for one in held_of(camp, now=now)],
        }
    )


@requires(Verb.RUN_QUEUE)
@require_POST
def sync(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Take in what happened without a network, an answer for each act."""
    own = desk_of(camp, request.COOKIES.get(COOKIE, ""))
    if own is None:
        return JsonResponse({"why": "No desk is open on this device.", "cure": "Open it again."}, status=409)
    now = timezone.now()
    try:
        acts = read_acts(request.body, now=now)
    except CampError as error:
        return JsonResponse({"why": error.message, "cure": error.cure}, status=422)
    done = merge(desk=own, acts=[_kept(act, camp) for act in acts], by=request.user, now=now)
    return JsonResponse({"done": [_told(one) for one in done]})


def _told(one: Any) -> dict[str, Any]:
    return {**asdict(one), "client_id": str(one.client_id)}


def _kept(act: Kept, camp: Camp) -> KeptAct:
    def person() -> NewPerson:
        form = WalkInForm(act.fields, camp=camp)
        if not form.is_valid():
            # A phone or an age that can't be read is no reason to lose somebody: the words go into the complaint.
            form = WalkInForm({"name": act.fields.get("name", ""), "complaint": _all_words(act)}, camp=camp)
        return form.cleaned_data["person"] if form.is_valid() else NewPerson(name="")

    return KeptAct(
        client_id=act.client_id,
        at=act.at,
        number=act.number,
        registration=act.registration,
        person=person if act.kind == "walk_in" else None,
        undoes=act.of if act.kind == "undo" else None,
    )


def _all_words(act: Kept) -> str:
    return " · ".join(filter(None, (act.fields.get(name, "") for name in ("complaint", "birth", "phone"))))[:300]
