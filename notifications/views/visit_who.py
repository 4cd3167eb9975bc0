"""Name, papers and procedure: shown to whoever also knows a phone's last digits or the year of birth."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from camps.errors import TooManyTries
from notifications.forms.visit import WhoForm
from notifications.services.visit_identity import can_prove, prove
from notifications.views.visit_door import Caller, behind_the_link, forget, remember, show


@behind_the_link("GET", "HEAD", "POST")
def who(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One question, five tries."""
    patient = caller.registration.patient
    if "hide" in request.POST or not can_prove(patient):
        response: HttpResponse = HttpResponseRedirect(caller.path())
        forget(response, caller)
        return response
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            fits = prove(patient=patient, link_hash=caller.link_hash, given=form.cleaned_data["known"], now=caller.now)
        except TooManyTries:
            return show(request, caller, "who", blocked=True, status=429)
        if fits:
            response = HttpResponseRedirect(caller.path())
            remember(response, caller)
            return response
        form.add_error("known", _("This does not fit. Look at the number again, or call us."))
    return show(request, caller, "who", form=form, status=422 if form.is_bound else 200)
