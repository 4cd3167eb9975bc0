"""The button "Undo" beside "001 has the place at …": one POST that takes back the last act by hand."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling.errors import SchedulingError
from scheduling.models import Appointment, AppointmentState
from scheduling.services.booking import Actor
from scheduling.services.undo import last_act, undo
from scheduling.views.addresses import day_page, page_of
from scheduling.views.hearing import id_in, who_hears


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def undo_last(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Take back the change named by `of`; what happened since, or is taken now, is said and stays."""
    now, of = timezone.now(), id_in(request.GET.get("of", ""))
    try:
        back = undo(camp=camp, change_id=of or 0, actor=Actor(user=request.user, reason="undo"), now=now)
    except SchedulingError as error:
        messages.warning(request, f"{error.message} {error.cure}".strip())
        return HttpResponseRedirect(page_of("first_day", camp))
    if back[0].state == AppointmentState.CANCELLED:
        said = _("Undone: %(cards)s has no place again.")
    elif len(back) > 1:
        said = _("Undone: %(cards)s have their old places again.")
    else:
        said = _("Undone: %(cards)s has the old place again.")
    cards = ", ".join(str(one.registration) for one in back)
    messages.success(request, f"{said % {'cards': cards}} {who_hears(camp, starts=[back[0].starts_at], now=now)}")
    return HttpResponseRedirect(day_page(camp, back[0].starts_at.astimezone(camp.zone).date()))


def undo_tag(request: StaffRequest, camp: Camp, appointment: Appointment) -> str:
    """The `extra_tags` of a notice about what this person just did to an appointment; empty when it can't be undone."""
    last = last_act(appointment=appointment, actor=Actor(user=request.user))
    return f"undo:{page_of('undo_last', camp)}?{urlencode({'of': last.pk})}" if last else ""
