"""An owner helps somebody whose phone is lost."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.account_mail import tell_account_changed
from camps.forms.second_factor import ResetFactorForm
from camps.models import Member
from camps.queries.second_factor import has_factor, resets_of
from camps.services.factor_resets import reset_factor
from camps.views.form_pages import form_page


@requires("manage_owners")
def reset_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the second step of a member away, with a reason; what was done before stands below."""
    found: Member = get_object_or_404(Member.objects.select_related("user", "organisation"), pk=pk)

    def save(reason: str) -> bool:
        reset_factor(member=found, by=request.member, reason=reason, now=timezone.now())
        return tell_account_changed(user=found.user, change="reset")

    def said(told: bool) -> str:
        mail = _("A mail says so.") if told else _("The mail about it could not be sent: please tell the person.")
        return f"{_('Done. %(name)s was signed out everywhere.') % {'name': found.user}} {mail}"

    return form_page(
        request,
        form=ResetFactorForm(request.POST or None),
        save=save,
        said=said,
        to=reverse("camps:members"),
        template="camps/account/reset_factor.html",
        found=found,
        is_set_up=has_factor(found.user),
        resets=resets_of(found.user),
        heading=_("Lost phone: %(name)s") % {"name": found.user},
        button=_("Take the second step away"),
        crumb=str(found.user),
        crumb_url=reverse("camps:member", kwargs={"pk": pk}),
        back_url=reverse("camps:member", kwargs={"pk": pk}),
    )
