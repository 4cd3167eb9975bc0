"""What a camp came to: funnel, waits, tables, losses, each as a picture with its table and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from camps.access import StaffRequest, requires
from camps.look.times import day_text
from camps.models import Camp
from camps.policy import Verb
from camps.sheets.safe_csv import csv_lines
from scheduling.beside_the_report import ReportSheet, sheets_of
from scheduling.queries.report import CampReport, camp_report
from scheduling.report.counting import Share
from scheduling.views.forecast_picture import Picture
from scheduling.views.report_picture import bars_picture
from scheduling.views.report_sheets import SHEETS, STEPS, minutes, share, sources_said

MOST_LOSSES = 10  # drawn; the table has them all


@dataclass(frozen=True)
class Part:
    """A section of the page; `picture` is None while there is nothing to draw, `key` says what its bars are."""

    sheet: ReportSheet
    picture: Picture | None = None
    key: tuple[tuple[str, str], ...] = ()

    @property
    def lines(self) -> list[list[tuple[str, object]]]:
        """Each row's cells beside their headings, for a phone, where a row is a card; a day as people read it."""
        return [
            [
                (heading, day_text(cell, year=False) if isinstance(cell, date) else "" if cell is None else cell)
                for heading, cell in zip(self.sheet.headings, row, strict=True)
            ]
            for row in self.sheet.rows
        ]


@requires(Verb.SEE_SCHEDULE)
def report(request: StaffRequest, camp: Camp) -> HttpResponse:
    """The whole report."""
    found = camp_report(camp)
    parts = [_part(found, name) for name in SHEETS]
    context = {
        "camp": camp,
        "parts": [*parts, *(Part(sheet) for sheet in sheets_of(camp))],
        "not_come": share(Share(found.not_come, found.expected)),
        "same_day": share(Share(found.same_day, found.expected)),
        "whole": found.whole,
        "used": share(found.whole.used) if found.whole else "",
        "timed_by": sources_said(found.whole.sources) if found.whole else "",
        "empty": not found.funnel[0].many,
    }
    return render(request, "scheduling/report.html", context)


@requires(Verb.SEE_SCHEDULE)
def report_csv(request: StaffRequest, camp: Camp, sheet: str) -> StreamingHttpResponse:
    """One table of it."""
    if sheet in SHEETS:
        found = SHEETS[sheet](camp_report(camp))
    else:
        others = {one.name: one for one in sheets_of(camp)}
        if sheet not in others:
            raise Http404("no such table")
        found = others[sheet]
    answer = StreamingHttpResponse(csv_lines([found.headings, *found.rows]), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{camp.slug}-{found.name}.csv"'
    return answer


def _part(found: CampReport, name: str) -> Part:
    sheet = SHEETS[name](found)
    if name == "funnel":
        return Part(sheet, _funnel_picture(found))
    if name == "waits" and any(one.count for one in found.waits):
        return Part(sheet, _waits_picture(found, sheet), (("served", _("Median")), ("in", _("P90"))))
    if name == "tables" and any(one.used for one in found.tables):
        key = (("served", _("Used")), ("in", _("Gaps")), ("over", _("Overtime")))
        return Part(sheet, _tables_picture(found), key)
    if name == "losses" and found.losses:
        return Part(sheet, _losses_picture(sheet, found))
    return Part(sheet)


def _funnel_picture(found: CampReport) -> Picture | None:
    known = [(step, step.many) for step in found.funnel if step.many is not None]
    if not known[0][1]:
        return None
    return bars_picture(
        [(str(STEPS[step.name]), [(many, share(step.of_all) or str(many), "served")]) for step, many in known]
    )


def _waits_picture(found: CampReport, sheet: ReportSheet) -> Picture:
    return bars_picture(
        [
            (
                f"{row[0]} (n = {one.count})",
                [
                    (one.median or 0, _("%(n)s min") % {"n": minutes(one.median)}, "served"),
                    (one.p90 or 0, _("%(n)s min") % {"n": minutes(one.p90)}, "in"),
                ],
            )
            for one, row in zip(found.waits, sheet.rows, strict=True)
            if one.count
        ]
    )


def _tables_picture(found: CampReport) -> Picture:
    return bars_picture(
        [
            (
                f"{one.table}, {day_text(one.day, year=False)}",
                [
                    (one.used.many, share(one.used), "served"),
                    (one.idle or 0, _("%(n)s min") % {"n": minutes(one.idle)}, "in"),
                    (one.overtime or 0, _("%(n)s min") % {"n": minutes(one.overtime)}, "over"),
                ],
            )
            for one in found.tables
            if one.used is not None and one.day is not None
        ]
    )


def _losses_picture(sheet: ReportSheet, found: CampReport) -> Picture:
    drawn = zip(found.losses[:MOST_LOSSES], sheet.rows, strict=False)
    return bars_picture([(f"{row[0]}: {row[1]}", [(line.of_all.many, str(row[2]), "over")]) for line, row in drawn])
