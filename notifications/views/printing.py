"""Paper: what can be printed, and the cards and instruction sheets for patients. HTML that the browser prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.queries.facts import dialled
from notifications.queries.links import closed_among
from notifications.queries.printing import Handout, handouts, without_link
from notifications.queries.settled import publication_of, settled_places
from notifications.services.links import links_for

CARDS, SHEETS = "cards", "sheets"


@dataclass(frozen=True)
class Paper:
    """A handout with what only paper needs. `code` is empty while the patient has no link yet."""

    handout: Handout
    link: str
    code: SafeString | str


@requires(Verb.SEE_SCHEDULE)
def index(request: StaffRequest, camp: Camp) -> HttpResponse:
    """What can be printed, day by day."""
    days = _days_of_places(camp)
    context = {
        "camp": camp,
        "publication": publication_of(camp),
        "total": len(days),
        "days": [(day, days.count(day)) for day in sorted({*camp.dates, *days})],
    }
    return render(request, "notifications/print/index.html", context)


@requires(Verb.HANDLE_MESSAGES)
def cards(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Four cards a page. They carry secret links: only those who hand out messages may print them."""
    return _handed_out(request, camp, kinds=(CARDS,))


@requires(Verb.HANDLE_MESSAGES)
def sheets(request: StaffRequest, camp: Camp) -> HttpResponse:
    """An instruction sheet a page."""
    return _handed_out(request, camp, kinds=(SHEETS,))


@requires(Verb.HANDLE_MESSAGES)
def of_one(request: StaffRequest, camp: Camp, number: int) -> HttpResponse:
    """Card and instruction sheet of one patient."""
    return _handed_out(request, camp, kinds=(CARDS, SHEETS), number=number)


def _handed_out(request: StaffRequest, camp: Camp, *, kinds: Sequence[str], number: int | None = None) -> HttpResponse:
    """GET prints what is there; POST first makes the links that are missing, since a GET writes nothing."""
    now = timezone.now()
    shown = handouts(camp, day=day_in(request, camp), number=number)
    missing = without_link(shown)
    if request.method == "POST":
        links_for(missing, now=now)
        return HttpResponseRedirect(request.get_full_path())
    # A code that opens nothing helps nobody: who has a closed link gets paper without one.
    closed = closed_among([one.registration for one in shown])
    linked = [
        one.registration for one in shown if one.registration not in missing and one.registration.pk not in closed
    ]
    links = links_for(linked, now=now)
    context = {
        **about(camp),
        "kinds": kinds,
        "printed_at": now,
        "papers": [_paper(one, links.get(one.registration.pk, "")) for one in shown],
        "missing": len(missing),
        "help_phone": dialled(camp.help_phone, camp.venue.country),
        "advice": [line.strip() for line in camp.preparation.splitlines() if line.strip()],
    }
    return render(request, "notifications/print/handouts.html", context)


def _paper(handout: Handout, link: str) -> Paper:
    return Paper(handout, link.partition("://")[2], qr_code(link) if link else "")


def qr_code(text: str) -> SafeString:
    """A QR code as inline SVG, medium error correction: paper gets folded.

    The mask is fixed: trying all eight takes six times as long, which is felt with 700 cards, and what makes a poor
    pattern, long runs of one kind, a random token does not have.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=3)
    svg = code.svg_inline(omitsize=True, border=2, svgclass=None, lineclass=None, dark="#000")
    return mark_safe(svg)  # noqa: S308 - made of rectangles by segno, holds no text of ours


def about(camp: Camp) -> dict[str, object]:
    """What the head of every paper needs."""
    return {
        "camp": camp,
        "zone": camp.zone,
        "publication": publication_of(camp),
        "back_url": reverse("notifications:printing", args=[camp.slug]),
    }


def day_in(request: HttpRequest, camp: Camp) -> date | None:
    """`?day=2027-03-01`; None for all days, and for what is no day of the camp or of a published place."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
    return day if day in camp.dates or day in _days_of_places(camp) else None


def _days_of_places(camp: Camp) -> list[date]:
    """The day of each published place: a camp that was moved keeps its old days until it is published again."""
    places = [place for place in settled_places(camp).values() if place.live]
    return [place.arrive_at.astimezone(place.venue.zone).date() for place in places]
