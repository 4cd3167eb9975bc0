"""Tokens on paper: the slip of who came, and sheets of blank ones for when everything is down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from camps.access import StaffRequest, requires
from camps.models import Camp
from camps.policy import Verb
from notifications.forms.paper import HIGHEST, BlankTokensForm
from notifications.models import PaperKind
from notifications.queries.facts import dialled
from notifications.queries.printings import Sheet
from notifications.queries.slips import blank_tokens, given_numbers, printed_tokens, slip_of
from notifications.services.links import link_for
from notifications.services.pdf import pdf_missing
from notifications.views.paper import Listing, listed, pdf_answer
from notifications.views.printing import about, qr_code
from scheduling.models import Arrival, Desk

WIDTHS = ("58", "80")  # millimetres of the rolls that slip printers take
A_PAGE = 20


def one_arrival(kwargs: dict[str, Any]) -> object:
    """Puts `arrival`, with its patient and camp, in the place of `slug` and `pk`."""
    found = Arrival.objects.select_related("registration__patient", "registration__camp__venue", "camp__venue")
    kwargs["arrival"] = get_object_or_404(found, camp__slug=kwargs.pop("slug"), pk=kwargs.pop("pk"))
    return kwargs["arrival"]


@requires(Verb.HANDLE_MESSAGES, on=one_arrival)
def slip(request: StaffRequest, arrival: Arrival) -> HttpResponse:
    """The slip of one arrival, `?width=58` or 80. It carries a secret link; POST makes one where there is none."""
    now, camp = timezone.now(), arrival.camp
    width = request.GET.get("width", "")
    is_print = request.method == "POST"
    wants_pdf = is_print and request.POST.get("as") == "pdf"
    shown = slip_of(arrival)
    link = link_for(arrival.registration, now=now) if shown.has_link or (is_print and shown.may_have) else ""
    context = {
        **about(camp),
        "slip": shown,
        "arrival": arrival,
        "width": width if width in WIDTHS else WIDTHS[0],
        "widths": WIDTHS,
        "link": link.partition("://")[2],
        "code": qr_code(link) if link else "",
        "help_phone": dialled(camp.help_phone, camp.venue.country),
        "is_preview": not is_print,
        "missing": pdf_missing() if wants_pdf else None,
    }
    if wants_pdf and not context["missing"]:
        html = render_to_string("notifications/print/slip.html", context, request)
        return pdf_answer(html, name=f"{camp.slug}-{arrival.token}")
    return render(request, "notifications/print/slip.html", context)


@requires(Verb.RUN_QUEUE)
def tokens(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Sheets of numbered tokens, each with a stub for the desk, from which it is typed in later."""
    form = BlankTokensForm(request.GET if "letter" in request.GET else None, camp=camp, initial=_next(camp))
    sheets: list[Sheet] = []
    given: list[str] = []
    day = date.fromisoformat(form.initial["day"])
    if form.is_valid():
        wanted, day = form.cleaned_data, form.cleaned_data["day"]
        letter, first, last = wanted["letter"], wanted["first"], wanted["last"]
        used = given_numbers(camp, day, letter)
        name = f"{letter}-{first:03d} – {letter}-{last:03d}"
        rows = blank_tokens(letter, first, last, without=used)
        sheets = [Sheet(f"{day.isoformat()} {name}", name, rows)] if rows else []
        given = [f"{letter}-{number:03d}" for number in sorted(used) if first <= number <= last]
    listing = Listing(PaperKind.TOKENS, "tokens.html", _("Blank tokens"), sheets, day=day)
    return listed(request, camp, listing, {"form": form, "given": given, "on_paper": printed_tokens(camp, day)})


def _next(camp: Camp) -> dict[str, Any]:
    """What is asked for most: a page for today, from the first number that nobody has."""
    today = camp.day_at(timezone.now())
    day = today if today in camp.dates else camp.first_day
    desk = Desk.objects.filter(camp=camp, closed_at=None).order_by("letter").first()
    letter = desk.letter if desk else "A"
    first = min(max(given_numbers(camp, day, letter), default=0) + 1, HIGHEST)
    return {"day": day.isoformat(), "letter": letter, "first": first, "last": min(first + A_PAGE - 1, HIGHEST)}
