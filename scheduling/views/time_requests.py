"""Patients who asked for another time, waiting for the organiser's answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.forms.placing import PlaceForm
from scheduling.models import RequestState, TimeRequest
from scheduling.queries.places import free_places, look
from scheduling.services.by_hand import accepted
from scheduling.services.time_requests import accept, decline
from scheduling.views.addresses import page_of
from scheduling.views.hearing import words_of

OFFERS = 6


@requires(Verb.EDIT_SCHEDULE)
def time_requests(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The open ones, oldest first, and the last answers."""
    context = {
        "camp": camp,
        "open": _requests(camp).filter(state=RequestState.OPEN, appointment__state="booked").order_by("asked_at"),
        "answered": _requests(camp)
        .exclude(state=RequestState.OPEN)
        .select_related("answered_by")
        .order_by("-answered_at")[:20],
    }
    return render(request, "scheduling/requests.html", context)


@requires(Verb.EDIT_SCHEDULE)
def time_request(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """What was asked, what is free near it, and the two answers."""
    asked = get_object_or_404(_requests(camp), pk=pk)
    registration, now, refusal = asked.appointment.registration, timezone.now(), None
    if registration is None or asked.state != RequestState.OPEN:
        return HttpResponseRedirect(page_of("requests", camp))
    registration.camp = camp
    mine = [asked.appointment_id]
    if request.method == "POST":
        try:
            if "decline" in request.POST:
                decline(request=asked, words=words_of(request, "words", longest=300), by=request.user, now=now)
                said = _("Declined: the old place stays, and the patient is told.")
            else:
                form = PlaceForm(request.POST, camp=camp)
                if not form.is_valid():
                    raise NotAllowed(_("Choose one of the free places."))
                seen = look(
                    registration=registration,
                    station=form.cleaned_data["station"],
                    start=form.cleaned_data["start"],
                    now=now,
                    but_for=mine,
                )
                accept(request=asked, place=accepted(seen, overruled=True), by=request.user, now=now)
                said = _("Accepted: the place is moved, and the patient is told at once.")
        except SchedulingError as error:
            refusal = error
        else:
            messages.success(request, said)
            return HttpResponseRedirect(page_of("requests", camp))
    offers = free_places(registration=registration, now=now, limit=OFFERS + 1, around=asked.wanted_at, but_for=mine)
    context = {
        "camp": camp,
        "asked": asked,
        "registration": registration,
        "standing": asked.appointment,
        "offers": sorted(
            (one for one in offers if one.arrive_at != asked.appointment.arrive_at), key=lambda one: one.starts_at
        ),
        "refusal": refusal,
    }
    return render(request, "scheduling/request.html", context, status=409 if refusal else 200)


def _requests(camp: Camp):  # type: ignore[no-untyped-def]  # a queryset of TimeRequest
    return TimeRequest.objects.filter(appointment__camp=camp).select_related(
        "appointment__station", "appointment__registration__patient", "appointment__registration__procedure"
    )
