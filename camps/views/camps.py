"""Camps: the list, a new one, a copy, the settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.forms.camps import CampForm, CopyCampForm, NewCampForm
from camps.forms.patients_day import PatientsDayForm
from camps.models import Camp, Venue
from camps.policy import Verb, can
from camps.queries.camps import camp_list
from camps.queries.publishing import missing_for_publishing
from camps.services.camp_copies import copy_camp as make_copy
from camps.services.camps import create_camp, remove_camp, update_camp
from camps.services.patients_day import change_patients_day
from camps.views.form_pages import confirm_page, form_page


def page_of(name: str, camp: Camp, **kwargs: Any) -> str:
    """The path of a page of `camp`."""
    return reverse(f"camps:{name}", kwargs={"slug": camp.slug, **kwargs})


@requires(Verb.SEE_CAMP)
def camps(request: StaffRequest) -> HttpResponse:
    """Every camp of the organisation."""
    return render(request, "camps/camps.html", {"camps": camp_list()})


@requires(Verb.EDIT_CAMP)
def new_camp(request: StaffRequest) -> HttpResponse:
    """A camp from nothing; the venue comes first."""
    if not Venue.objects.exists():
        return HttpResponseRedirect(f"{reverse('camps:new_venue')}?next={reverse('camps:new_camp')}")

    def save(**values: Any) -> Camp:
        return create_camp(organisation=request.organisation, **values)

    return form_page(
        request,
        form=NewCampForm(request.POST or None),
        save=save,
        said=_("The camp is made. Now add its stations, procedures and doctors."),
        to=lambda camp: page_of("settings", camp),
        heading=_("New camp"),
        button=_("Make the camp"),
        back_url=reverse("camps:camps"),
        template="camps/new_camp.html",
    )


@requires(Verb.SEE_CAMP)
def camp(request: StaffRequest, camp: Camp) -> HttpResponse:
    """A camp's own address, for as long as no page above shows how the camp stands."""
    return HttpResponseRedirect(page_of("settings" if can(request.member, Verb.EDIT_CAMP, camp) else "about", camp))


@requires(Verb.SEE_CAMP)
def about(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The facts of a camp, to read."""
    return render(request, "camps/about.html", {"camp": camp})


@requires(Verb.EDIT_CAMP)
def settings(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everything about a camp, and what is missing before it can be published."""
    shown = Camp.objects.select_related("venue").get(pk=camp.pk)  # a refused save must not show in the page's head

    def save(**values: Any) -> Camp:
        return update_camp(camp=camp, **values)

    return form_page(
        request,
        form=CampForm(request.POST or None, camp=camp),
        save=save,
        said=_("Saved."),
        to=page_of("settings", camp),
        camp=shown,
        missing=missing_for_publishing(shown),
        template="camps/settings.html",
    )


@requires(Verb.EDIT_CAMP)
def patients_day(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The fast, the way home, the ward, consent and fitness."""
    shown = Camp.objects.select_related("venue").get(pk=camp.pk)  # as on the settings page

    def save(**values: Any) -> Camp:
        return change_patients_day(camp=camp, **values)

    return form_page(
        request,
        form=PatientsDayForm(request.POST or None, camp=camp),
        save=save,
        said=_("Saved."),
        to=page_of("patients_day", camp),
        camp=shown,
        template="camps/patients_day.html",
    )


@requires(Verb.EDIT_CAMP)
def copy_camp(request: StaffRequest, camp: Camp) -> HttpResponse:
    """A new draft with everything of this camp but its patients."""

    def save(**values: Any) -> Camp:
        return make_copy(camp=camp, **values)

    initial = {"name": camp.name, "short_name": camp.short_name}
    return form_page(
        request,
        form=CopyCampForm(request.POST or None, initial=initial),
        save=save,
        said=_("The copy is made. Look at its days and shifts."),
        to=lambda copy: page_of("settings", copy),
        base="camps/camp_base.html",
        camp=camp,
        heading=_("Copy this camp"),
        words=_(
            "The copy gets the venue, stations, kit, procedures and the doctors' shifts, day for day. No patients."
        ),
        button=_("Make the copy"),
        back_url=page_of("settings", camp),
    )


@requires(Verb.EDIT_CAMP)
def delete_camp(request: StaffRequest, camp: Camp) -> HttpResponse:
    """For a draft made by mistake."""
    return confirm_page(
        request,
        act=lambda: remove_camp(camp=camp),
        question=_("Delete %(name)s?") % {"name": camp.name},
        consequences=_("Its stations, kit, procedures and shifts go too. This can't be undone."),
        label=_("Delete the camp"),
        said=_("The camp is deleted."),
        to=reverse("camps:camps"),
        back=page_of("settings", camp),
    )
