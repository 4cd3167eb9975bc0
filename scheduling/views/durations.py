"""How long operations are believed to take, and how long one really took."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.errors import Invalid
from camps.look.beside import Pair, beside
from camps.models import Camp
from camps.policy import Verb, can
from camps.views.form_pages import confirm_page
from scheduling.forms.timings import TookForm
from scheduling.models import Appointment, AppointmentState, Timing
from scheduling.queries.durations import ProcedureTimes, durations_of
from scheduling.queries.leaders import leader_of
from scheduling.services.timings.entering import enter_timing, remove_timing
from scheduling.views.addresses import appointment_page, page_of

DRAWN = 15  # procedures in the picture
NAMED = 5  # of those that are off


@requires(Verb.EDIT_SCHEDULE)
def durations(request: StaffRequest, camp: Camp) -> HttpResponse:
    """By procedure and by surgeon: planned, really taken, how far off, and what plans use now."""
    found = durations_of(camp)
    timed = [row for row in found.procedures if row.seen]
    off = sorted((row for row in timed if row.seen and row.seen.off), key=_how_far_off, reverse=True)
    pairs = _pairs(timed)
    context = {
        "camp": camp,
        "found": found,
        "picture": beside(pairs) if timed else None,
        "tones": {pair.tone for pair in pairs},
        "left_out": max(0, len(timed) - DRAWN),
        "off": off,
        "worst": off[:NAMED],
        "may_import": can(request.member, Verb.IMPORT_SHEETS, camp),
    }
    return render(request, "scheduling/durations.html", context)


def _how_far_off(row: ProcedureTimes) -> float:
    return abs(row.seen.bias.share) if row.seen else 0.0


def _pairs(timed: Iterable[ProcedureTimes]) -> list[Pair]:
    """Those timed most, by name."""
    most = sorted(((row, row.seen) for row in timed if row.seen), key=lambda pair: -pair[1].count)[:DRAWN]
    return [
        Pair(
            label=row.procedure.name,
            planned=seen.planned or row.entered.mean,
            real=seen.mean,
            spread=(seen.cv or 0) * seen.mean,
            tone={"longer": "over", "shorter": "under"}.get(seen.off, ""),
        )
        for row, seen in sorted(most, key=lambda pair: pair[0].procedure.name)
    ]


@requires(Verb.EDIT_SCHEDULE)
def took(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Enter when an appointment really began and ended, or put it right."""
    one = _one(camp, pk)
    if one.state == AppointmentState.CANCELLED:
        return HttpResponseRedirect(appointment_page(camp, one))
    stands = Timing.objects.filter(appointment=one).first()
    form = TookForm(request.POST or None, appointment=one, stands=stands, led_by=leader_of(one))
    if request.method == "POST" and form.is_valid():
        try:
            timing = enter_timing(appointment=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Invalid as error:
            form.show(error.field, str(error))
        else:
            said = _("Written down: it took %(minutes)d minutes, and %(planned)d were planned.")
            messages.success(
                request,
                said % {"minutes": timing.minutes, "planned": timing.planned_min},
                extra_tags=f"undo:{page_of('remove_took', camp, pk=one.pk)}",
            )
            return HttpResponseRedirect(appointment_page(camp, one))
    context = {
        "camp": camp,
        "appointment": one,
        "form": form,
        "stands": stands,
        "back_url": appointment_page(camp, one),
    }
    return render(request, "scheduling/took.html", context, status=422 if request.method == "POST" else 200)


@requires(Verb.EDIT_SCHEDULE)
def remove_took(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Take back what was entered of an appointment."""
    one = _one(camp, pk)
    return confirm_page(
        request,
        act=lambda: remove_timing(appointment=one),
        question=_("Take back the real hours of %(card)s?") % {"card": one.registration},
        consequences=_("They no longer count for how long plans hold a table. They can be entered again."),
        label=_("Take them back"),
        said=_("The real hours are taken back."),
        to=appointment_page(camp, one),
        back=appointment_page(camp, one),
        camp=camp,
    )


def _one(camp: Camp, pk: int) -> Appointment:
    found: Appointment = get_object_or_404(
        Appointment.objects.select_related("camp__venue", "station", "registration__patient"), camp=camp, pk=pk
    )
    return found
