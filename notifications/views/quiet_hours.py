"""When a camp keeps quiet, what comes all the same, what a text may say and what it costs."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from camps.views.form_pages import form_page
from notifications.forms.ladders import TellingForm, groups_of
from notifications.queries.ladders import telling_of
from notifications.services.camp_telling import change_telling
from notifications.views.addresses import page_of


@requires(Verb.EDIT_CAMP)
def quiet_hours(request: StaffRequest, camp: Camp) -> HttpResponse:
    """One form; a reminder that would fall into the new quiet hours is named beside them."""
    now = telling_of(camp)
    initial = {
        "quiet_from": now.quiet.begins,
        "quiet_until": now.quiet.ends,
        "urgent_hours": round(now.quiet.urgent_within.total_seconds() / 3600),
        "breaks_quiet": groups_of(now.breaking),
        "instructions_in_sms": now.instructions_in_sms,
        "sms_price": now.sms_price,
        "currency": now.currency,
    }
    return form_page(
        request,
        form=TellingForm(request.POST or None, initial=initial),
        save=lambda **given: change_telling(camp=camp, now=timezone.now(), **given),
        said=_("Saved."),
        to=page_of("reminders", camp),
        heading=_("Quiet hours and texts"),
        back_url=page_of("reminders", camp),
        camp=camp,
        base="camps/camp_base.html",
    )
