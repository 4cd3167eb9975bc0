"""The organisation's venues."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.forms.camps import VenueForm
from camps.models import Venue
from camps.policy import Verb
from camps.queries.camps import venue_list
from camps.services.venues import add_venue, change_venue, remove_venue
from camps.views.form_pages import confirm_page, form_page


@requires(Verb.EDIT_CAMP)
def venues(request: StaffRequest) -> HttpResponse:
    """Every venue, with how many camps are held there."""
    return render(request, "camps/venues.html", {"venues": venue_list()})


@requires(Verb.EDIT_CAMP)
def new_venue(request: StaffRequest) -> HttpResponse:
    """A venue; `next` is the page that sent here, when it is one of ours."""
    after = request.GET.get("next", "")
    on_the_way = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())

    def save(**values: Any) -> Venue:
        return add_venue(organisation=request.organisation, **values)

    return form_page(
        request,
        form=VenueForm(request.POST or None),
        save=save,
        said=_("The venue is added."),
        to=after if on_the_way else reverse("camps:venues"),
        heading=_("New venue"),
        words=_("A camp needs a venue: its place and its time zone.") if on_the_way else "",
        back_url=reverse("camps:camps" if on_the_way else "camps:venues"),
    )


@requires(Verb.EDIT_CAMP)
def venue(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a venue."""
    found = get_object_or_404(Venue, pk=pk)

    def save(**values: Any) -> Venue:
        return change_venue(venue=found, **values)

    return form_page(
        request,
        form=VenueForm(request.POST or None, venue=found),
        save=save,
        said=_("Saved."),
        to=reverse("camps:venues"),
        venue=get_object_or_404(Venue, pk=pk),
        heading=found.name,
        crumb=_("Venues"),
        crumb_url=reverse("camps:venues"),
        back_url=reverse("camps:venues"),
        template="camps/venue.html",
    )


@requires(Verb.EDIT_CAMP)
def delete_venue(request: StaffRequest, pk: int) -> HttpResponse:
    """Refused while a camp is held there."""
    found = get_object_or_404(Venue, pk=pk)
    return confirm_page(
        request,
        act=lambda: remove_venue(venue=found),
        question=_("Delete %(name)s?") % {"name": found.name},
        consequences=_("No camp is planned there any more. This can't be undone."),
        label=_("Delete the venue"),
        said=_("The venue is deleted."),
        to=reverse("camps:venues"),
        back=reverse("camps:venue", kwargs={"pk": pk}),
    )
