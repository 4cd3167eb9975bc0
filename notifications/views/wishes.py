"""How somebody wants to be told: a patient's wishes as staff write them down, a doctor's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, one_registration, requires
from camps.models import Registration
from camps.policy import Verb
from camps.views.form_pages import form_page
from notifications.forms.wishes import QuietForm, WishesForm
from notifications.models import PlainWords
from notifications.queries.wishes import (
    AS_USUAL,
    Wishes,
    unwanted_by,
    whatsapp_is_there,
    wishes_of,
    wishes_of_doctors,
)
from notifications.services.preferences import save_doctors_wishes, save_wishes


@requires(Verb.HANDLE_MESSAGES, on=one_registration)
def of_patient(request: StaffRequest, registration: Registration) -> HttpResponse:
    """What a patient or carer said at the desk or on the phone."""
    patient, camp = registration.patient, registration.camp
    stands = wishes_of([patient.pk]).get(patient.pk, AS_USUAL)
    first, then = [*stands.channels, "", ""][:2]
    form = WishesForm(
        request.POST if request.method == "POST" else None,
        with_whatsapp=whatsapp_is_there(),
        initial={
            **_quiet(stands, language=patient.language),
            "first": first,
            "then": then,
            "wording": PlainWords.PLAIN if stands.plain else PlainWords.DISCREET,
            "unwanted": unwanted_by(patient),
        },
    )
    back = reverse("notifications:of_patient", args=[camp.slug, registration.number])
    return form_page(
        request,
        form=form,
        save=lambda **given: save_wishes(
            patient=patient, said_by="staff", by=request.user, now=timezone.now(), **given
        ),
        said=_("Saved. Messages still to come follow it."),
        to=back,
        camp=camp,
        base="camps/camp_base.html",
        heading=_("How %(name)s wants to be told") % {"name": patient.name},
        back_url=back,
    )


@requires(Verb.USE_OWN_FEED)
def own(request: StaffRequest) -> HttpResponse:
    """A doctor's own language and quiet hours."""
    doctor = request.member.doctor
    assert doctor is not None  # the policy's word
    stands = wishes_of_doctors([doctor.pk]).get(doctor.pk, AS_USUAL)
    form = QuietForm(
        request.POST if request.method == "POST" else None, initial=_quiet(stands, language=doctor.language)
    )
    back = reverse("notifications:own_calendar")
    return form_page(
        request,
        form=form,
        save=lambda **given: save_doctors_wishes(doctor=doctor, now=timezone.now(), **given),
        said=_("Saved."),
        to=back,
        heading=_("How you want to be told"),
        crumb=_("Your calendar"),
        crumb_url=back,
        back_url=back,
    )


def _quiet(stands: Wishes, *, language: str) -> dict[str, Any]:
    begins, ends = stands.quiet or (None, None)
    return {"language": language, "quiet_from": begins, "quiet_until": ends}
