"""The inbox of answers: who said what, by which way, what it did, and what a person does with it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, allowed, requires
from camps.models import Camp
from camps.policy import Verb, can
from notifications.errors import NotByHand
from notifications.queries.answers import counts_of, inbox, kept_aside
from notifications.services.answers.aside import text_read
from notifications.services.answers.deciding import (
    give_place_up,
    keep_place,
    open_again,
    refuse_other_time,
    tick_off,
)
from notifications.tasks import wake_on_commit
from notifications.views.addresses import page_of
from scheduling.errors import SchedulingError

A_PAGE = 30


@requires(Verb.SEE_MESSAGES)
def answers(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Those that wait for a person; with `?show=all` every answer."""
    everything = request.GET.get("show") == "all"
    context = {
        "camp": camp,
        "page": Paginator(inbox(camp, everything=everything), A_PAGE).get_page(request.GET.get("page")),
        "everything": everything,
        "counts": counts_of(camp),
        "aside": kept_aside(request.organisation),
        "may_handle": can(request.member, Verb.HANDLE_MESSAGES, camp),
        "may_cancel": can(request.member, Verb.EDIT_SCHEDULE, camp),
    }
    return render(request, "notifications/answers/inbox.html", context)


@requires(Verb.HANDLE_MESSAGES)
def act(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """One button of one answer: done, keep the place, give it up, refuse another time, or open it again."""
    if request.method == "POST":
        do = ACTS.get(request.POST.get("act", ""))
        if do is None:
            return HttpResponseBadRequest("act must be done, keep, give_up, refuse or again", content_type="text/plain")
        try:
            do(request, camp, pk)
        except (NotByHand, SchedulingError) as refused:
            messages.error(request, f"{refused.message} {refused.cure}".strip())
    return HttpResponseRedirect(_back(request, camp))


@requires(Verb.HANDLE_MESSAGES)
def aside_done(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Somebody read a text that could not be acted on."""
    if request.method == "POST":
        if text_read(organisation=request.organisation, event_id=pk, by=request.user):
            messages.success(request, _("Done: the text is off the list."))
        else:
            messages.info(request, _("Somebody had done this already."))
    return HttpResponseRedirect(_back(request, camp))


def _done(request: StaffRequest, camp: Camp, pk: int) -> None:
    if tick_off(camp=camp, answer_id=pk, by=request.user, now=timezone.now()) is None:
        messages.info(request, _("Somebody had done this already."))
        return
    undo = page_of("answer_act", camp, pk=pk)
    messages.success(request, _("Done: the answer is off the list."), extra_tags=f"undo:{undo}")


def _keep(request: StaffRequest, camp: Camp, pk: int) -> None:
    keep_place(camp=camp, answer_id=pk, by=request.user, now=timezone.now())
    messages.success(request, _("The place is kept."))


def _give_up(request: StaffRequest, camp: Camp, pk: int) -> None:
    allowed(request, Verb.EDIT_SCHEDULE, camp)
    give_place_up(camp=camp, answer_id=pk, by=request.user, now=timezone.now())
    wake_on_commit()
    messages.success(request, _("The place is free again, and the patient is told that it is cancelled."))


def _refuse(request: StaffRequest, camp: Camp, pk: int) -> None:
    refuse_other_time(camp=camp, answer_id=pk, by=request.user, now=timezone.now())
    wake_on_commit()
    messages.success(request, _("The time stays, and the doctor is told so, in the calendar too."))


def _again(request: StaffRequest, camp: Camp, pk: int) -> None:
    if open_again(camp=camp, answer_id=pk) is not None:
        messages.success(request, _("The answer is on the list again."))


ACTS: dict[str, Callable[[StaffRequest, Camp, int], None]] = {
    "done": _done,
    "keep": _keep,
    "give_up": _give_up,
    "refuse": _refuse,
    "again": _again,
    "": _again,  # the undo beside "done" posts nothing but its address
}


def _back(request: StaffRequest, camp: Camp) -> str:
    if request.POST.get("show") == "needs":
        return page_of("needs_person", camp)
    show = "?show=all" if request.POST.get("show") == "all" else ""
    return f"{page_of('answers', camp)}{show}"
