"""The lists of a camp on paper: for the door, for the team, for theatre, for the phone and for the gate."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.models import PaperKind
from notifications.queries.call_list import call_list
from notifications.queries.day_paper import by_doctor, by_station
from notifications.queries.gate_list import gate_list
from notifications.queries.printing import board_lists, untold_on
from notifications.queries.printings import Sheet
from notifications.views.paper import Listing, chosen, listed, others
from notifications.views.printing import day_in


@requires(Verb.SEE_SCHEDULE)
def board(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The list of each station to hang up: card numbers and initials."""
    day = _day(request, camp)
    sheets = board_lists(camp, day)
    listing = Listing(PaperKind.BOARD, "board.html", _("List to hang up"), chosen(request, sheets), others(sheets), day)
    return listed(request, camp, listing, {"untold": untold_on(camp, day)})


@requires(Verb.SEE_REGISTRATIONS)
def staff_day(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The list of each station, with `?of=doctor` of each doctor: names, ages, procedures, for staff alone."""
    day = _day(request, camp)
    of = "doctor" if request.GET.get("of") == "doctor" else "station"
    sheets = by_doctor(camp, day) if of == "doctor" else by_station(camp, day)
    listing = Listing(PaperKind.DAY, "staff_day.html", _("Day list"), chosen(request, sheets), others(sheets), day)
    return listed(request, camp, listing, {"untold": untold_on(camp, day), "of": of})


@requires(Verb.SEE_REGISTRATIONS)
def theatre(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The list of each operating table, with room to write down what really happens."""
    day = _day(request, camp)
    sheets = by_station(camp, day, tables_only=True)
    listing = Listing(
        PaperKind.THEATRE, "theatre.html", _("Theatre list"), chosen(request, sheets), others(sheets), day
    )
    return listed(request, camp, listing, {"untold": untold_on(camp, day)})


@requires(Verb.SEE_MESSAGES)
def calls(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Whom to call today, to be ticked off by hand."""
    now = timezone.now()
    today = camp.day_at(now)
    entries = call_list(camp, now=now)
    sheets = [Sheet(str(today), "", entries)] if entries else []
    listing = Listing(PaperKind.CALLS, "call_list.html", _("Call list"), sheets, day=today)
    return listed(request, camp, listing, {"country": camp.venue.country})


@requires(Verb.SEE_REGISTRATIONS)
def gate(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everybody by surname."""
    rows = gate_list(camp)
    sheets = [Sheet("", "", rows)] if rows else []
    listing = Listing(PaperKind.GATE, "gate.html", _("Gate list"), sheets, pdf_template="gate_pdf.html")
    return listed(request, camp, listing, {"untold": untold_on(camp, None)})


def _day(request: StaffRequest, camp: Camp) -> date:
    """The day that is asked for, else today, else the first."""
    today = camp.day_at(timezone.now())
    return day_in(request, camp) or (today if today in camp.dates else camp.first_day)
