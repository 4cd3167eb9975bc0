"""Telling a patient once more, by the same way or another: a page that asks why."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.errors import NotByHand, SentLately
from notifications.forms.resending import AgainForm
from notifications.models import Message
from notifications.services.resending import Way, tell_again, told_again, told_lately, ways_of
from notifications.tasks import wake_on_commit


@requires(Verb.HANDLE_MESSAGES)
def again(request: StaffRequest, camp: Camp, pk: int) -> HttpResponse:
    """Which way, why, and where the same left within the hour: really?"""
    found = Message.objects.select_related("registration__patient", "contact")
    message: Message = get_object_or_404(found, camp=camp, pk=pk, registration__isnull=False, doctor=None)
    assert message.registration is not None  # filtered above
    now = timezone.now()
    ways, lately = ways_of(message.registration.patient), told_lately(message, now=now)
    back = reverse("notifications:of_patient", args=[camp.slug, message.registration.number])
    form = AgainForm(
        request.POST if request.method == "POST" else None,
        ways=ways,
        ask=lately is not None,
        initial={"way": _first(message, ways), "seen": told_again(message).count()},
    )
    if form.is_bound and form.is_valid():
        try:
            made = tell_again(message_id=message.pk, by=request.user, now=now, **form.cleaned_data)
        except SentLately as error:
            form.add_error("sure", f"{error.message} {error.cure}")
        except NotByHand as error:
            form.add_error(None, f"{error.message} {error.cure}")
        else:
            wake_on_commit()
            messages.success(request, _said(made, now=now))
            return HttpResponseRedirect(back)
    context = {
        "camp": camp,
        "form": form,
        "message": message,
        "ways": ways,
        "lately": lately,
        "back_url": back,
        "now": now,
    }
    return render(request, "notifications/ledger/again.html", context, status=422 if form.is_bound else 200)


def _first(message: Message, ways: list[Way]) -> str:
    """The way it went before, else the first there is."""
    same = [way.key for way in ways if (way.channel, way.contact.pk) == (message.channel, message.contact_id)]
    return (same or [way.key for way in ways] or [""])[0]


def _said(made: Message | None, *, now: datetime) -> str:
    if made is None:
        return _("It is on its way already: nothing was sent twice.")
    if made.channel == "call":
        return _("The person stands on the call list.")
    return _("It is on its way.") if made.due_at <= now else _("It goes in the morning: these are the quiet hours.")
