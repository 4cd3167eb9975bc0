"""A list as a preview on the screen, as a page for the browser's print, and as a PDF: one template for all three.

The longest has a leaner one for its PDF: laying out a table takes seconds, and somebody waits for the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise

from camps.access import StaffRequest
from camps.models import Camp
from notifications.models import PaperKind
from notifications.queries.printings import Edition, Sheet, previews
from notifications.services.pdf import pdf_missing, pdf_of
from notifications.services.printings import record_prints
from notifications.views.printing import about


@dataclass(frozen=True)
class Listing:
    """All that one address prints. `others` are the lists that could be chosen instead, by key and name.

    `pdf_template` is the one of its PDF, where that is another.
    """

    kind: PaperKind
    template: str
    title: str | Promise
    sheets: Sequence[Sheet]
    others: Sequence[tuple[int, str]] = ()
    day: date | None = None
    pdf_template: str = ""


def listed(request: StaffRequest, camp: Camp, listing: Listing, more: Mapping[str, object]) -> HttpResponse:
    """GET shows a preview. POST counts a print and gives it: `as=pdf` the file, else a page to print from."""
    now = timezone.now()
    scopes = [sheet.scope for sheet in listing.sheets]
    if request.method != "POST" or not scopes:
        return _page(request, camp, listing, more, previews(camp, listing.kind, scopes, now=now), now=now)
    wants_pdf = request.POST.get("as") == "pdf"
    if wants_pdf and (missing := pdf_missing()):
        shown = previews(camp, listing.kind, scopes, now=now)
        return _page(request, camp, listing, {**more, "missing": missing}, shown, now=now)
    editions = record_prints(camp=camp, kind=listing.kind, scopes=scopes, by=request.user, now=now)
    if not wants_pdf:
        return _page(request, camp, listing, more, editions, now=now)
    context = _context(camp, listing, more, editions, now=now)
    html = render_to_string(f"notifications/print/{listing.pdf_template or listing.template}", context, request)
    day = f"-{listing.day.isoformat()}" if listing.day else ""
    return pdf_answer(html, name=f"{camp.slug}-{listing.kind}{day}")


def pdf_answer(html: str, *, name: str) -> HttpResponse:
    """The page as a file to save: viewers in browsers ask again for what they show, and a print is asked for once."""
    answer = HttpResponse(pdf_of(html), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def chosen(request: StaffRequest, sheets: Sequence[Sheet]) -> list[Sheet]:
    """`?only=7`: the one list with this key; all of them for any other word."""
    only = request.GET.get("only", "")
    return [sheet for sheet in sheets if str(sheet.key) == only] or list(sheets)


def others(sheets: Sequence[Sheet]) -> list[tuple[int, str]]:
    return [(sheet.key, sheet.name) for sheet in sheets if sheet.key is not None]


def _page(
    request: StaffRequest,
    camp: Camp,
    listing: Listing,
    more: Mapping[str, object],
    editions: Mapping[str, Edition],
    *,
    now: datetime,
) -> HttpResponse:
    context = {**_context(camp, listing, more, editions, now=now), "only": request.GET.get("only", "")}
    return render(request, f"notifications/print/{listing.template}", context)


def _context(
    camp: Camp, listing: Listing, more: Mapping[str, object], editions: Mapping[str, Edition], *, now: datetime
) -> dict[str, object]:
    return {
        **about(camp),
        "listing": listing,
        "day": listing.day,
        "days": camp.dates,
        "papers": [(sheet, editions[sheet.scope]) for sheet in listing.sheets],
        "is_preview": all(edition.is_preview for edition in editions.values()),
        "now": now,
        **more,
    }
