"""A long step of loading a sheet: handed to a worker, and watched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from kombu.exceptions import OperationalError

from camps import tasks
from camps.access import StaffRequest, requires
from camps.models import JobState, SheetAct, SheetImport, SheetJob
from camps.policy import Verb
from camps.queries.intake import can_be_repeated, job_of
from camps.services.intake.jobs import ask_again, run_job
from camps.views.intake_addresses import one_sheet, sheet_page

STEP_OF_PAGE = {SheetAct.READ: 1, SheetAct.CHECK: 2, SheetAct.COMMIT: 4}
ACTS = {
    SheetAct.READ: gettext_lazy("Reading the sheet"),
    SheetAct.CHECK: gettext_lazy("Checking the rows"),
    SheetAct.COMMIT: gettext_lazy("Registering the people"),
    SheetAct.UNDO: gettext_lazy("Taking the import back"),
}


def unless_busy(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of one import, unless a worker is busy with it: then the page that shows how far it is."""

    @wraps(view)
    def shown(request: StaffRequest, sheet_import: SheetImport, **kwargs: Any) -> HttpResponseBase:
        job = job_of(sheet_import)
        if job is not None and job.on_its_way:
            return HttpResponseRedirect(sheet_page("sheet_progress", sheet_import))
        return view(request, sheet_import=sheet_import, **kwargs)

    return shown


@requires(Verb.IMPORT_SHEETS, on=one_sheet)
def sheet_progress(request: StaffRequest, sheet_import: SheetImport) -> HttpResponseBase:
    """How far a long step is; by POST it is begun again, or a worker is told to look. Afterwards it leads on."""
    job = job_of(sheet_import)
    if job is None:
        return HttpResponseRedirect(sheet_page("sheet", sheet_import))
    if request.method == "POST":
        ask_again(job=job, now=timezone.now())
        begin(job)
        return HttpResponseRedirect(sheet_page("sheet_progress", sheet_import))
    if job.state == JobState.DONE:
        return _ended(request, job, sheet_import)
    tag, part = _tag(job), "HX-Request" in request.headers
    if part and job.state == JobState.FAILED and "ended" not in request.GET:
        return HttpResponseRedirect(f"{sheet_page('sheet_progress', sheet_import)}?ended")  # read as a whole: buttons
    if part and tag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": tag})
    context = {
        "camp": sheet_import.camp,
        "sheet_import": sheet_import,
        "job": job,
        "act": ACTS[SheetAct(job.act)],
        "step": STEP_OF_PAGE.get(SheetAct(job.act), 0),
        "queued": job.state == JobState.QUEUED,
        "failed": job.state == JobState.FAILED,
        "repeatable": can_be_repeated(job),
        "tag": tag,
    }
    answer = render(request, "camps/intake/_progress_now.html" if part else "camps/intake/progress.html", context)
    if part:
        answer["ETag"] = tag
    return answer


def watch_or(to: str, sheet_import: SheetImport) -> HttpResponse:
    """On to `to`, or, when a worker has to do something first, to the page that shows how far it is."""
    job = job_of(sheet_import)
    if job is None or not job.on_its_way:
        return HttpResponseRedirect(to)
    begin(job)
    return HttpResponseRedirect(sheet_page("sheet_progress", sheet_import))


def begin(job: SheetJob) -> None:
    """Have a worker look; without a queue this one step is done here and now, and the page waits for it."""
    try:
        tasks.load_sheets.delay()
    except OperationalError:
        run_job(job=job, now=timezone.now())


def _ended(request: StaffRequest, job: SheetJob, sheet_import: SheetImport) -> HttpResponse:
    """Where it leads: an answer that redirects also ends the polling (console.js)."""
    if job.act == SheetAct.READ:
        return HttpResponseRedirect(sheet_page("sheet_columns", sheet_import))
    return HttpResponseRedirect(sheet_page("sheet", sheet_import))


def _tag(job: SheetJob) -> str:
    seen = (job.pk, job.act, job.state, job.step, job.done, job.whole, job.tries, job.trouble, get_language())
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:20]}"'
