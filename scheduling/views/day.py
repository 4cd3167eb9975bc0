"""The day view: stations across, time down; on a phone a list for each station."""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.look.daygrid import Block, Lane
from camps.look.states import state_of
from camps.models import Camp, Registration
from camps.policy import Verb, can
from scheduling.beside_the_day import marks_in, notes_of
from scheduling.models import Appointment, AppointmentState
from scheduling.queries.day import CampDay, StationDay, camp_day
from scheduling.queries.durations import usual_minutes
from scheduling.services.filling import listed_without_place
from scheduling.views.addresses import appointment_page, day_page, page_of
from scheduling.views.dragging import BESIDE, carried, could_come_on


@requires(Verb.SEE_SCHEDULE)
def first_day(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Today while the camp is on, else its first day."""
    today = camp.day_at(timezone.now())
    return HttpResponseRedirect(day_page(camp, today if today in camp.dates else camp.first_day))


@requires(Verb.SEE_SCHEDULE)
def day(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """Everything that stands on one day, and where there is room."""
    if day not in camp.dates:
        raise Http404("not a day of this camp")
    shown = camp_day(camp, day)
    may_edit = can(request.member, Verb.EDIT_SCHEDULE, camp)
    coming = could_come_on(camp, day)
    beside = list(coming[:BESIDE]) if may_edit else []
    usual = usual_minutes(procedure for one in beside for procedure in one.procedures)
    notes = notes_of(camp, day)
    marks = marks_in(notes)
    context = {
        "camp": camp,
        "day": day,
        "days": camp.dates,
        "shown": shown,
        "lanes": [lane(camp, shown, station, marks=marks, may_edit=may_edit) for station in shown.stations],
        "waiting": listed_without_place(camp).count(),
        "beside": [(one, carried(camp, one, name=card_of(one), minutes=usual.of(one.procedures))) for one in beside],
        "more": coming.count() - len(beside) if beside else 0,
        "notes": notes,
        "may_edit": may_edit,
        "may_publish": can(request.member, Verb.PUBLISH, camp),
    }
    return render(request, "scheduling/day.html", context)


def lane(camp: Camp, shown: CampDay, station: StationDay, *, marks: dict[int, list[str]], may_edit: bool) -> Lane:
    """A station as the grid draws it; `marks` are words of other apps by the appointment's id."""
    blocks = [
        appointment_block(camp, appointment, marks=marks.get(appointment.pk, []), may_edit=may_edit)
        for appointment in station.appointments
    ]
    blocks += [
        Block(starts, ends, _("Closed"), reason, tone="calm", kind="closed") for starts, ends, reason in station.closed
    ]
    for gap in station.gaps:
        free = not gap.full and may_edit
        url = f"{page_of('free', camp)}?{urlencode(_at(station, gap.starts_at))}" if free else ""
        blocks.append(
            Block(
                gap.starts_at,
                gap.ends_at,
                _("Free") if not gap.full else _("Windows full"),
                url=url,
                tone="calm",
                icon="add" if url else "",
                state=_("Book somebody here") if url else "",
                kind="free",
            )
        )
    return Lane(station.station.name, ", ".join(station.doctors), blocks, key=str(station.station.pk))


def appointment_block(camp: Camp, appointment: Appointment, *, marks: list[str], may_edit: bool) -> Block:
    """Card number, initials, procedure code; the state is an icon with its word, never a colour alone."""
    tone, icon, word = "own", "", ""
    stands = appointment.state == AppointmentState.BOOKED
    if not stands:
        worn = state_of(appointment.state)
        tone, icon, word = worn.tone, worn.icon, str(worn.label)
    elif appointment.needs_cover:
        worn = state_of("lost_cover")
        tone, icon, word = worn.tone, worn.icon, str(worn.label)
    elif appointment.confirmed_at:
        worn = state_of("confirmed")
        tone, icon, word = worn.tone, worn.icon, str(worn.label)
    elif not appointment.is_told:  # type: ignore[attr-defined]  # see appointments_between
        worn = state_of("not_told")
        tone, icon, word = "own", worn.icon, str(worn.label)
    registration = appointment.registration
    codes = " + ".join(procedure.code for procedure in appointment.procedures.all())
    who = card_of(registration) if registration else _("Nobody")
    return Block(
        appointment.starts_at,
        appointment.ends_at,
        who,
        " · ".join([codes, *([word] if word else []), *marks]),
        appointment_page(camp, appointment),
        tone,
        icon,
        word,
        attrs=carried(camp, registration, name=who, standing=appointment)
        if may_edit and registration and stands
        else {},
    )


def card_of(registration: Registration) -> str:
    return f"{registration} {initials(registration.patient.name)}"


def initials(name: str) -> str:
    """ "Aminatu Bello" is "A. B.": enough beside a card number, too little for a stranger who looks on."""
    return " ".join(f"{piece[0]}." for piece in name.split()[:3])


def _at(station: StationDay, starts: datetime) -> dict[str, str]:
    return {"station": str(station.station.pk), "start": starts.isoformat()}
