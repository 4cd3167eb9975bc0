"""Postpone, change the venue, cancel a day or the camp: choose, see whom it touches, do it once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from scheduling.errors import SchedulingError
from scheduling.forms.camp_changes import DayForm, PostponeForm, ReasonForm, VenueForm
from scheduling.queries.camp_changes import Touched, touched
from scheduling.services import camp_changes
from scheduling.services.camp_changes import CampChanged
from scheduling.views.addresses import page_of


@dataclass(frozen=True)
class Act:
    """One of the four: its words, its form, and the service that does it."""

    key: str
    title: str | Promise
    words: str | Promise
    button: str | Promise
    form: type[ReasonForm]
    do: Callable[..., CampChanged]
    tone: str = ""


ACTS = {
    act.key: act
    for act in (
        Act(
            "postpone",
            gettext_lazy("Postpone the camp"),
            gettext_lazy("Every shift, closure and appointment keeps its hour, some days later."),
            gettext_lazy("Postpone"),
            PostponeForm,
            camp_changes.postpone,
        ),
        Act(
            "venue",
            gettext_lazy("Change the venue"),
            gettext_lazy("Everybody comes at the same hour to another place."),
            gettext_lazy("Change the venue"),
            VenueForm,
            camp_changes.change_venue,
        ),
        Act(
            "cancel-day",
            gettext_lazy("Cancel a day"),
            gettext_lazy("All appointments and shifts of one day are cancelled; the people are on the list again."),
            gettext_lazy("Cancel this day"),
            DayForm,
            camp_changes.cancel_day,
            "bad",
        ),
        Act(
            "cancel-camp",
            gettext_lazy("Cancel the camp"),
            gettext_lazy("Everything still to come is cancelled. This can't be undone; the camp can be copied."),
            gettext_lazy("Cancel the whole camp"),
            ReasonForm,
            camp_changes.cancel_camp,
            "bad",
        ),
    )
}


@requires(Verb.PUBLISH)
def camp_changes_page(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The four, with what each does."""
    return render(request, "scheduling/camp_changes.html", {"camp": camp, "acts": ACTS.values()})


@requires(Verb.PUBLISH)
def camp_change(request: StaffRequest, camp: Camp, act: str) -> HttpResponse:
    """Without an answer the question; with one (in the address) whom it touches; by POST the act."""
    if act not in ACTS:
        raise Http404
    chosen, now, refusal = ACTS[act], timezone.now(), None
    given = request.POST if request.method == "POST" else request.GET
    asks_only = request.method == "GET" and not request.GET
    form = chosen.form(None if asks_only else given, camp=camp)
    valid = not asks_only and form.is_valid()
    if request.method == "POST" and valid:
        try:
            done = chosen.do(camp=camp, by=request.user, now=now, **form.cleaned_data)
        except SchedulingError as error:
            refusal = error
        else:
            return _done(request, camp, done)
    preview = _preview(camp, act, form.cleaned_data) if valid else None
    context = {"camp": camp, "act": chosen, "form": form, "preview": preview, "refusal": refusal, "tone": chosen.tone}
    context["back_url"] = page_of("camp_changes", camp)
    status = 409 if refusal else 422 if not asks_only and not valid else 200
    return render(request, "scheduling/camp_change.html", context, status=status)


def _preview(camp: Camp, act: str, answer: dict[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    days = answer.get("days", 0)
    found: Touched = touched(camp, now=now, day=answer.get("day"), later=days)
    return {
        "touched": found,
        "first_day": camp.first_day + timedelta(days=days) if days else None,
        "last_day": camp.last_day + timedelta(days=days) if days else None,
        "venue": answer.get("venue"),
        "day": answer.get("day"),
    }


def _done(request: StaffRequest, camp: Camp, done: CampChanged) -> HttpResponse:
    said = _("Done: %(n)s appointments.") % {"n": done.appointments}
    said += " " + (_("Everyone is told now, once.") if done.publication else _("Nobody was told: the camp is a draft."))
    messages.success(request, said)
    if done.needs_cover:
        words = _("%(n)s need cover: their doctor is held elsewhere or away then.") % {"n": len(done.needs_cover)}
        messages.warning(request, words)
        return HttpResponseRedirect(page_of("needs_cover", camp))
    return HttpResponseRedirect(page_of("first_day", camp))
