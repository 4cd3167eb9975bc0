"""How the patient wants to be told: language, way, hours, and what can be left out. Nothing personal stands on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from notifications.forms.visit_wishes import PatientsWishesForm
from notifications.models import Channel, PlainWords
from notifications.queries.audience import is_child, ways_to
from notifications.queries.wishes import AS_USUAL, Wishes, unwanted_by, wishes_of
from notifications.services.preferences import save_wishes
from notifications.services.visit_identity import can_prove
from notifications.views.visit_door import Caller, behind_the_link, show

OF_THE_PATIENT_ALONE = (Channel.WHATSAPP,)  # an agreement: only who showed to be the patient gives it


@behind_the_link("GET", "HEAD", "POST")
def wishes(request: HttpRequest, caller: Caller) -> HttpResponse:
    """One form. To be named in a text, or told by WhatsApp, is chosen only by who showed to be the patient."""
    registration = caller.registration
    patient = registration.patient
    stands = wishes_of([patient.pk]).get(patient.pk, AS_USUAL)
    ways = [way for way in ways_to(patient) if caller.proven or way not in OF_THE_PATIENT_ALONE]
    form = PatientsWishesForm(
        request.POST if request.method == "POST" else None,
        ways=ways,
        may_be_named=caller.proven and not is_child(patient, on=registration.camp.first_day),
        initial=_as_it_stands(caller, stands),
    )
    if form.is_bound and form.is_valid():
        quiet_from, quiet_until = form.quiet()
        save_wishes(
            patient=patient,
            language=form.cleaned_data["language"],
            channels=_channels(form.cleaned_data["way"], ways, stands),
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            wording=form.cleaned_data.get("wording") or _worded(stands),
            unwanted=form.cleaned_data["unwanted"],
            said_by="patient",
            now=caller.now,
        )
        return HttpResponseRedirect(f"/v/{caller.token}/wishes?saved=1")  # in the language that was chosen
    context = {"form": form, "saved": "saved" in request.GET, "can_prove": can_prove(patient)}
    return show(request, caller, "wishes", status=422 if form.is_bound else 200, **context)


def _as_it_stands(caller: Caller, stands: Wishes) -> dict[str, Any]:
    begins, ends = stands.quiet or (None, None)
    return {
        "language": caller.language,
        "way": stands.channels[0] if stands.channels else "",
        "morning": str(ends.hour) if ends else "",
        "evening": str(begins.hour) if begins else "",
        "unwanted": unwanted_by(caller.registration.patient),
        "wording": _worded(stands),
    }


def _channels(way: str, ways: list[Channel], stands: Wishes) -> list[str]:
    """The chosen way first, the other ones where it fails; an order that staff wrote down stays where nothing else was
    chosen."""
    if not way:
        return []
    if stands.channels and stands.channels[0] == way:
        return list(stands.channels)
    others = [other for other in ways if other in (Channel.SMS, Channel.MAIL) and other != way]
    return [way, *others]


def _worded(stands: Wishes) -> str:
    return PlainWords.PLAIN if stands.plain else PlainWords.DISCREET
