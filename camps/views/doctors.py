"""The organisation's doctors, and those of one camp."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.beside_shifts import put_beside_shifts
from camps.forms.people import DoctorForm
from camps.models import Camp, Doctor
from camps.policy import Verb, can
from camps.queries.camps import doctor_list, doctors_at
from camps.queries.registrations import referred_to
from camps.services.doctors import add_doctor, change_doctor, remove_doctor
from camps.views.form_pages import confirm_page, form_page


@requires(Verb.EDIT_AVAILABILITY)
def doctors(request: StaffRequest) -> HttpResponse:
    """Every doctor with skills."""
    return render(request, "camps/doctors.html", {"doctors": doctor_list()})


@requires(Verb.EDIT_AVAILABILITY)
def new_doctor(request: StaffRequest) -> HttpResponse:
    """One more doctor."""

    def save(**values: Any) -> Doctor:
        return add_doctor(organisation=request.organisation, **values)

    return form_page(
        request,
        form=DoctorForm(request.POST or None),
        save=save,
        said=lambda doctor: _("%(name)s is added. Give the shifts on the page of the camp.") % {"name": doctor.name},
        to=reverse("camps:doctors"),
        heading=_("New doctor"),
        crumb=_("Doctors"),
        crumb_url=reverse("camps:doctors"),
        back_url=reverse("camps:doctors"),
        template="camps/doctor.html",
    )


@requires(Verb.EDIT_AVAILABILITY)
def doctor(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a doctor."""
    found = get_object_or_404(Doctor, pk=pk)
    name = found.name

    def save(**values: Any) -> Doctor:
        return change_doctor(doctor=found, **values)

    return form_page(
        request,
        form=DoctorForm(request.POST or None, doctor=found),
        save=save,
        said=_("Saved."),
        to=reverse("camps:doctors"),
        heading=name,
        crumb=_("Doctors"),
        crumb_url=reverse("camps:doctors"),
        back_url=reverse("camps:doctors"),
        delete_url=reverse("camps:delete_doctor", kwargs={"pk": pk}),
        template="camps/doctor.html",
    )


@requires(Verb.EDIT_AVAILABILITY)
def delete_doctor(request: StaffRequest, pk: int) -> HttpResponse:
    """For a doctor added by mistake."""
    found = get_object_or_404(Doctor, pk=pk)
    return confirm_page(
        request,
        act=lambda: remove_doctor(doctor=found),
        question=_("Delete %(name)s?") % {"name": found.name},
        consequences=_("This is for doctors added by mistake. Skills and absences go too, and it can't be undone."),
        label=_("Delete the doctor"),
        said=_("%(name)s is deleted.") % {"name": found.name},
        to=reverse("camps:doctors"),
        back=reverse("camps:doctor", kwargs={"pk": pk}),
    )


@requires(Verb.SEE_CAMP)
def camp_doctors(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Who works at this camp, and when."""
    doctors = doctors_at(camp)
    beside = put_beside_shifts(camp, doctors) if can(request.member, Verb.EDIT_AVAILABILITY, camp) else []
    return render(request, "camps/camp_doctors.html", {"camp": camp, "doctors": doctors, "beside": beside})


@requires(Verb.SEE_OWN_CASES)
def own_cases(request: StaffRequest) -> HttpResponse:
    """What was referred to the doctor who looks."""
    assert request.member.doctor is not None  # the policy's word
    return render(request, "camps/own_cases.html", {"registrations": referred_to(request.member.doctor)})
