"""A log of operations from the upload until it counts, and back by undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from camps.access import StaffRequest, requires
from camps.errors import CampError
from camps.models import Camp, Doctor
from camps.policy import Verb
from camps.sheets.problems import SheetRefused
from camps.sheets.safe_csv import csv_lines
from camps.views.form_pages import confirm_page, show_error
from scheduling.forms.timings import LogColumnsForm, LogNamesForm, LogUploadForm
from scheduling.models import LogState, TimingLog
from scheduling.queries.timing_logs import (
    LogCheck,
    check_log,
    columns_of,
    faulty_table,
    groups_of,
    guessed_columns,
    logs_of,
    procedure_names,
    sample_values,
)
from scheduling.services.timings.logs import (
    LogNotNow,
    commit_log,
    discard_log,
    set_log_columns,
    set_log_names,
    stage_log,
    undo_log,
)
from scheduling.views.addresses import page_of


def one_log(kwargs: dict[str, Any]) -> object:
    """Puts `log`, with its camp, in the place of `slug` and `pk`."""
    kwargs["log"] = get_object_or_404(
        TimingLog.objects.select_related("camp__venue", "camp__organisation", "uploaded_by"),
        camp__slug=kwargs.pop("slug"),
        pk=kwargs.pop("pk"),
    )
    return kwargs["log"]


@requires(Verb.IMPORT_SHEETS)
def upload_log(request: StaffRequest, camp: Camp) -> HttpResponse:
    """Choose or paste a log; below are the earlier ones."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = LogUploadForm(*sent)
    if sent and form.is_valid():
        file, name = form.open()
        try:
            log = stage_log(camp=camp, file=file, name=name, by=request.user, now=timezone.now())
        except SheetRefused as refusal:
            form.add_error("file", f"{refusal.problem.why} {refusal.problem.cure}")
        else:
            return HttpResponseRedirect(page_of("log_columns", camp, pk=log.pk))
    context = {"camp": camp, "form": form, "logs": logs_of(camp)}
    return render(request, "scheduling/logs/upload.html", context, status=422 if sent else 200)


@requires(Verb.IMPORT_SHEETS, on=one_log)
def log_columns(request: StaffRequest, log: TimingLog) -> HttpResponse:
    """What each column holds: guessed or remembered, and set by a person."""
    if log.state != LogState.STAGED:
        return HttpResponseRedirect(_page("log", log))
    guessed, set_now = guessed_columns(log).fields, columns_of(log).fields
    form = LogColumnsForm(
        request.POST or None,
        log=log,
        samples=sample_values(log),
        guessed={place for place, field in enumerate(guessed) if field == set_now[place]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_log_columns(log=log, **form.values())
        except SheetRefused as refusal:
            form.add_error(None, f"{refusal.problem.why} {refusal.problem.cure}")
        except LogNotNow as error:
            return _too_late(request, log, error)
        except CampError as error:
            show_error(form, error)
        else:
            return HttpResponseRedirect(_page("log", log))
    context = {"camp": log.camp, "log": log, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "scheduling/logs/columns.html", context, status=status)


@requires(Verb.IMPORT_SHEETS, on=one_log)
def log_page(request: StaffRequest, log: TimingLog) -> HttpResponse:
    """What the log would do, with its names to settle; by POST they are saved, and with `commit` it is taken in."""
    if log.state != LogState.STAGED:
        return render(request, "scheduling/logs/done.html", {"camp": log.camp, "log": log})
    now = timezone.now()
    try:
        check = check_log(log, now=now)
    except SheetRefused:  # its page of columns says which is missing
        return HttpResponseRedirect(_page("log_columns", log))
    form = _names_form(request, check)
    if request.method == "POST" and form.is_valid():
        try:
            set_log_names(log=log, **form.values())
            if "commit" not in request.POST:
                return HttpResponseRedirect(_page("log", log))
            done = commit_log(log=log, by=request.user, now=now)
        except LogNotNow as error:
            return _too_late(request, log, error)
        except CampError as error:
            form.add_error(None, str(error))
        else:
            return _taken_in(request, log, len(done.new))
    context = {
        "camp": log.camp,
        "log": log,
        "form": form,
        "counts": check.counts(),
        "unknown": len(check.unknown),
        "groups": groups_of(check.reading.problems),
    }
    return render(request, "scheduling/logs/check.html", context, status=422 if request.method == "POST" else 200)


@requires(Verb.IMPORT_SHEETS, on=one_log)
def faulty_log_rows(request: StaffRequest, log: TimingLog) -> HttpResponseBase:
    """The rows that can't be read as a CSV file, to be put right and loaded."""
    if log.state != LogState.STAGED:  # the file is forgotten
        return HttpResponseRedirect(_page("log", log))
    headings = {"row_heading": _("Row in the log (not read)"), "what_to_do": _("What to do (not read)")}
    try:
        table = list(faulty_table(log, now=timezone.now(), **headings))
    except SheetRefused:  # its page of columns says which is missing
        return HttpResponseRedirect(_page("log_columns", log))
    answer = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
    name = slugify(log.file_name.rsplit(".", 1)[0]) or "log"
    answer["Content-Disposition"] = f'attachment; filename="{name}-to-put-right.csv"'
    return answer


@requires(Verb.IMPORT_SHEETS, on=one_log)
def undo_log_page(request: StaffRequest, log: TimingLog) -> HttpResponse:
    """Take back what a log brought."""
    if log.state != LogState.COMMITTED:
        return HttpResponseRedirect(_page("log", log))
    return confirm_page(
        request,
        act=lambda: undo_log(log=log, now=timezone.now()),
        question=_("Take back “%(file)s”?") % {"file": log.file_name},
        consequences=_(
            "Its operations no longer count, and plans use the minutes of before. The log can be loaded again."
        ),
        label=_("Take it back"),
        said=_("Undone: what the log brought no longer counts."),
        to=_page("log", log),
        back=_page("log", log),
        camp=log.camp,
    )


@requires(Verb.IMPORT_SHEETS, on=one_log)
def discard_log_page(request: StaffRequest, log: TimingLog) -> HttpResponse:
    """Forget a log before it counts."""
    if log.state != LogState.STAGED:
        return HttpResponseRedirect(_page("log", log))
    assert log.camp is not None
    return confirm_page(
        request,
        act=lambda: discard_log(log=log),
        question=_("Discard “%(file)s”?") % {"file": log.file_name},
        consequences=_("The file and what was said of its columns and names are forgotten. Nothing of it counts yet."),
        label=_("Discard"),
        said=_("Discarded."),
        to=page_of("upload_log", log.camp),
        back=_page("log", log),
        camp=log.camp,
    )


def _names_form(request: StaffRequest, check: LogCheck) -> LogNamesForm:
    doctors = {str(pk): name for pk, name in Doctor.objects.order_by("name").values_list("pk", "name")}
    return LogNamesForm(request.POST or None, check=check, procedures=procedure_names(), doctors=doctors)


def _page(name: str, log: TimingLog) -> str:
    assert log.camp is not None  # the address named it
    return page_of(name, log.camp, pk=log.pk)


def _taken_in(request: StaffRequest, log: TimingLog, count: int) -> HttpResponse:
    said = ngettext(
        "One operation counts from now on: plans use its minutes.",
        "%(count)d operations count from now on: plans use their minutes.",
        count,
    )
    messages.success(request, said % {"count": count}, extra_tags=f"undo:{_page('undo_log', log)}")
    return HttpResponseRedirect(_page("log", log))


def _too_late(request: StaffRequest, log: TimingLog, error: CampError) -> HttpResponse:
    """Somebody was quicker: show how it stands."""
    messages.warning(request, str(error))
    if TimingLog.objects.filter(pk=log.pk).exists():
        return HttpResponseRedirect(_page("log", log))
    assert log.camp is not None
    return HttpResponseRedirect(page_of("upload_log", log.camp))
