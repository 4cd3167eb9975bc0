"""Close the day: the sure ones with one tap, the others one by one, then the day itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.models import Camp, Registration
from camps.policy import Verb
from camps.views.form_pages import show_error
from scheduling.errors import SchedulingError
from scheduling.forms.closing import FATES, REASON_CHOICES, FateForm, LaterForm
from scheduling.models import AS_MEANT, FateKind
from scheduling.queries.closing import ClosingDay, Person, closing_day, span_of
from scheduling.queries.places import free_places
from scheduling.services import closing
from scheduling.services.by_hand import live_appointment, version
from scheduling.views.addresses import page_of
from scheduling.views.hearing import words_of
from scheduling.views.placing import said_when

OFFERS = 6
WHY: dict[str, str | Promise] = {
    "queue": gettext_lazy("Still in the queue."),
    "not_begun": gettext_lazy("Came, and the operation was not begun."),
    "on_table": gettext_lazy("Still on the table, as the theatre's board says."),
    "given_up": gettext_lazy("Was wheeled in, and out again before the knife."),
    "expected": gettext_lazy("Expected: the hour is not over."),
    "taken_back": gettext_lazy("Nothing else is known of them today."),
    "no_queue": gettext_lazy("Came, and no station saw them."),
}


@dataclass(frozen=True)
class Group:
    """The sure ones of one fate."""

    fate: str
    title: str | Promise
    people: list[Person]

    @property
    def asks_why(self) -> bool:
        """Why somebody was deferred stands in the decision; why somebody did not come nobody wrote yet."""
        return self.fate in (FateKind.NOT_COME, FateKind.LEFT)


@requires(Verb.EDIT_SCHEDULE)
def close_page(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """Who has a fate, whose is sure, and on whom a person must look."""
    return _page(request, _day(camp, day))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def say(request: StaffRequest, camp: Camp, day: date, number: int) -> HttpResponse:
    """What became of one person."""
    found, registration = _day(camp, day), _one(camp, number)
    person = next((one for one in found.people if one.registration.pk == registration.pk), None)
    if person is None:
        raise Http404("not of this day")
    # A fate that the facts refuse is refused by the service, in words; the page offers only the others.
    form = FateForm(request.POST, number=number, may_be=list(FateKind))
    if form.is_valid():
        try:
            fate = closing.say_fate(
                camp=camp,
                day=day,
                registration=registration,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except CampError as error:
            show_error(form, error)
        except SchedulingError as error:
            form.add_error(None, f"{error.message} {error.cure}".strip())
        else:
            words = _("%(card)s: %(fate)s.") % {"card": registration, "fate": FATES[FateKind(fate.fate)]}
            messages.success(request, words, extra_tags=f"undo:{_url('take_back_fate', camp, day, number=number)}")
            return _back(camp, day)
    return _page(request, _day(camp, day), wrong=form, number=number)


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def accept(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """All the sure ones, with what was chosen for those who did not come."""
    now = timezone.now()
    reasons = {
        int(name.removeprefix("reason-")): str(value)
        for name, value in request.POST.items()
        if name.startswith("reason-") and name.removeprefix("reason-").isdecimal()
    }
    try:
        many = closing.accept_sure(camp=camp, day=_day(camp, day).day, reasons=reasons, by=request.user, now=now)
    except (CampError, SchedulingError) as error:
        messages.warning(request, str(error))
        return _back(camp, day)
    said = ngettext("%(n)d person has a fate.", "%(n)d people have a fate.", many) % {"n": many}
    undo = f"{_url('take_back_accepted', camp, day)}?{urlencode({'at': now.isoformat()})}"
    messages.success(request, said, extra_tags=f"undo:{undo}" if many else "")
    return _back(camp, day)


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def take_back_accepted(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """The undo of `accept`."""
    try:
        at = parse_datetime(request.GET.get("at", ""))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        return _back(camp, day)
    return _taken_back(
        request,
        camp,
        day,
        lambda: closing.take_back_accepted(camp=camp, day=day, at=at, by=request.user, now=timezone.now()),
    )


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def take_back_fate(request: StaffRequest, camp: Camp, day: date, number: int) -> HttpResponse:
    """One person's fate is open again."""
    one = _one(camp, number)
    return _taken_back(
        request,
        camp,
        day,
        lambda: closing.take_back_fate(camp=camp, day=day, registration=one, by=request.user, now=timezone.now()),
    )


@requires(Verb.EDIT_SCHEDULE)
def later(request: StaffRequest, camp: Camp, day: date, number: int) -> HttpResponse:
    """Free places on the days after, and by POST the move."""
    _day(camp, day)
    registration, now = _one(camp, number), timezone.now()
    standing = live_appointment(registration)
    form = LaterForm(_offered(request) if request.method == "POST" else None, camp=camp)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                placed = closing.move_to_later(
                    camp=camp,
                    day=day,
                    registration=registration,
                    station=form.cleaned_data["station"],
                    start=form.cleaned_data["start"],
                    reason_kind=form.cleaned_data["reason_kind"],
                    reason=words_of(request, "reason"),
                    seen=request.POST.get("seen", ""),
                    by=request.user,
                    now=now,
                )
            except (CampError, SchedulingError) as error:
                refusal, status = error, 409
                standing = live_appointment(registration)
            else:
                said = _("%(card)s has a place on %(when)s.")
                when = said_when(camp, placed.starts_at)
                messages.success(request, said % {"card": registration, "when": when})
                return _back(camp, day)
    _begins, ends = span_of(camp, day)
    offers = free_places(
        registration=registration, now=now, limit=OFFERS, after=ends, but_for=[standing.pk] if standing else []
    )
    context = {
        "camp": camp,
        "day": day,
        "registration": registration,
        "offers": [(one, one.starts_at.astimezone(camp.zone).date()) for one in offers],
        "standing": standing,
        "reasons": REASON_CHOICES,
        "seen": version(standing),
        "refusal": refusal,
        "form": form,
        "back_url": _url("close", camp, day),
    }
    return render(request, "scheduling/close_later.html", context, status=status)


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def end(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """Close the day."""
    return _done(
        request,
        camp,
        day,
        lambda: closing.close_day(camp=camp, day=day, by=request.user, now=timezone.now()),
        _("The day is closed."),
    )


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def reopen(request: StaffRequest, camp: Camp, day: date) -> HttpResponse:
    """Open it again."""
    return _done(
        request,
        camp,
        day,
        lambda: closing.reopen_day(camp=camp, day=day, by=request.user, now=timezone.now()),
        _("The day is open again."),
    )


def _offered(request: StaffRequest) -> dict[str, str]:
    """The offer that was tapped, as the form reads it."""
    station, _space, start = request.POST.get("offer", "").partition(" ")
    return {"station": station, "start": start, "reason_kind": request.POST.get("reason_kind", "")}


def _page(request: StaffRequest, found: ClosingDay, *, wrong: FateForm | None = None, number: int = 0) -> HttpResponse:
    now = timezone.now()
    camp, day = found.camp, found.day
    unclear = [
        (
            one,
            WHY[one.proposed.why],
            wrong
            if wrong is not None and one.registration.number == number
            else FateForm(number=one.registration.number, may_be=one.may_be, likely=one.proposed.fate),
        )
        for one in found.unclear
    ]
    context = {
        "camp": camp,
        "day": day,
        "days": camp.dates,
        "found": found,
        "left": len(found.open),
        "groups": _groups(found.sure),
        "unclear": unclear,
        "settled": [(one, FATES[FateKind(one.fate.fate)]) for one in found.settled if one.fate],
        "as_meant": [str(fate) for fate in AS_MEANT],
        "wrong": wrong,
        "reasons": REASON_CHOICES,
        "begun": camp.instant(day, datetime.min.time()) <= now,
        "more_days": day < camp.last_day,
        "back_url": page_of("day", camp, day=day),
    }
    return render(request, "scheduling/close.html", context, status=422 if wrong is not None else 200)


def _groups(sure: list[Person]) -> list[Group]:
    """In the order of the fates; none that is empty."""
    groups = [
        Group(str(fate), words, [one for one in sure if one.proposed.fate == fate]) for fate, words in FATES.items()
    ]
    return [group for group in groups if group.people]


def _taken_back(request: StaffRequest, camp: Camp, day: date, act: Any) -> HttpResponse:
    return _done(request, camp, day, act, _("Taken back."))


def _done(request: StaffRequest, camp: Camp, day: date, act: Any, said: str) -> HttpResponse:
    """Do it and say so, or say why not."""
    _in_camp(camp, day)
    try:
        act()
    except (CampError, SchedulingError) as error:
        cure = getattr(error, "cure", "")
        messages.warning(request, f"{getattr(error, 'message', error)} {cure}".strip())
    else:
        messages.success(request, said)
    return _back(camp, day)


def _day(camp: Camp, day: date) -> ClosingDay:
    _in_camp(camp, day)
    return closing_day(camp, day, now=timezone.now())


def _in_camp(camp: Camp, day: date) -> None:
    if day not in camp.dates:
        raise Http404("not a day of this camp")


def _one(camp: Camp, number: int) -> Registration:
    people = Registration.objects.select_related("camp__venue", "patient", "procedure")
    found: Registration = get_object_or_404(people, camp=camp, number=number)
    return found


def _url(name: str, camp: Camp, day: date, **parts: Any) -> str:
    return page_of(name, camp, day=day, **parts)


def _back(camp: Camp, day: date) -> HttpResponse:
    return HttpResponseRedirect(_url("close", camp, day))
