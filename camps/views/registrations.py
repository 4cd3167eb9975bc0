"""One person at a camp: registering, the page about him or her, and putting things right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, one_registration, requires
from camps.forms.patients_day import ClearanceForm, DayFactsForm
from camps.forms.registrations import (
    CaseForm,
    ConsentForm,
    ContactForm,
    GuardianForm,
    HaemoglobinForm,
    PatientForm,
    RegistrationForm,
)
from camps.models import Camp, Contact, Guardian, Owner, Registration
from camps.policy import Verb, can
from camps.queries.registrations import consents_that_hold, newest_haemoglobin
from camps.rules import lacking
from camps.services.clearance import record_clearance
from camps.services.day_facts import change_day_facts
from camps.services.patients import (
    add_contact,
    change_patient,
    record_consent,
    remove_contact,
    remove_guardian,
    set_guardian,
)
from camps.services.registrations import change_registration, record_haemoglobin, register
from camps.views.camps import page_of
from camps.views.form_pages import confirm_page, form_page


@requires(Verb.EDIT_REGISTRATIONS)
def new_registration(request: StaffRequest, camp: Camp) -> HttpResponse:
    """One person by hand."""

    def save(**values: Any) -> Registration:
        return register(camp=camp, by=request.user, now=timezone.now(), **values)

    return form_page(
        request,
        form=RegistrationForm(request.POST or None, camp=camp),
        save=save,
        said=lambda made: (
            _("%(name)s is registered with card number %(number)s.") % {"name": made.patient.name, "number": made}
        ),
        to=lambda made: page_of("registration", camp, number=made.number),
        base="camps/camp_base.html",
        camp=camp,
        heading=_("Register a patient"),
        button=_("Register"),
        template="camps/new_registration.html",
        back_url=page_of("camp", camp),
    )


@requires(Verb.SEE_REGISTRATION, on=one_registration)
def registration(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Everything known about one person at a camp."""
    patient = registration.patient
    context = {
        "registration": registration,
        "camp": registration.camp,
        "patient": patient,
        "contacts": Contact.objects.filter(patient=patient),
        "guardian": Guardian.objects.filter(patient=patient).order_by("pk").first(),
        "consents": consents_that_hold(registration),
        "haemoglobin": newest_haemoglobin(registration),
        "not_ready": lacking(
            consent=registration.consent,
            fitness=registration.fitness,
            required=registration.camp.clearance_required,
        ),
        "may_edit": can(request.member, Verb.EDIT_REGISTRATIONS, registration),
    }
    return render(request, "camps/registration.html", context)


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def change_person(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Name, birth, town, language."""
    patient = registration.patient
    form = PatientForm(request.POST or None, camp=registration.camp, patient=patient)
    return _page(
        request,
        registration,
        form,
        change_patient,
        patient=patient,
        timezone=patient.timezone,
        heading=_("Change the person"),
    )


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def change_case(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Complaint, procedure, urgency, arrival."""
    form = CaseForm(request.POST or None, registration=registration)
    heading = _("Change what the patient comes for")
    return _page(request, registration, form, change_registration, registration=registration, heading=heading)


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def change_day(request: StaffRequest, registration: Registration) -> HttpResponse:
    """What the hour of the operation depends on."""
    form = DayFactsForm(request.POST or None, registration=registration)
    heading = _("For the day of the operation")
    return _page(request, registration, form, change_day_facts, registration=registration, heading=heading)


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def change_clearance(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Consent to the operation and fitness for it."""

    def save(**values: Any) -> object:
        return record_clearance(registrations=[registration.pk], by=request.user, now=timezone.now(), **values)

    form = ClearanceForm(request.POST or None, registration=registration)
    heading = _("Consent and fitness")
    return _page(request, registration, form, save, heading=heading, template="camps/clearance.html")


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def change_guardian(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Who answers for the patient."""
    standing = Guardian.objects.filter(patient=registration.patient).order_by("pk").first()
    initial = {"name": standing.name, "relation": standing.relation} if standing else None
    form = GuardianForm(request.POST or None, initial=initial)
    heading = _("Parent or carer")
    return _page(request, registration, form, set_guardian, patient=registration.patient, heading=heading)


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def delete_guardian(request: StaffRequest, registration: Registration) -> HttpResponse:
    """Nobody answers for the patient any more."""
    guardian = get_object_or_404(Guardian, patient=registration.patient)
    return _confirm(
        request,
        registration,
        lambda: remove_guardian(guardian=guardian),
        question=_("Remove %(name)s as parent or carer?") % {"name": guardian.name},
        consequences=_("The phone numbers stay, as somebody else's."),
    )


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def new_contact(request: StaffRequest, registration: Registration) -> HttpResponse:
    """One more phone or mail address."""
    patient = registration.patient
    guardian = Guardian.objects.filter(patient=patient).order_by("pk").first()

    def save(**values: Any) -> Contact:
        of_guardian = guardian if values["owner"] == Owner.GUARDIAN else None
        return add_contact(patient=patient, guardian=of_guardian, **values)

    form = ContactForm(request.POST or None, camp=registration.camp)
    return _page(request, registration, form, save, heading=_("Add a phone or e-mail"))


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def delete_contact(request: StaffRequest, registration: Registration, pk: int) -> HttpResponse:
    """Nobody is reached there."""
    contact = get_object_or_404(Contact, patient=registration.patient, pk=pk)
    return _confirm(
        request,
        registration,
        lambda: remove_contact(contact=contact),
        question=_("Remove %(contact)s?") % {"contact": contact.value},
        consequences=_("No message goes there any more."),
    )


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def new_consent(request: StaffRequest, registration: Registration) -> HttpResponse:
    """What was agreed or refused; the newest word of each kind holds."""

    def save(**values: Any) -> object:
        return record_consent(patient=registration.patient, now=timezone.now(), by=request.user, **values)

    return _page(request, registration, ConsentForm(request.POST or None), save, heading=_("Write down a consent"))


@requires(Verb.EDIT_REGISTRATIONS, on=one_registration)
def new_haemoglobin(request: StaffRequest, registration: Registration) -> HttpResponse:
    """A new measured value; the screening does not follow by itself."""

    def save(**values: Any) -> object:
        return record_haemoglobin(registration=registration, observed_at=timezone.now(), **values)

    return _page(request, registration, HaemoglobinForm(request.POST or None), save, heading=_("New haemoglobin value"))


def _page(
    request: StaffRequest,
    registration: Registration,
    form: Any,
    save: Callable[..., object],
    /,
    *,
    heading: str,
    template: str = "camps/form.html",
    **about: object,
) -> HttpResponse:
    """A form about one registration that leads back to its page; `about` goes to `save` beside the form's values."""
    back = page_of("registration", registration.camp, number=registration.number)
    return form_page(
        request,
        form=form,
        save=lambda **values: save(**about, **values),
        said=_("Saved."),
        to=back,
        base="camps/camp_base.html",
        camp=registration.camp,
        heading=heading,
        words=f"{registration} · {registration.patient.name}",
        back_url=back,
        template=template,
    )


def _confirm(
    request: StaffRequest, registration: Registration, act: Callable[[], object], *, question: str, consequences: str
) -> HttpResponse:
    back = page_of("registration", registration.camp, number=registration.number)
    return confirm_page(
        request,
        act=act,
        question=question,
        consequences=consequences,
        label=_("Remove"),
        said=_("Removed."),
        to=back,
        back=back,
    )
