"""What waits for a person now, and ticking off what was read or asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb, can
from notifications.queries.needs_person import needs_of
from notifications.services.answers.deciding import mail_read, mail_unread
from notifications.views.addresses import page_of


@requires(Verb.SEE_MESSAGES)
def needs_person(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everything that waits, whole."""
    now = timezone.now()
    context = {
        "camp": camp,
        "needs": needs_of(camp, now=now),
        "may_handle": can(request.member, Verb.HANDLE_MESSAGES, camp),
        "may_cancel": can(request.member, Verb.EDIT_SCHEDULE, camp),
        "now": now,
    }
    return render(request, "notifications/overview/needs_person.html", context)


@requires(Verb.HANDLE_MESSAGES)
def mail_done(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """An answer was read and acted on."""
    if request.method == "POST":
        if mail_read(camp=camp, mail_id=pk, by=request.user, now=timezone.now()):
            undo = page_of("mail_again", camp, pk=pk)
            messages.success(request, _("Done: the answer is off the list."), extra_tags=f"undo:{undo}")
        else:
            messages.info(request, _("Somebody had done this already."))
    return HttpResponseRedirect(page_of("needs_person", camp))


@requires(Verb.HANDLE_MESSAGES)
def mail_again(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """It waits again."""
    if request.method == "POST" and mail_unread(camp=camp, mail_id=pk):
        messages.success(request, _("The answer is on the list again."))
    return HttpResponseRedirect(page_of("needs_person", camp))
