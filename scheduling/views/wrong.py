"""Something went wrong today: one button each, two questions at most, then the proposals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling.errors import SchedulingError
from scheduling.forms import wrong as forms
from scheduling.models import OfferState, StandbyOffer
from scheduling.queries.gaps import gaps_today
from scheduling.queries.orphans import orphans
from scheduling.services.replanning import propose
from scheduling.views.addresses import page_of


@dataclass(frozen=True)
class Trouble:
    """One button: its words, its picture and its questions."""

    key: str
    title: str | Promise
    words: str | Promise
    icon: str
    form: type[forms.WrongForm]


TROUBLES = {
    one.key: one
    for one in (
        Trouble("late", _("A list runs late"), _("Everybody behind is moved."), "clock", forms.RunningLateForm),
        Trouble(
            "runs-over", _("An operation takes longer"), _("Those behind wait, or go on."), "clock", forms.OverrunForm
        ),
        Trouble("doctor-late", _("A doctor is late"), _("On the way, stuck, held up."), "clock", forms.DoctorLateForm),
        Trouble("doctor", _("A doctor is ill or away"), _("For the rest of the day."), "alert", forms.DoctorGoneForm),
        Trouble("table", _("A table is down"), _("Broken, dirty, without water."), "alert", forms.TableDownForm),
        Trouble("power", _("The power is cut"), _("Several tables stand still at once."), "alert", forms.PowerCutForm),
        Trouble("emergency", _("An emergency"), _("Somebody goes before all others."), "alert", forms.EmergencyNowForm),
    )
}


@requires(Verb.EDIT_SCHEDULE)
def wrong(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The buttons, who waits for a decision since earlier trouble, and the places that are free today."""
    now = timezone.now()
    today = today_of(camp, now=now)
    context = {
        "camp": camp,
        "troubles": TROUBLES.values(),
        "today": today,
        "lost": orphans(camp, now=now),
        "gaps": gaps_today(camp, now=now) if today else [],
        "asked": StandbyOffer.objects.filter(camp=camp, state=OfferState.OPEN, expires_at__gt=now).count(),
    }
    return render(request, "scheduling/wrong.html", context)


@requires(Verb.EDIT_SCHEDULE)
def what_went_wrong(request: StaffRequest, camp: Camp, what: str) -> HttpResponse:
    """The questions; by POST the proposals, on the page of every changed day."""
    if what not in TROUBLES:
        raise Http404
    trouble, now = TROUBLES[what], timezone.now()
    day = today_of(camp, now=now)
    if day is None:
        return HttpResponseRedirect(page_of("wrong", camp))
    refusal: SchedulingError | None = None
    form = trouble.form(request.POST if request.method == "POST" else None, camp=camp, day=day, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            rows = propose(camp=camp, change=form.change(), by=request.user, now=now)
        except SchedulingError as error:
            refusal = error
        else:
            return HttpResponseRedirect(page_of("replanned", camp, pk=rows[0].pk))
    context = {"camp": camp, "trouble": trouble, "form": form, "day": day, "now": now, "refusal": refusal}
    context["back_url"] = page_of("wrong", camp)
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "scheduling/what_went_wrong.html", context, status=status)


def today_of(camp: Camp, *, now: datetime) -> date | None:
    """Today at the venue, None where it is no day of the camp."""
    today = now.astimezone(camp.zone).date()
    return today if today in camp.dates else None
