"""Consent and fitness of many at once, from the list of registrations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.forms.patients_day import ManyClearancesForm
from camps.models import Camp, Registration
from camps.policy import Verb
from camps.services.clearance import record_clearance
from camps.views.form_pages import show_error
from scheduling.views.addresses import list_page
from scheduling.views.registrations import chosen, list_as_it_was

SHOWN = 12


@requires(Verb.EDIT_REGISTRATIONS)
@require_POST
def clear_many(request: StaffRequest, camp: Camp) -> HttpResponse:
    """First a question, then the act, as with decisions."""
    picked = chosen(request.POST, camp)
    if not picked:
        messages.warning(request, _("Nobody was ticked. Tick the people first."))
        return HttpResponseRedirect(list_page(camp))
    sure = "confirmed" in request.POST
    form = ManyClearancesForm(request.POST if sure else None)
    back = list_as_it_was(camp, request.POST.get("query", ""))
    if sure and form.is_valid():
        try:
            count = record_clearance(registrations=picked, by=request.user, now=timezone.now(), **form.cleaned_data)
        except CampError as error:
            show_error(form, error)
        else:
            said = ngettext("Written down for %(n)s person.", "Written down for %(n)s people.", count) % {"n": count}
            messages.success(request, said)
            return HttpResponseRedirect(back)
    context = {
        "camp": camp,
        "form": form,
        "count": len(picked),
        "people": Registration.objects.filter(pk__in=picked).select_related("patient").order_by("number")[:SHOWN],
        "pick": ",".join(str(pk) for pk in picked) if "all" not in request.POST else "",
        "all": "all" in request.POST,
        "query": request.POST.get("query", ""),
        "back_url": back,
    }
    return render(request, "scheduling/clear.html", context, status=422 if sure else 200)
