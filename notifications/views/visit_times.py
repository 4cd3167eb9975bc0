"""Another time: the three nearest free ones first, then all of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from camps.look.times import day_text
from notifications.forms.visit import ANY_TIME, TimeForm, read, written
from notifications.queries.visits import Visit, by_day, nearest, offers, visit_of
from notifications.services.visits import ask_for_any_time, choose_time
from notifications.tasks import wake_on_commit
from notifications.views.visit import seen_in
from notifications.views.visit_door import Caller, behind_the_link, show
from scheduling.errors import SchedulingError, Taken
from scheduling.queries.places import FreePlace


@behind_the_link("GET", "HEAD", "POST")
def times(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A consultation moves at once; for an operation the time is asked for, and the place kept until the answer."""
    visit = visit_of(caller.registration, now=caller.now)
    if visit.place is None or not visit.may_move:
        return HttpResponseRedirect(caller.path())
    offered = offers(visit, now=caller.now)
    if request.method != "POST":
        return _choice(request, caller, visit, offered, around=visit.place.arrive_at)
    wanted = read(request.POST.get("arrive", ""))
    around = wanted or visit.place.arrive_at
    if wanted and wanted not in [offer.arrive_at for offer in offered]:
        return _choice(request, caller, visit, offered, around=around, taken=wanted)
    form = _form(caller, visit, [offer.arrive_at for offer in offered], data=request.POST)
    if not form.is_valid():
        return _choice(request, caller, visit, offered, around=around, form=form)
    seen = seen_in(request)
    if seen is None:
        return HttpResponseRedirect(caller.path())
    try:
        if form.cleaned_data["arrive"] == ANY_TIME:
            ask_for_any_time(
                appointment_id=visit.place.appointment.pk, seen=seen, note=form.cleaned_data["note"], now=caller.now
            )
        else:
            assert wanted is not None, "the form takes nothing else"
            choose_time(
                registration=caller.registration,
                appointment_id=visit.place.appointment.pk,
                seen=seen,
                wanted=wanted,
                note=form.cleaned_data.get("note", ""),
                now=caller.now,
            )
    except Taken:
        offered = [offer for offer in offers(visit, now=caller.now) if offer.arrive_at != wanted]
        return _choice(request, caller, visit, offered, around=around, taken=wanted)
    except SchedulingError:
        return HttpResponseRedirect(caller.path())
    wake_on_commit()
    return HttpResponseRedirect(caller.path())


def _choice(
    request: HttpRequest,
    caller: Caller,
    visit: Visit,
    offered: list[FreePlace],
    *,
    around: datetime,
    taken: datetime | None = None,
    form: TimeForm | None = None,
) -> HttpResponse:
    """The choice. `taken` is the time that somebody was quicker for."""
    assert visit.place is not None, "asked before"
    days = by_day(offered, visit.camp)
    day = None if taken else _day_in(request, days)
    shown = days[day] if day else nearest(offered, around)
    if form is not None:  # what was chosen and what is wrong stay; the choices shrink back to those of the page
        form = _form(caller, visit, [offer.arrive_at for offer in shown], data=request.POST, day=day)
    else:
        form = _form(caller, visit, [offer.arrive_at for offer in shown], day=day)
    status = 409 if taken else 422 if form.is_bound else 200
    return show(
        request,
        caller,
        "times",
        status=status,
        visit=visit,
        place=visit.place,
        venue=visit.place.venue,
        form=form,
        seen=written(visit.place.arrive_at),
        taken=taken,
        days=[(one, len(found)) for one, found in days.items()],
        day=day,
        some=bool(shown),
    )


def _form(
    caller: Caller, visit: Visit, at: Sequence[datetime], *, data: object = None, day: date | None = None
) -> TimeForm:
    label = (
        day_text(day, language=caller.language)
        if day
        else _("The nearest free times")
        if at
        else _("No other time is free now")
    )
    return TimeForm(data, offers=at, camp=visit.camp, label=label, may_wish=visit.is_operation, one_day=bool(day))


def _day_in(request: HttpRequest, days: dict[date, list[FreePlace]]) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day in days else None
