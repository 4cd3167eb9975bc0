"""What some real people of the camp will get and when, word for word."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.queries.ladders import telling_of
from notifications.queries.sample_people import sample_people
from notifications.services.foretelling import foretold


@requires(Verb.EDIT_CAMP)
def telling_preview(request: StaffRequest, camp: Camp) -> HttpResponse:
    """One person of each kind with every message to come; before publishing as if it were done now."""
    now = timezone.now()
    people = [(person, foretold(camp, person, now=now)) for person in sample_people(camp)]
    context = {"camp": camp, "people": people, "currency": telling_of(camp).currency, "now": now}
    return render(request, "notifications/telling/preview.html", context)
