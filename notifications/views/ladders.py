"""When a camp reminds: the ladders with their pictures, and the pages that change them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from camps.access import StaffRequest, requires
from camps.models import Camp, Procedure
from camps.policy import Verb
from camps.views.form_pages import confirm_page, form_page
from notifications.forms.ladders import BREAKING_WORDS, OwnLadderForm, RungForm, groups_of
from notifications.ladder import Rung
from notifications.queries.ladders import Ladders, ladders_of, telling_of
from notifications.services.ladders import Of, back_to_usual, begin_ladder, kind_of, remove_rung, save_rung
from notifications.views.addresses import page_of
from notifications.views.ladder_picture import Picture, picture_of

KINDS: dict[str, str | Promise] = {
    "surgery": gettext_lazy("Operations"),
    "consultation": gettext_lazy("Consultations"),
}
OF_PROCEDURE = "procedure-"


@dataclass(frozen=True)
class Shown:
    """A ladder on the page: `key` stands in its addresses, `own` says that the camp changed it."""

    key: str
    title: str | Promise
    own: bool
    rungs: tuple[Rung, ...]
    picture: Picture


@requires(Verb.EDIT_CAMP)
def reminders(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Every ladder of the camp, its quiet hours, and the ways on: preview and texts."""
    telling = telling_of(camp)
    context = {
        "camp": camp,
        "ladders": _shown(camp, ladders_of(camp)),
        "telling": telling,
        "breaking": [words for group, words in BREAKING_WORDS if group in groups_of(telling.breaking)],
        "urgent_hours": round(telling.quiet.urgent_within.total_seconds() / 3600),
    }
    return render(request, "notifications/telling/reminders.html", context)


@requires(Verb.EDIT_CAMP)
def new_rung(request: StaffRequest, camp: Camp, of: str) -> HttpResponse:
    return _rung_page(request, camp, of, name="", heading=_("Add a reminder"), said=_("Added."))


@requires(Verb.EDIT_CAMP)
def rung(request: StaffRequest, camp: Camp, of: str, rung: str) -> HttpResponse:
    return _rung_page(request, camp, of, name=rung, heading=_("Change a reminder"), said=_("Changed."))


@requires(Verb.EDIT_CAMP)
def drop_rung(request: StaffRequest, camp: Camp, of: str, rung: str) -> HttpResponse:
    """Ask once, then take the reminder away."""
    ladder = _of(camp, of)
    _rung_named(camp, ladder, rung)
    return confirm_page(
        request,
        act=lambda: remove_rung(of=ladder, name=rung, by=request.user, now=timezone.now()),
        question=_("Remove this reminder?"),
        consequences=_("It is not sent to anybody any more. What was sent already stays sent."),
        label=_("Remove"),
        said=_("Removed. People's reminders follow within a minute."),
        to=page_of("reminders", camp),
        back=page_of("reminders", camp),
        camp=camp,
    )


@requires(Verb.EDIT_CAMP)
def usual_ladder(request: StaffRequest, camp: Camp, of: str) -> HttpResponse:
    """Ask once, then forget the own ladder."""
    ladder = _of(camp, of)
    return confirm_page(
        request,
        act=lambda: back_to_usual(of=ladder, now=timezone.now()),
        question=_("Back to the usual reminders?"),
        consequences=_("Your changes to this ladder are forgotten. What was sent already stays sent."),
        label=_("Back to the usual"),
        said=_("These reminders are the usual ones again."),
        to=page_of("reminders", camp),
        back=page_of("reminders", camp),
        camp=camp,
        tone="",
    )


@requires(Verb.EDIT_CAMP)
def new_ladder(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Reminders of its own for one procedure."""
    form = OwnLadderForm(request.POST or None)
    form.fields["procedure"].queryset = Procedure.objects.filter(camp=camp)  # type: ignore[attr-defined]  # its own field
    return form_page(
        request,
        form=form,
        save=lambda procedure: begin_ladder(camp=camp, procedure=procedure, by=request.user, now=timezone.now()),
        said=_("It has its own reminders now. Change them here."),
        to=page_of("reminders", camp),
        heading=_("Own reminders for a procedure"),
        button=_("Begin"),
        back_url=page_of("reminders", camp),
        camp=camp,
        base="camps/camp_base.html",
    )


def _rung_page(request: StaffRequest, camp: Camp, of: str, *, name: str, heading: str, said: str) -> HttpResponse:
    ladder = _of(camp, of)
    initial = _initial(_rung_named(camp, ladder, name)) if name else {}
    form = RungForm(request.POST or None, initial=initial)

    def save(**_given: Any) -> Rung:
        return save_rung(of=ladder, rung=form.rung, name=name, by=request.user, now=timezone.now())

    return form_page(
        request,
        form=form,
        save=save,
        said=_("%(said)s People's reminders follow within a minute.") % {"said": said},
        to=page_of("reminders", camp),
        heading=heading,
        back_url=page_of("reminders", camp),
        camp=camp,
        base="camps/camp_base.html",
    )


def _of(camp: Camp, key: str) -> Of:
    """From "surgery", "consultation" or "procedure-12"; 404 for anything else."""
    if key in KINDS:
        return Of(camp, "surgery" if key == "surgery" else "consultation")
    number = key.removeprefix(OF_PROCEDURE)
    if key == number or not number.isdecimal():
        raise Http404
    procedure = get_object_or_404(Procedure, camp=camp, pk=int(number))
    return Of(camp, kind_of(procedure), procedure)


def _rung_named(camp: Camp, of: Of, name: str) -> Rung:
    ladders = ladders_of(camp)
    rungs = ladders.of_procedure.get(of.procedure.pk, ()) if of.procedure else ladders.rungs_of(of.kind)
    found = next((one for one in rungs if one.name == name), None)
    if found is None:
        raise Http404
    return found


def _initial(found: Rung) -> dict[str, Any]:
    return {
        "days_before": found.days_before,
        "hours_before": found.hours_before,
        "from_hour": found.from_hour,
        "until_hour": found.until_hour,
        "text": found.kind,
        "channels": found.channels,
    }


def _shown(camp: Camp, ladders: Ladders) -> list[Shown]:
    found = []
    for key, title in KINDS.items():
        rungs = ladders.rungs_of("surgery" if key == "surgery" else "consultation")
        found.append(Shown(key, title, key in ladders.of_kind, rungs, picture_of(rungs)))
    names = dict(Procedure.objects.filter(camp=camp, pk__in=ladders.of_procedure).values_list("pk", "name"))
    for pk, rungs in ladders.of_procedure.items():
        found.append(Shown(f"{OF_PROCEDURE}{pk}", names[pk], True, rungs, picture_of(rungs)))
    return found
