"""Free places of today, and whom to ask for them: one, or one after the other until somebody says yes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from camps.access import StaffRequest, requires
from camps.models import Camp, CampState
from camps.policy import Verb
from scheduling.errors import SchedulingError, Taken
from scheduling.models import OfferState, StandbyOffer
from scheduling.queries.gaps import Gap, gap_named, gaps_today, who_fits
from scheduling.services.booking import Actor
from scheduling.services.standby_offers import answer_offer, offer_gap, thinking_time, withdraw_offer
from scheduling.views.addresses import page_of
from scheduling.views.hearing import id_in

LATELY = 20


@requires(Verb.EDIT_SCHEDULE)
def gaps(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The gaps; of the chosen one who could take it, and why not the others."""
    chosen = gap_named(camp, request.GET.get("gap", ""), now=timezone.now())
    return _page(request, camp, chosen, minutes=id_in(request.GET.get("minutes", "")))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def offer(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Ask those who were ticked, in their order."""
    now = timezone.now()
    chosen, minutes = gap_named(camp, request.POST.get("gap", ""), now=now), id_in(request.POST.get("minutes", ""))
    picked = [pk for pk in map(id_in, request.POST.getlist("pick")) if pk is not None]
    try:
        if chosen is None:
            raise Taken(_("This gap is gone: somebody took it, or its time is over."))
        made = offer_gap(
            camp=camp,
            station=chosen.station,
            since=chosen.since,
            until=chosen.until,
            registrations=[key for key in _in_order(chosen, minutes or 0) if key in picked],
            minutes=minutes or 0,
            by=request.user,
            now=now,
        )
    except SchedulingError as error:
        return _page(request, camp, chosen, minutes=minutes, refusal=error)
    messages.success(request, _("%(card)s %(name)s is asked.") % _who(made))
    return HttpResponseRedirect(page_of("gaps", camp))


@requires(Verb.EDIT_SCHEDULE)
@require_POST
def answer(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """What the patient said on the phone or at the desk, or the question taken back."""
    asked: StandbyOffer = get_object_or_404(
        StandbyOffer.objects.select_related("registration__patient"), camp=camp, pk=pk
    )
    said, now = request.POST.get("answer", ""), timezone.now()
    if said == "withdraw":
        done = withdraw_offer(offer=asked, by=request.user, now=now)
    else:
        done = answer_offer(offer=asked, yes=said == "yes", actor=Actor(request.user), now=now)
    state = OfferState.EXPIRED if done.state == OfferState.OPEN else OfferState(done.state)
    tell = messages.success if state in (OfferState.ACCEPTED, OfferState.DECLINED, OfferState.WITHDRAWN) else _warn
    tell(request, f"{_('%(card)s %(name)s:') % _who(asked)} {state.label}.")
    return HttpResponseRedirect(page_of("gaps", camp))


def _warn(request: StaffRequest, words: str) -> None:
    messages.warning(request, words)


def _in_order(gap: Gap, minutes: int) -> list[int]:
    """The order of the page, whatever order a browser sends."""
    found, _people = who_fits(gap, minutes=minutes, now=timezone.now())
    return [fit.who.key for fit in found if fit.may_be_asked]


def _who(one: StandbyOffer) -> dict[str, object]:
    return {"card": one.registration, "name": one.registration.patient.name}


def _page(
    request: StaffRequest,
    camp: Camp,
    chosen: Gap | None,
    *,
    minutes: int | None = None,
    refusal: SchedulingError | None = None,
) -> HttpResponse:
    now = timezone.now()
    asked = StandbyOffer.objects.filter(camp=camp).select_related("registration__patient", "station")
    context = {
        "camp": camp,
        "gaps": gaps_today(camp, now=now),
        "chosen": chosen,
        "open": [one for one in asked.filter(state=OfferState.OPEN) if one.is_open(now)],
        "answered": asked.exclude(state=OfferState.OPEN).order_by("-answered_at", "-pk")[:LATELY],
        "published": camp.state == CampState.PUBLISHED,
        "refusal": refusal,
        "back_url": page_of("wrong", camp),
    }
    if chosen is not None:
        thinking = minutes if minutes is not None else thinking_time(chosen.until, now=now)
        found, people = who_fits(chosen, minutes=thinking, now=now)
        context["minutes"] = thinking
        context["fitting"] = [(people[fit.who.key], fit) for fit in found if fit.may_be_asked]
        context["others"] = [(people[fit.who.key], fit) for fit in found if not fit.may_be_asked]
    return render(request, "scheduling/gaps.html", context, status=409 if refusal else 200)
