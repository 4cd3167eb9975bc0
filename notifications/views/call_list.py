"""The call list and the list by town: whom people reach by themselves, and ticking them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb, can
from notifications.errors import NotByHand
from notifications.models import Channel, Message
from notifications.queries import call_list as queries
from notifications.queries.facts import dialled
from notifications.services import call_list as services
from notifications.services.calling import (
    put_on_the_list,
    says_cannot_come,
    says_coming,
    take_call_back,
    wrong_number,
)
from notifications.services.lost_entries import hour_told
from notifications.views.addresses import page_of

LISTS = {"calls": "call_list", "town": "town_list", "needs": "needs_person"}
Act = Callable[..., list[Message]]


@dataclass(frozen=True)
class Outcome:
    """What a button of a list does, and what the page says then."""

    act: Act
    said: str | Promise
    can_be_undone: bool = False


OUTCOMES = {
    "reached": Outcome(services.reached, gettext_lazy("Noted: told in person."), can_be_undone=True),
    "not_reached": Outcome(services.not_reached, gettext_lazy("Noted: not reached."), can_be_undone=True),
    "comes": Outcome(says_coming, gettext_lazy("Noted: told in person, and the patient comes."), can_be_undone=True),
    "cannot": Outcome(
        says_cannot_come,
        gettext_lazy("Noted: the patient cannot come. The place is kept until somebody decides, among the answers."),
        can_be_undone=True,
    ),
    "hour_told": Outcome(hour_told, gettext_lazy("Noted: the hour was told."), can_be_undone=True),
    "wrong": Outcome(
        wrong_number, gettext_lazy("Noted: a wrong number. It is used no more; another way is looked for.")
    ),
}


@requires(Verb.SEE_MESSAGES)
def call_list(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Whom to call now."""
    now = timezone.now()
    context = {
        "camp": camp,
        "entries": queries.call_list(camp, now=now),
        "done": queries.ticked_off(camp, Channel.CALL),
        "may_handle": can(request.member, Verb.HANDLE_MESSAGES, camp),
        "now": now,
    }
    return render(request, "notifications/lists/calls.html", context)


@requires(Verb.SEE_MESSAGES)
def town_list(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Whom only a health worker or a notice can reach, by town."""
    context = {
        "camp": camp,
        "entries": queries.town_list(camp),
        "done": queries.ticked_off(camp, Channel.TOWN),
        "may_handle": can(request.member, Verb.HANDLE_MESSAGES, camp),
        "now": timezone.now(),
    }
    return render(request, "notifications/lists/town.html", context)


@requires(Verb.SEE_MESSAGES)
def town_paper(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The list by town on paper: with names for the health worker, with card numbers alone for a notice board."""
    context = {
        "camp": camp,
        "entries": queries.town_list(camp, with_done=True),
        "with_names": request.GET.get("names") == "yes",
        "printed_at": timezone.now(),
        "zone": camp.zone,
        "back_url": page_of("town_list", camp),
        "help_phone": dialled(camp.help_phone, camp.venue.country),
    }
    return render(request, "notifications/lists/paper.html", context)


@requires(Verb.HANDLE_MESSAGES)
def tick_off(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What a call brought, for the messages of one person; `a` is an appointment that nobody answered about."""
    back = _back(request, camp)
    if request.method != "POST":
        return HttpResponseRedirect(back)
    outcome = OUTCOMES.get(request.POST.get("outcome", ""), OUTCOMES["not_reached"])
    if settled := _try(request, outcome.act, camp):
        ids = ",".join(str(message.pk) for message in settled)
        undo = f"{reverse('notifications:untick', args=[camp.slug])}?m={ids}&list={request.POST.get('list', '')}"
        messages.success(request, str(outcome.said), extra_tags=f"undo:{undo}" if outcome.can_be_undone else "")
    return HttpResponseRedirect(back)


@requires(Verb.HANDLE_MESSAGES)
def untick(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Take the last tick back, with what the patient had said."""
    if request.method == "POST" and (taken := _try(request, take_call_back, camp)):
        text = ngettext("Taken back: %(n)s message.", "Taken back: %(n)s messages.", len(taken))
        messages.success(request, text % {"n": len(taken)})
    return HttpResponseRedirect(_back(request, camp))


def _try(request: StaffRequest, act: Act, camp: Camp) -> list[Message]:
    user, now = request.user, timezone.now()
    try:
        with transaction.atomic():
            return act(camp=camp, message_ids=_ids(request, camp, now=now), by=user, now=now)
    except NotByHand as error:
        messages.warning(request, f"{error.message} {error.cure}")
        return []


def _ids(request: StaffRequest, camp: Camp, *, now: datetime) -> Sequence[int]:
    asked = request.POST.get("a", "")
    if asked.isdecimal() and len(asked) < 16:
        return [put_on_the_list(camp=camp, appointment_id=int(asked), now=now).pk]
    given = (request.POST.get("m") or request.GET.get("m") or "").split(",")
    return [int(text) for text in given if text.isdecimal() and len(text) < 16]


def _back(request: StaffRequest, camp: Camp) -> str:
    wanted = request.POST.get("list") or request.GET.get("list") or ""
    return page_of(LISTS.get(wanted, "call_list"), camp)
