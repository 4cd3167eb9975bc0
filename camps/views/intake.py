"""A registration sheet from the upload to the commit, and back by undo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.forms.intake import AgreedForm, ColumnsForm, FixForm, UploadForm
from camps.models import Camp, SheetAct, SheetImport, SheetState
from camps.policy import Verb
from camps.queries.intake import cures_of, doubled_rows, failed_job, imports_of, outcomes_of, sample_values, unanswered
from camps.services.intake.checking import check_again, choose_columns, set_columns
from camps.services.intake.committing import ChangesToAnswer, commit
from camps.services.intake.consents import answer_consent
from camps.services.intake.jobs import ask, is_long, take_in
from camps.services.intake.staging import columns_of, discard, guessed_columns
from camps.services.intake.state import NotNow
from camps.services.intake.undoing import Hangs, hanging_on, undo
from camps.sheets.problems import SheetRefused
from camps.views.camps import page_of
from camps.views.form_pages import confirm_page, show_error
from camps.views.intake_addresses import one_sheet, sheet_page
from camps.views.intake_jobs import unless_busy, watch_or
from camps.views.intake_template import LANGUAGES

UNUSUAL = {"sheets": "sheet", "sheet-title": "sheet", "heading-row": "heading_row"}


@requires(Verb.IMPORT_SHEETS)
def upload_sheet(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Choose or paste a sheet; below are the earlier ones."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)
    status = 200
    if sent:
        if form.is_valid():
            file, name = form.open()
            try:
                made = take_in(
                    camp=camp,
                    file=file,
                    name=name,
                    by=request.user,
                    now=timezone.now(),
                    sheet=form.cleaned_data["sheet"],
                    heading_row=form.cleaned_data["heading_row"],
                )
            except SheetRefused as refusal:
                form.add_error(UNUSUAL.get(refusal.problem.kind), refusal.problem.sentence)
            else:
                return watch_or(sheet_page("sheet_columns", made), made)
        status = 422
    unusual = bool({"sheet", "heading_row"} & set(form.errors))
    context = {"camp": camp, "form": form, "unusual": unusual, "imports": imports_of(camp)}
    context["template_languages"] = LANGUAGES
    return render(request, "camps/intake/upload.html", context, status=status)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet_columns(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """What each column holds: guessed or remembered, and set by a person."""
    if sheet_import.state != SheetState.STAGED:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    if not sheet_import.rows.exists():  # a long sheet that could not be read: its page says why
        return HttpResponseRedirect(sheet_page("sheet_progress", sheet_import))
    guessed, set_now = guessed_columns(sheet_import).fields, columns_of(sheet_import).fields
    form = ColumnsForm(
        request.POST or None,
        sheet_import=sheet_import,
        samples=sample_values(sheet_import),
        guessed={place for place, field in enumerate(guessed) if field == set_now[place]},
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                if is_long(sheet_import):
                    set_columns(sheet_import=sheet_import, **form.values())
                    ask(sheet_import=sheet_import, act=SheetAct.CHECK, by=request.user, now=timezone.now())
                else:
                    choose_columns(sheet_import=sheet_import, **form.values())
            except SheetRefused as refusal:
                form.add_error(None, f"{refusal.problem.why} {refusal.problem.cure}")
            except NotNow as error:
                return too_late(request, sheet_import, error)
            except CampError as error:
                show_error(form, error)
            else:
                return watch_or(sheet_page("sheet", sheet_import), sheet_import)
        status = 422
    context = {"camp": sheet_import.camp, "sheet_import": sheet_import, "form": form, "rows": sheet_import.rows.count()}
    return render(request, "camps/intake/columns.html", context, status=status)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """What the sheet would do, before its commit; what it did, after it."""
    if sheet_import.state != SheetState.STAGED:
        return _done_page(request, sheet_import, AgreedForm())
    if not sheet_import.report:
        return HttpResponseRedirect(sheet_page("sheet_columns", sheet_import))
    return _check_page(request, sheet_import, AgreedForm())


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def commit_sheet(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Register the people."""
    if request.method != "POST":
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    form = AgreedForm(request.POST)
    if form.is_valid():
        try:
            if is_long(sheet_import) and not unanswered(sheet_import):
                ask(
                    sheet_import=sheet_import,
                    act=SheetAct.COMMIT,
                    by=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
                return watch_or(sheet_page("sheet", sheet_import), sheet_import)
            commit(sheet_import=sheet_import, by=request.user, now=timezone.now(), **form.cleaned_data)
        except NotNow as error:
            return too_late(request, sheet_import, error)
        except ChangesToAnswer as error:
            check_again(sheet_import=sheet_import)
            form.add_error(None, str(error))
        except CampError as error:
            show_error(form, error)
        else:
            return _committed(request, sheet_import)
    return _check_page(request, sheet_import, form, status=422)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def sheet_consent(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """The answer about calls and texts, where a command left it open."""
    if request.method != "POST":
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    form = AgreedForm(request.POST)
    if form.is_valid():
        try:
            answer_consent(
                sheet_import=sheet_import,
                agreed=form.cleaned_data["agreed_to_texts"],
                by=request.user,
                now=timezone.now(),
            )
        except CampError as error:
            return too_late(request, sheet_import, error)
        messages.success(request, _("Written down for everybody of this sheet who had not said anything yet."))
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    return _done_page(request, sheet_import, form, status=422)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def undo_sheet(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Take a commit back, or say what hangs on it."""
    back = sheet_page("sheet", sheet_import)
    if sheet_import.state != SheetState.COMMITTED and request.method != "POST":
        return HttpResponseRedirect(back)
    hanging = hanging_on(sheet_import) if request.method != "POST" else []
    if request.method == "POST":
        try:
            if is_long(sheet_import) and not hanging_on(sheet_import):
                ask(sheet_import=sheet_import, act=SheetAct.UNDO, by=request.user, now=timezone.now())
                return watch_or(back, sheet_import)
            gone = undo(sheet_import=sheet_import, now=timezone.now())
        except Hangs as error:
            hanging = list(error.hanging)
        except NotNow as error:
            return too_late(request, sheet_import, error)
        else:
            said = ngettext("Undone: one person is gone.", "Undone: %(count)d people are gone.", gone)
            messages.success(request, said % {"count": gone})
            return HttpResponseRedirect(back)
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "hanging": hanging,
        "people": sheet_import.registrations.count(),
        "back_url": back,
    }
    return render(request, "camps/intake/undo.html", context, status=422 if request.method == "POST" else 200)


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
@unless_busy
def discard_sheet(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    """Forget a sheet before its commit."""
    back = sheet_page("sheet", sheet_import)
    if sheet_import.state != SheetState.STAGED:
        return HttpResponseRedirect(back)
    return confirm_page(
        request,
        act=lambda: discard(sheet_import=sheet_import),
        question=_("Discard “%(file)s”?") % {"file": sheet_import.file_name},
        consequences=_("Its rows and everything put right in them are forgotten. Nobody was registered from it."),
        label=_("Discard"),
        said=_("Discarded."),
        to=page_of("upload_sheet", sheet_import.camp),
        back=back,
    )


def _check_page(request: StaffRequest, sheet_import: SheetImport, form: AgreedForm, status: int = 200) -> HttpResponse:
    sheet_import.refresh_from_db(fields=["report"])
    outcomes = outcomes_of(sheet_import)
    cures = cures_of(sheet_import)
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "form": form,
        "outcomes": outcomes,
        "rows": sum(outcomes.values()),
        "no_contact": len(sheet_import.report["no_contact"]),
        "cures": [{"cure": cure, "lines": FixForm(cells=cure.cells).lines()} for cure in cures],
        "doubles": doubled_rows(sheet_import).count(),
        "unanswered": unanswered(sheet_import),
        "failed": failed_job(sheet_import),
    }
    return render(request, "camps/intake/check.html", context, status=status)


def _done_page(request: StaffRequest, sheet_import: SheetImport, form: AgreedForm, status: int = 200) -> HttpResponse:
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "form": form,
        "outcomes": outcomes_of(sheet_import),
        "no_contact": len(sheet_import.report["no_contact"]),
        "people": sheet_import.registrations.count(),
        "failed": failed_job(sheet_import),
        "taken": sheet_import.rows.filter(before__isnull=False).count(),
    }
    return render(request, "camps/intake/done.html", context, status=status)


def _committed(request: StaffRequest, sheet_import: SheetImport) -> HttpResponse:
    made = sheet_import.registrations.count()
    said = ngettext("One person is registered.", "%(count)d people are registered.", made) % {"count": made}
    messages.success(request, said, extra_tags=f"undo:{sheet_page('undo_sheet', sheet_import)}")
    return HttpResponseRedirect(sheet_page("sheet", sheet_import))


def too_late(request: StaffRequest, sheet_import: SheetImport, error: CampError) -> HttpResponse:
    """Somebody was quicker: show how it stands."""
    messages.warning(request, str(error))
    still_there = SheetImport.objects.filter(pk=sheet_import.pk).exists()
    to = sheet_page("sheet", sheet_import) if still_there else page_of("upload_sheet", sheet_import.camp)
    return HttpResponseRedirect(to)
