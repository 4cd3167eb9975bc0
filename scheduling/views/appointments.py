"""One appointment: what stands, and every way to change it by link and form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp, Doctor, Station
from camps.policy import Verb, can
from scheduling.beside_the_day import marks_in, notes_of
from scheduling.errors import Gone, SchedulingError
from scheduling.models import Allocation, Appointment, AppointmentState, ScheduleChange, Timing
from scheduling.queries.day import appointments_between, untold_changes
from scheduling.queries.places import look_at_swap, places_with_cover
from scheduling.services.booking import Actor, cancel
from scheduling.services.by_hand import swap_by_hand, version
from scheduling.views.addresses import appointment_page, day_page, page_of
from scheduling.views.dialogs import whole_or_dialog
from scheduling.views.hearing import id_in, who_hears, who_hears_of_cancelling, words_of
from scheduling.views.undoing import undo_tag

SHIFTS_OF_TIME = (-30, -10, 10, 30)
EARLY = timedelta(hours=6)


@dataclass(frozen=True)
class Step:
    """A ready-made move: its words, and the address of the page that looks at it."""

    label: str
    url: str


@requires(Verb.SEE_SCHEDULE)
def appointment(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Who, when, where, with whom; what happened to it; what can be done."""
    one = _one(camp, pk)
    changes = ScheduleChange.objects.filter(appointment=one).select_related("actor").order_by("pk")
    live = one.state == AppointmentState.BOOKED
    day = one.starts_at.astimezone(camp.zone).date()
    context = {
        "camp": camp,
        "appointment": one,
        "registration": one.registration,
        "day": day,
        "marks": marks_in(notes_of(camp, day)).get(one.pk, []) if live else [],
        "live": live,
        "changes": changes,
        "is_told": not untold_changes(camp).filter(appointment=one).exists() if live else True,
        "may_edit": live and can(request.member, Verb.EDIT_SCHEDULE, camp),
        "may_time": can(request.member, Verb.EDIT_SCHEDULE, camp) and _may_have_begun(one),
        "timing": Timing.objects.filter(appointment=one).first(),
        "later": _steps_in_time(camp, one),
        "elsewhere": _steps_to_stations(camp, one),
    }
    return render(request, "scheduling/appointment.html", context)


@requires(Verb.EDIT_SCHEDULE)
def cancel_appointment(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Take the place away, with a reason; a second click finds it gone and is content."""
    one = _one(camp, pk)
    day = day_page(camp, one.starts_at.astimezone(camp.zone).date())
    refusal = _cancelling_refused(request, one) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        said = _("The place of %(card)s is cancelled.") % {"card": one.registration}
        messages.success(request, said, extra_tags=undo_tag(request, camp, one))
        return HttpResponseRedirect(day)
    context = {
        "camp": camp,
        "appointment": one,
        "tone": "bad",
        "hears": who_hears_of_cancelling(camp),
        "refusal": refusal,
        "back_url": appointment_page(camp, one),
    }
    return render(request, "scheduling/cancel.html", context, status=409 if refusal else 200)


def _cancelling_refused(request: StaffRequest, one: Appointment) -> SchedulingError | None:
    """None once it is cancelled, by this click or by another."""
    if one.state != AppointmentState.BOOKED:
        return None
    actor = Actor(user=request.user, reason=words_of(request, "reason"))
    try:
        cancel(appointment_id=one.pk, actor=actor, now=timezone.now())
    except Gone:
        pass  # the other click, or somebody else, was quicker: it is cancelled, which is what was wanted
    except SchedulingError as error:
        return error
    return None


@requires(Verb.EDIT_SCHEDULE)
def swap(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Choose with whom; look at both; exchange."""
    one = _one(camp, pk)
    other_pk = id_in(request.POST.get("with") or request.GET.get("with") or "")
    if one.state != AppointmentState.BOOKED:
        return HttpResponseRedirect(appointment_page(camp, one))
    if other_pk is None or other_pk == one.pk:
        return render(request, "scheduling/swap_with.html", _swap_choices(camp, one))
    other = _one(camp, other_pk)
    now = timezone.now()
    refusal: SchedulingError | None = None
    if request.method == "POST":
        seen = (request.POST.get("seen", ""), request.POST.get("seen_other", ""))
        try:
            swap_by_hand(
                first=one,
                second=other,
                seen=seen,
                overruled="overruled" in request.POST,
                actor=Actor(user=request.user, reason="swap"),
                now=now,
            )
        except Gone as error:
            if _was_swapped(one, other, request.POST):
                return _swapped(request, camp, one, other)
            refusal = error
        except SchedulingError as error:
            refusal = error
        else:
            return _swapped(request, camp, one, other)
    if other.state != AppointmentState.BOOKED:
        return HttpResponseRedirect(page_of("swap", camp, pk=one.pk))
    looks = look_at_swap(first=one, second=other, now=now)
    context = {
        "camp": camp,
        "pairs": [(one, other, looks[0]), (other, one, looks[1])],
        "blocked": any(seen.blocked for seen in looks),
        "warnings": [words for seen in looks for words in seen.warnings],
        "one": one,
        "other": other,
        "seen": version(one),
        "seen_other": version(other),
        "refusal": refusal,
        "hears": who_hears(camp, starts=[one.starts_at, other.starts_at], now=now),
        "back_url": appointment_page(camp, one),
    }
    return whole_or_dialog(request, "swap", context, status=409 if refusal else 200)


@requires(Verb.SEE_SCHEDULE)
def needs_cover(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everything that lost a doctor or a station, with one link each that looks for cover at the same hour."""
    begins = camp.instant(camp.first_day, datetime.min.time()) - timedelta(days=1)
    ends = camp.instant(camp.last_day, datetime.min.time()) + timedelta(days=3)
    context = {
        "camp": camp,
        "appointments": appointments_between(camp, begins, ends).exclude(needs_cover=""),
        "may_edit": can(request.member, Verb.EDIT_SCHEDULE, camp),
    }
    return render(request, "scheduling/needs_cover.html", context)


@requires(Verb.EDIT_SCHEDULE)
def cover(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Another doctor or station at the same hour; each offer is a button."""
    one = _one(camp, pk)
    offers = places_with_cover(appointment=one, now=timezone.now()) if one.state == AppointmentState.BOOKED else []
    new = _doctors_by_resource([hold.resource for offer in offers for hold in offer.place.holds])
    old = [hold.resource.doctor.name for hold in one.team if hold.resource.doctor]  # type: ignore[attr-defined]  # see _one
    shown = [
        (offer, ", ".join(new[hold.resource] for hold in offer.place.holds if hold.resource in new)) for offer in offers
    ]
    context = {
        "camp": camp,
        "appointment": one,
        "offers": shown,
        "had": ", ".join(old),
        "seen": version(one),
        "target": page_of("place", camp, number=one.registration.number) if one.registration else "",
        "hears": who_hears(camp, starts=[one.starts_at], now=timezone.now()),
        "back_url": appointment_page(camp, one),
    }
    return render(request, "scheduling/cover.html", context)


def _one(camp: Camp, pk: int) -> Appointment:
    """An appointment of this camp, with its patient and `.team`."""
    team = Allocation.objects.filter(live=True).select_related("resource__doctor", "resource__kit", "resource__station")
    found: Appointment = get_object_or_404(
        Appointment.objects.select_related(
            "camp__venue",
            "station",
            "slot",
            "registration__patient",
            "registration__procedure",
            "registration__camp__venue",
        ).prefetch_related("procedures", Prefetch("allocations", queryset=team, to_attr="team")),
        camp=camp,
        pk=pk,
    )
    return found


def _may_have_begun(one: Appointment) -> bool:
    """Hours before its time an operation may have begun early; a cancelled one never has."""
    return one.state != AppointmentState.CANCELLED and one.starts_at - EARLY <= timezone.now()


def _doctors_by_resource(resources: list[int]) -> dict[int, str]:
    return dict(Doctor.objects.filter(resource__in=resources).values_list("resource", "name"))


def _steps_in_time(camp: Camp, one: Appointment) -> list[Step]:
    steps = []
    for minutes in SHIFTS_OF_TIME:
        words = _("%(n)s minutes later") if minutes > 0 else _("%(n)s minutes earlier")
        start = one.starts_at + timedelta(minutes=minutes)
        steps.append(Step(words % {"n": abs(minutes)}, _look_at(camp, one, one.station, start)))
    return steps


def _steps_to_stations(camp: Camp, one: Appointment) -> list[Step]:
    others = Station.objects.filter(camp=camp, kind=one.station.kind).exclude(pk=one.station_id).order_by("name")
    return [
        Step(_("To %(station)s, same hour") % {"station": other.name}, _look_at(camp, one, other, one.starts_at))
        for other in others
    ]


def _look_at(camp: Camp, one: Appointment, station: Station, start: datetime) -> str:
    if one.registration is None:
        return ""
    target = page_of("place", camp, number=one.registration.number)
    return f"{target}?{urlencode({'station': station.pk, 'start': start.isoformat()})}"


def _swap_choices(camp: Camp, one: Appointment) -> dict[str, Any]:
    """Those of the same day first, then the rest of the camp, on stations of the same kind."""
    begins = camp.instant(camp.first_day, datetime.min.time())
    ends = camp.instant(camp.last_day + timedelta(days=1), datetime.min.time())
    others = appointments_between(camp, begins, ends).filter(station__kind=one.station.kind).exclude(pk=one.pk)
    mine = one.starts_at.astimezone(camp.zone).date()
    ordered = sorted(others, key=lambda other: (other.starts_at.astimezone(camp.zone).date() != mine, other.starts_at))
    return {"camp": camp, "appointment": one, "others": ordered[:80], "back_url": appointment_page(camp, one)}


def _was_swapped(one: Appointment, other: Appointment, post: Any) -> bool:
    """Did the other click of a double click do it? Then each stands where the page saw the other."""
    return (
        post.get("start") == other.starts_at.isoformat()
        and post.get("start_other") == one.starts_at.isoformat()
        and post.get("station") == str(other.station_id)
        and post.get("station_other") == str(one.station_id)
    )


def _swapped(request: StaffRequest, camp: Camp, one: Appointment, other: Appointment) -> HttpResponseRedirect:
    one.refresh_from_db(fields=["starts_at"])
    said = _("%(one)s and %(other)s have changed places.") % {"one": one.registration, "other": other.registration}
    messages.success(request, said, extra_tags=undo_tag(request, camp, one))
    return HttpResponseRedirect(day_page(camp, one.starts_at.astimezone(camp.zone).date()))
