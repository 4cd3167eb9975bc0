"""Who has not been reached: each with the reason and one button."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb, can
from notifications.queries.not_reached import NotReached, Reason, people_not_reached, with_reason
from notifications.views.addresses import page_of

A_PAGE = 30


@dataclass(frozen=True)
class Way:
    """The reason in words, the button, the page it opens and the right that page asks for ("": nothing to do yet)."""

    words: str | Promise
    label: str | Promise = ""
    page: str = ""
    verb: str = Verb.SEE_MESSAGES


WAYS = {
    Reason.NOT_PUBLISHED: Way(_("The place is not published yet."), _("Look and publish"), "publish", Verb.PUBLISH),
    Reason.TO_COME: Way(_("The message waits for its hour."), _("Tell it another way"), "again", Verb.HANDLE_MESSAGES),
    Reason.LEAVING: Way(_("The message is just leaving.")),
    Reason.CALL: Way(_("Somebody has to call."), _("Open the call list"), "call_list"),
    Reason.TOWN: Way(_("No phone and no mail: told in the town."), _("Open the list by town"), "town_list"),
    Reason.UNKNOWN: Way(_("Nobody knows whether it arrived."), _("Say whether it arrived"), "needs_person"),
    Reason.NO_CONTACT: Way(
        _("No phone or mail that works."), _("Add a phone or e-mail"), "new_contact", Verb.EDIT_REGISTRATIONS
    ),
    Reason.FAILED: Way(_("The message did not get through."), _("Tell it another way"), "again", Verb.HANDLE_MESSAGES),
}


@dataclass(frozen=True)
class Row:
    """A person with what the page says and offers."""

    found: NotReached
    words: str | Promise
    label: str | Promise
    url: str


@requires(Verb.SEE_MESSAGES)
def not_reached(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Everybody with a place who does not know it."""
    now = timezone.now()
    page = Paginator(people_not_reached(camp), A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(request, camp, with_reason(person, now=now)) for person in page.object_list]
    return render(
        request, "notifications/ledger/not_reached.html", {"camp": camp, "page": page, "rows": rows, "now": now}
    )


def _row(request: StaffRequest, camp: Camp, found: NotReached) -> Row:
    way = WAYS[found.reason]
    may = bool(way.page) and can(request.member, way.verb, camp)
    return Row(found, way.words, way.label, _address(camp, found, way.page) if may else "")


def _address(camp: Camp, found: NotReached, page: str) -> str:
    if page == "again":
        return reverse("notifications:again", args=[camp.slug, found.message_id])
    if page == "new_contact":
        return reverse("camps:new_contact", args=[camp.slug, found.person.number])
    return page_of(page, camp)
