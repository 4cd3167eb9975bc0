"""One click ends a category of mails (RFC 8058): a GET shows one button, a POST acts and needs no cookie."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from camps.access import public
from camps.link_pages import sealed
from notifications.models import Category
from notifications.queries.facts import dialled
from notifications.services.unsubscribing import Subscription, find, last_visit, subscribe_again, unsubscribe
from notifications.views.visit_door import closed_page, first_of, ours


@dataclass(frozen=True)
class Said:
    """What the page says of a category: its question, the button, and what is so afterwards."""

    asks: str | Promise
    button: str | Promise
    done: str | Promise


SAID = {
    Category.REMINDERS: Said(
        _("No more reminders by e-mail?"),
        _("Stop the reminders"),
        _("Reminders no longer come to this e-mail address."),
    ),
    Category.QUESTIONS: Said(
        _("No more questions by e-mail?"),
        _("Stop the questions"),
        _("We no longer ask at this e-mail address whether you will come."),
    ),
    Category.AFTER_CARE: Said(
        _("No more mails after the visit?"),
        _("Stop these mails"),
        _("Mails about the time after the visit no longer come to this address."),
    ),
}


@csrf_exempt  # a mail program posts here by itself: the right to act is the secret in the address
@public("the address of one mail's unsubscribing is the key")
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """It never redirects: who posts for the reader follows nothing (RFC 8058 s3.1)."""
    found = find(token)
    if found is None:
        return sealed(closed_page(request))
    with scope(organisation=found.contact.organisation):
        if request.method == "POST":
            act = subscribe_again if "undo" in request.POST else unsubscribe
            act(found, now=timezone.now())
            found = find(token) or found
        return _page(request, found)


def _page(request: HttpRequest, found: Subscription) -> HttpResponse:
    """Nothing of the patient: whose mail it is, its reader knows."""
    visit = last_visit(found.contact)
    languages = [found.contact.patient.language, *(visit.camp.languages if visit else ())]
    language = ours(request.GET.get("lang", "")) or first_of(*languages)
    context = {"said": SAID[found.category], "is_on": found.is_on, "undone": "undo" in request.POST}
    if visit is not None:
        context |= {
            "camp_name": visit.camp.short_name or visit.camp.name,
            "help_phone": dialled(visit.camp.help_phone, visit.camp.venue.country),
            "help_dial": visit.camp.help_phone,
        }
    with translation.override(language):
        return sealed(render(request, "notifications/visit/unsubscribe.html", context), language)
