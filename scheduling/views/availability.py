"""When doctors work and stations are open. What loses its cover stays where it is, marked, until a person decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.access import StaffRequest, requires
from camps.beside_shifts import put_beside_shifts
from camps.errors import CampError, Invalid
from camps.models import Absence, Camp, Doctor, Shift, Station, StationClosure
from camps.policy import Verb
from camps.queries.availability import absences_during, closures_of
from camps.views.form_pages import confirm_page, form_page
from scheduling.forms.availability import AbsenceForm, ClosureForm, NewShiftForm, ShiftForm, StationHoursForm
from scheduling.services import cover
from scheduling.services.cover import Changed


def path_of(name: str, camp: Camp, **kwargs: Any) -> str:
    """The path of one of these pages."""
    return reverse(f"scheduling:{name}", kwargs={"slug": camp.slug, **kwargs})


@requires(Verb.EDIT_AVAILABILITY)
def availability(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Absences and closures during the camp."""
    context = {"camp": camp, "absences": absences_during(camp), "closures": closures_of(camp)}
    return render(request, "scheduling/availability.html", context)


@requires(Verb.EDIT_AVAILABILITY)
def new_shift(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The same hours for a doctor on one or several days; each day is an act of its own."""

    def save(*, doctor: Doctor, periods: list[tuple[datetime, datetime]]) -> int:
        refused = []
        for starts_at, ends_at in periods:
            try:
                cover.add_shift(
                    camp=camp, doctor=doctor, starts_at=starts_at, ends_at=ends_at, by=request.user, now=timezone.now()
                )
            except CampError as error:
                refused.append(f"{starts_at.astimezone(camp.zone):%d %B}: {error}")
        if refused:
            raise Invalid(" ".join(refused), field="days", cure=_("The other days are added."))
        return len(periods)

    return _form(
        request,
        camp,
        NewShiftForm(request.POST or None, camp=camp, initial={"opens": camp.day_opens, "closes": camp.day_closes}),
        save=save,
        said=lambda count: (
            ngettext("%(count)s shift is added.", "%(count)s shifts are added.", count) % {"count": count}
        ),
        back=reverse("camps:camp_doctors", kwargs={"slug": camp.slug}),
        heading=_("New shift"),
    )


@requires(Verb.EDIT_AVAILABILITY)
def shift(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Other hours for a shift."""
    found = _shift(camp, pk)
    found.doctor.shifts_here = [found]  # type: ignore[attr-defined]  # as the list of all shifts has them
    overall = put_beside_shifts(camp, [found.doctor])

    def save(**values: Any) -> Changed[Shift]:
        return cover.change_shift(shift=found, by=request.user, now=timezone.now(), **values)

    return _form(
        request,
        camp,
        ShiftForm(request.POST or None, shift=found),
        save=save,
        said=_consequences,
        back=reverse("camps:camp_doctors", kwargs={"slug": camp.slug}),
        heading=_("Shift of %(name)s") % {"name": found.doctor.name},
        delete_url=path_of("cancel_shift", camp, pk=pk),
        template="scheduling/shift.html",
        doctor=found.doctor,
        overall=overall,
    )


@requires(Verb.EDIT_AVAILABILITY)
def cancel_shift(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The shift will not take place."""
    found = _shift(camp, pk)
    return confirm_page(
        request,
        act=lambda: cover.cancel_shift(shift=found, by=request.user, now=timezone.now()),
        question=_("Cancel this shift of %(name)s?") % {"name": found.doctor.name},
        consequences=_("Appointments that need this doctor then stay where they are, marked as needing cover."),
        label=_("Cancel the shift"),
        said=_("The shift is cancelled."),
        to=reverse("camps:camp_doctors", kwargs={"slug": camp.slug}),
        back=path_of("shift", camp, pk=pk),
    )


@requires(Verb.EDIT_AVAILABILITY)
def new_absence(request: StaffRequest, camp: Camp) -> HttpResponse:
    """A doctor is away for a time."""

    def save(**values: Any) -> Changed[Absence]:
        return cover.enter_absence(by=request.user, now=timezone.now(), **values)

    return _form(
        request,
        camp,
        AbsenceForm(request.POST or None, camp=camp),
        save=save,
        said=_consequences,
        back=path_of("availability", camp),
        heading=_("A doctor is away"),
        words=_("What stands in that time stays where it is, marked as needing cover, until you decide."),
    )


@requires(Verb.EDIT_AVAILABILITY)
def remove_absence(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The doctor is there after all."""
    found = get_object_or_404(absences_during(camp), pk=pk)
    return confirm_page(
        request,
        act=lambda: cover.remove_absence(absence=found, by=request.user, now=timezone.now()),
        question=_("Is %(name)s there after all?") % {"name": found.doctor.name},
        consequences=_("The absence is taken out, and what it left without cover has it again."),
        label=_("Take the absence out"),
        said=_("The absence is taken out."),
        to=path_of("availability", camp),
        back=path_of("availability", camp),
        tone="",
    )


@requires(Verb.EDIT_AVAILABILITY)
def new_closure(request: StaffRequest, camp: Camp) -> HttpResponse:
    """A station can't be used for a time."""

    def save(**values: Any) -> Changed[StationClosure]:
        return cover.close_station(by=request.user, now=timezone.now(), **values)

    return _form(
        request,
        camp,
        ClosureForm(request.POST or None, camp=camp, initial={"station": request.GET.get("station")}),
        save=save,
        said=_consequences,
        back=path_of("availability", camp),
        heading=_("Close a station for a time"),
        words=_("What stands there stays where it is, marked as needing cover, until you decide."),
    )


@requires(Verb.EDIT_AVAILABILITY)
def remove_closure(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """The station can be used after all."""
    found = get_object_or_404(closures_of(camp), pk=pk)
    return confirm_page(
        request,
        act=lambda: cover.reopen_station(closure=found, by=request.user, now=timezone.now()),
        question=_("Open %(name)s again?") % {"name": found.station.name},
        consequences=_("The closure is taken out, and what it left without cover has it again."),
        label=_("Open it"),
        said=_("%(name)s is open again.") % {"name": found.station.name},
        to=path_of("availability", camp),
        back=path_of("availability", camp),
        tone="",
    )


@requires(Verb.EDIT_AVAILABILITY)
def station_hours(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Other hours on every day of the camp."""
    found = get_object_or_404(Station, camp=camp, pk=pk)

    def save(**values: Any) -> Changed[Station]:
        return cover.change_station_hours(station=found, by=request.user, now=timezone.now(), **values)

    return _form(
        request,
        camp,
        StationHoursForm(request.POST or None, initial={"opens": found.opens, "closes": found.closes}),
        save=save,
        said=_consequences,
        back=reverse("camps:stations", kwargs={"slug": camp.slug}),
        heading=_("Hours of %(name)s") % {"name": found.name},
        words=_("These hold on every day. Appointments outside them stay, marked as needing cover."),
    )


def _shift(camp: Camp, pk: int) -> Shift:
    """A shift that stands; its camp is the loaded one, with venue and zone."""
    found: Shift = get_object_or_404(
        Shift.objects.select_related("doctor", "camp__venue"), camp=camp, pk=pk, cancelled_at=None
    )
    return found


def _consequences(changed: Changed[Any]) -> str:
    """What the change did to appointments, in words."""
    lost, covered = len(changed.lost), len(changed.covered)
    said = [_("Saved.")]
    if lost:
        said.append(
            ngettext("%(n)s appointment needs cover now.", "%(n)s appointments need cover now.", lost) % {"n": lost}
        )
    if covered:
        text = ngettext("%(n)s appointment has cover again.", "%(n)s appointments have cover again.", covered)
        said.append(text % {"n": covered})
    return " ".join(said)


def _form(
    request: StaffRequest, camp: Camp, form: Any, *, save: Any, said: Any, back: str, heading: str, **context: Any
) -> HttpResponse:
    return form_page(
        request,
        form=form,
        save=save,
        said=said,
        to=back,
        base="camps/camp_base.html",
        camp=camp,
        back_url=back,
        heading=heading,
        **context,
    )
