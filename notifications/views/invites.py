"""The choice of one invitation a shift or one for each appointment: the doctor makes it, or the organiser for one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Doctor, DoctorInvites
from camps.policy import Verb
from camps.views.form_pages import form_page
from notifications.forms.invites import InvitesForm
from notifications.queries.invites import choice_of
from notifications.services.invites import choose_invites


def one_doctor(kwargs: dict[str, Any]) -> object:
    """Puts `doctor` in the place of `pk`."""
    kwargs["doctor"] = get_object_or_404(Doctor, pk=kwargs.pop("pk"))
    return kwargs["doctor"]


@requires(Verb.USE_OWN_FEED)
def own_invitations(request: StaffRequest) -> HttpResponse:
    """A doctor's own choice."""
    doctor = request.member.doctor
    assert doctor is not None  # the policy's word
    back = reverse("notifications:own_calendar")
    return _page(request, doctor, heading=_("Your invitations"), back=back, crumb=_("Your calendar"))


@requires(Verb.EDIT_FEEDS, on=one_doctor)
def doctor_invitations(request: StaffRequest, doctor: Doctor) -> HttpResponse:
    """The same for a doctor who asked the organiser for it."""
    back = reverse("camps:doctor", kwargs={"pk": doctor.pk})
    heading = _("Invitations of %(name)s") % {"name": doctor.name}
    return _page(request, doctor, heading=heading, back=back, crumb=doctor.name, label=_("How this doctor is invited"))


def invited_words(doctor: Doctor) -> str:
    """How the doctor chose to be invited, in one sentence."""
    return {
        "": _("You are invited as each camp says."),
        DoctorInvites.SHIFT: _("You get one invitation a shift."),
        DoctorInvites.APPOINTMENT: _("You get one invitation for each appointment."),
    }[choice_of(doctor)]


def _page(
    request: StaffRequest, doctor: Doctor, *, heading: str, back: str, crumb: str, label: str = ""
) -> HttpResponse:
    form = InvitesForm(request.POST or None, initial={"invites": choice_of(doctor)})
    if label:
        form.fields["invites"].label = label
    return form_page(
        request,
        form=form,
        save=lambda invites: choose_invites(doctor=doctor, invites=invites, now=timezone.now()),
        said=_("Saved. Invitations that are sent already are exchanged within a minute."),
        to=back,
        heading=heading,
        crumb=crumb,
        crumb_url=back,
        back_url=back,
    )
