"""The rows of a sheet before its commit: cells put right, doubles and changes answered, the faulty ones as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.access import StaffRequest, requires
from camps.forms.intake import CHANGE, DOUBLE, AnswersForm, FixForm
from camps.models import Outcome, SheetImport, SheetState
from camps.policy import Verb
from camps.queries.intake import (
    changed_rows,
    cures_of,
    doubled_rows,
    faulty_cells,
    faulty_table,
    name_in,
    outcomes_of,
    rows_of,
    unanswered,
    with_twins,
)
from camps.services.intake.checking import answer_all_changes, answer_changes, answer_doubles, fix_rows
from camps.services.intake.state import NotNow
from camps.sheets.safe_csv import csv_lines
from camps.views.intake import too_late
from camps.views.intake_addresses import one_sheet, sheet_page
from camps.views.intake_jobs import unless_busy
from camps.views.intake_words import OUTCOMES, changes_in_words, side_by_side

A_PAGE, ROWS_A_PAGE = 20, 100
NO_CONTACT = "no_contact"


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def fix_sheet(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Cells that one cure puts right, and their new texts."""
    if sheet_import.state != SheetState.STAGED:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    kind = request.GET.get("kind", "")
    if request.method == "POST":
        return _fixed(request, sheet_import, kind)
    cures = cures_of(sheet_import, first=0)
    kind = kind if any(cure.kind == kind for cure in cures) else cures[0].kind if cures else ""
    page = Paginator(list(faulty_cells(sheet_import, kind=kind)), A_PAGE).get_page(request.GET.get("page"))
    return _fix_page(request, sheet_import, FixForm(cells=page.object_list), kind=kind, page=page)


def _fixed(request: StaffRequest, sheet_import: SheetImport, kind: str) -> HttpResponse:
    sent = FixForm.rows_in(request.POST)
    cells = [cell for cell in faulty_cells(sheet_import, rows=sent) if FixForm.name_of(cell) in request.POST]
    form = FixForm(request.POST, cells=cells)
    if form.is_valid():
        fixes = form.fixes()
        try:
            refused = fix_rows(sheet_import=sheet_import, fixes=fixes) if fixes else {}
        except NotNow as error:
            return too_late(request, sheet_import, error)
        form.show(refused)
        _say_fixed(request, fixes=len(fixes), refused=len(refused))
        if not refused:
            to_all = request.POST.get("back") == "all" and any(faulty_cells(sheet_import, kind=kind))
            back = (
                f"{sheet_page('fix_sheet', sheet_import)}?kind={kind}" if to_all else sheet_page("sheet", sheet_import)
            )
            return HttpResponseRedirect(back)
    return _fix_page(request, sheet_import, form, kind=kind, page=None, status=422)


def _say_fixed(request: StaffRequest, *, fixes: int, refused: int) -> None:
    right = fixes - refused
    if not fixes:
        messages.info(request, _("Nothing was changed."))
    elif right:
        said = ngettext("One row is put right.", "%(count)d rows are put right.", right) % {"count": right}
        messages.success(request, said)


def _fix_page(
    request: StaffRequest,
    sheet_import: SheetImport,
    form: FixForm,
    *,
    kind: str,
    page: Page[Any] | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "form": form,
        "lines": form.lines(),
        "groups": [{"lines": form.lines()}],
        "cures": cures_of(sheet_import, first=0),
        "kind": kind,
        "page": page,
    }
    return render(request, "camps/intake/fix.html", context, status=status)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet_doubles(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Rows that look like one person, side by side."""
    if sheet_import.state != SheetState.STAGED:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    page = Paginator(doubled_rows(sheet_import), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    standing = {row.sheet_row: "same" if row.outcome == Outcome.DOUBLED else "two" for row in rows}
    question = _("Row %(row)s: who is it?")
    form = AnswersForm(request.POST or None, rows=rows, choices=DOUBLE, standing=standing, question=question)
    if request.method == "POST" and form.is_valid():
        changed = {row: answer == "two" for row, answer in form.answers().items() if answer != standing[row]}
        try:
            answer_doubles(sheet_import=sheet_import, two_people=changed)
        except NotNow as error:
            return too_late(request, sheet_import, error)
        return _answered(request, sheet_import, page, "sheet_doubles")
    pairs: list[dict[str, Any]] = [
        {"first": first, "twin": twin, **side_by_side(first.person or {}, twin.person or {})}
        for first, twin in with_twins(rows)
    ]
    for pair in pairs:
        pair["field"] = form.field_of(pair["twin"])
    context = {"camp": sheet_import.camp, "sheet_import": sheet_import, "form": form, "pairs": pairs, "page": page}
    return render(request, "camps/intake/doubles.html", context, status=422 if form.errors else 200)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet_changes(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Rows that say otherwise than what stands."""
    if sheet_import.state != SheetState.STAGED:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    page = Paginator(changed_rows(sheet_import), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    words = {True: "take", False: "keep"}
    standing = {row.sheet_row: words[row.take_changes] for row in rows if row.take_changes is not None}
    question = _("Row %(row)s: which holds?")
    form = AnswersForm(request.POST or None, rows=rows, choices=CHANGE, standing=standing, question=question)
    if request.method == "POST":
        try:
            if request.POST.get("all") in ("take", "keep"):
                answer_all_changes(sheet_import=sheet_import, take=request.POST["all"] == "take")
                return HttpResponseRedirect(sheet_page("sheet", sheet_import))
            if form.is_valid():
                given = form.answers()
                answer_changes(
                    sheet_import=sheet_import,
                    take={row: answer == "take" for row, answer in given.items() if answer != "new"},
                    somebody_else=tuple(row for row, answer in given.items() if answer == "new"),
                )
                return _answered(request, sheet_import, page, "sheet_changes")
        except NotNow as error:
            return too_late(request, sheet_import, error)
    items = [{"row": row, "lines": changes_in_words(row), "field": form.field_of(row)} for row in rows]
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "form": form,
        "items": items,
        "page": page,
        "unanswered": unanswered(sheet_import),
    }
    return render(request, "camps/intake/changes.html", context, status=422 if form.errors else 200)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet_rows(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Every row of the sheet and what becomes, or became, of it."""
    if not sheet_import.report:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    shown = request.GET.get("show", "")
    shown = shown if shown in {*Outcome.values, NO_CONTACT} else ""
    found = rows_of(sheet_import, outcome="" if shown == NO_CONTACT else shown, no_contact=shown == NO_CONTACT)
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    outcomes = outcomes_of(sheet_import)
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "page": page,
        "lines": [
            {"row": row, "who": name_in(row, sheet_import), "wears": OUTCOMES[Outcome(row.outcome)]} for row in page
        ],
        "shown": shown,
        "chips": [(value, OUTCOMES[Outcome(value)][0], count) for value, count in outcomes.items()],
        "all": sum(outcomes.values()),
        "no_contact": len(sheet_import.report["no_contact"]),
    }
    return render(request, "camps/intake/rows.html", context)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def faulty_rows(request: StaffRequest, sheet_import: SheetImport) -> HttpResponseBase:
    """The refused rows as a CSV file, to be put right and loaded again."""
    table = list(
        faulty_table(sheet_import, what_to_do=_("What to do (not read)"), row_heading=_("Row in the sheet (not read)"))
    )
    answer = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    name = slugify(sheet_import.file_name.rsplit(".", 1)[0]) or "sheet"
    answer["Content-Disposition"] = f'attachment; filename="{name}-to-put-right.csv"'
    return answer


def _answered(request: StaffRequest, sheet_import: SheetImport, page: Page[Any], name: str) -> HttpResponse:
    """To the next page of questions, else back to the check."""
    messages.success(request, _("Saved."))
    if page.has_next():
        return HttpResponseRedirect(f"{sheet_page(name, sheet_import)}?page={page.next_page_number()}")
    return HttpResponseRedirect(sheet_page("sheet", sheet_import))
