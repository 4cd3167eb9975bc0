"""What the team writes down at the table: who the patient is, each moment, and its hours put right."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.look.times import clock_text
from camps.models import Camp, Guardian
from camps.policy import Verb
from camps.undo_notices import undo_tags
from scheduling.errors import SchedulingError
from scheduling.forms.theatre import IdentityForm, TheatreTimesForm
from scheduling.models import Appointment, Arrival, IdentityCheck, Milestone
from scheduling.queries.theatre_gate import comparable, holds, namesakes
from scheduling.services.theatre.identity import confirm_identity
from scheduling.services.theatre.marking import mark, set_times, unmark
from scheduling.views.addresses import page_of


@requires(Verb.RUN_THEATRE)
def identity(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Make sure of the person, the side and the consent; only then the patient goes in."""
    one = _one(camp, pk)
    registration = one.registration
    if registration is None:
        return HttpResponseRedirect(_board(camp, one))
    form = IdentityForm(request.POST or None, comparable=comparable(registration))
    if request.method == "POST" and form.is_valid():
        try:
            check = confirm_identity(appointment=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        except CampError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except SchedulingError as error:
            form.add_error(None, f"{error.message} {error.cure}".strip())
        else:
            said = (
                _("%(card)s goes in as an emergency. It is on record.")
                if check.emergency
                else _("%(card)s: the identity is confirmed.")
            )
            messages.success(request, said % {"card": registration})
            return HttpResponseRedirect(_board(camp, one))
    day = _day_of(camp, one)
    checks = list(IdentityCheck.objects.filter(appointment=one).select_related("by"))
    context = {
        "camp": camp,
        "appointment": one,
        "registration": registration,
        "patient": registration.patient,
        "guardian": Guardian.objects.filter(patient=registration.patient).order_by("pk").first(),
        "arrival": Arrival.objects.filter(registration=registration, day=day, undone_at=None).first(),
        "namesakes": namesakes(registration, camp=camp, at=one.starts_at),
        "checks": checks,
        "sure": bool(checks) and holds(checks[-1], listed=registration.side),
        "form": form,
        "back_url": _board(camp, one),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "scheduling/theatre/identity.html", context, status=status)


@requires(Verb.RUN_THEATRE)
@require_POST
def mark_moment(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """It happens now. Who was not made sure of is led to the page for that."""
    one, now, kind = _one(camp, pk), timezone.now(), request.POST.get("kind", "")
    try:
        own = UUID(request.POST.get("client_id", ""))
    except ValueError:
        own = None
    try:
        row = mark(appointment=one, kind=kind, at=now, by=request.user, now=now, client_id=own)
    except CampError as error:
        messages.error(request, str(error))
        gate = error.field == "identity"
        return HttpResponseRedirect(page_of("identity", camp, pk=pk) if gate else _board(camp, one))
    except SchedulingError as error:
        messages.error(request, f"{error.message} {error.cure}".strip())
        return HttpResponseRedirect(_board(camp, one))
    undo = undo_tags(f"{page_of('unmark', camp, pk=pk)}?{urlencode({'kind': kind})}", about=f"operation-{pk}")
    said = {"card": one.registration, "word": row.get_kind_display(), "hour": clock_text(row.at, zone=camp.zone)}
    messages.success(request, _("%(card)s: %(word)s at %(hour)s.") % said, extra_tags=undo)
    return HttpResponseRedirect(_board(camp, one))


@requires(Verb.RUN_THEATRE)
@require_POST
def unmark_moment(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Take back the moment named by `kind`."""
    one, kind = _one(camp, pk), request.GET.get("kind", "")
    try:
        if unmark(appointment=one, kind=kind, by=request.user, now=timezone.now()):
            messages.success(request, _("%(card)s: taken back.") % {"card": one.registration})
    except CampError as error:
        messages.error(request, str(error))
    except SchedulingError as error:
        messages.error(request, f"{error.message} {error.cure}".strip())
    return HttpResponseRedirect(_board(camp, one))


@requires(Verb.RUN_THEATRE)
def theatre_times(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Put the hours of an operation right, enter what was forgotten, take back what did not happen."""
    one = _one(camp, pk)
    stands = dict(Milestone.objects.filter(appointment=one, undone_at=None).values_list("kind", "at"))
    form = TheatreTimesForm(request.POST or None, camp=camp, day=_day_of(camp, one), stands=stands)
    if request.method == "POST" and form.is_valid():
        try:
            set_times(appointment=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        except CampError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except SchedulingError as error:
            form.add_error(None, f"{error.message} {error.cure}".strip())
        else:
            messages.success(request, _("%(card)s: the hours are written down.") % {"card": one.registration})
            return HttpResponseRedirect(_board(camp, one))
    rows = Milestone.objects.filter(appointment=one).select_related("by", "undone_by").order_by("recorded_at", "pk")
    context = {"camp": camp, "appointment": one, "form": form, "rows": rows, "back_url": _board(camp, one)}
    status = 422 if request.method == "POST" else 200
    return render(request, "scheduling/theatre/times.html", context, status=status)


def _one(camp: Camp, pk: int) -> Appointment:
    found: Appointment = get_object_or_404(
        Appointment.objects.select_related("camp__venue", "station", "registration__patient"), camp=camp, pk=pk
    )
    return found


def _day_of(camp: Camp, one: Appointment) -> date:
    return one.starts_at.astimezone(camp.zone).date()


def _board(camp: Camp, one: Appointment) -> str:
    """The board of the operation's day; a place outside the camp's days has none of its own."""
    day = _day_of(camp, one)
    return page_of("theatre_day", camp, day=day) if day in camp.dates else page_of("theatre", camp)
