"""The report's figures as tables: the same rows on the page and in the CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from camps.models import LaneName
from scheduling.beside_the_report import ReportSheet
from scheduling.forms.closing import FATES, REASONS
from scheduling.models import FateKind, ReasonKind
from scheduling.queries.real_times import Source
from scheduling.queries.report import EARLIER, SAME_DAY, CampReport
from scheduling.report import funnel
from scheduling.report.counting import Share
from scheduling.report.tables import TableUse

STEPS: dict[str, str | Promise] = {
    funnel.REGISTERED: gettext_lazy("Registered"),
    funnel.SCREENED: gettext_lazy("Screened"),
    funnel.LISTED: gettext_lazy("Listed"),
    funnel.PLACED: gettext_lazy("Given a place"),
    funnel.TOLD: gettext_lazy("Told of it"),
    funnel.CONFIRMED: gettext_lazy("Confirmed"),
    funnel.ARRIVED: gettext_lazy("Arrived"),
    funnel.EXAMINED: gettext_lazy("Examined"),
    funnel.OPERATED: gettext_lazy("Operated"),
    funnel.DISCHARGED: gettext_lazy("Went home by the way out"),
    funnel.FOLLOWED_UP: gettext_lazy("Followed up"),
}
CANCELLED: dict[str, str | Promise] = {
    SAME_DAY: gettext_lazy("Cancelled on the day"),
    EARLIER: gettext_lazy("Cancelled before the day"),
}


def share(of: Share | None) -> str:
    """ "12 of 43 (28 %)": never the percentage alone."""
    if of is None:
        return ""
    if of.percent is None:
        return _("%(many)d of %(whole)d") % {"many": of.many, "whole": of.whole}
    return _("%(many)d of %(whole)d (%(percent)d %%)") % {
        "many": of.many,
        "whole": of.whole,
        "percent": of.percent,
    }


def sources_said(sources: Mapping[str, int]) -> str:
    """Where the times of operations come from, with the count of each."""
    return _("%(theatre)d marked in theatre, %(entered)d entered by hand, %(queue)d as the queue saw") % {
        str(source): sources[source] for source in Source
    }


def minutes(value: float | None) -> str:
    """Whole minutes; empty where nothing is known."""
    return "" if value is None else str(round(value))


def funnel_sheet(report: CampReport) -> ReportSheet:
    return ReportSheet(
        "funnel",
        _("How far people came"),
        (_("Step"), _("People"), _("Of those registered"), _("Of the step before"), _("The step before")),
        [
            (
                STEPS[step.name],
                step.many if step.many is not None else _("not recorded yet"),
                share(step.of_all),
                share(step.of_part),
                STEPS[step.part] if step.part and step.many is not None else "",
            )
            for step in report.funnel
        ],
        _("A step counts for somebody also where only a later one was written down. Who came without a place counts."),
    )


def waits_sheet(report: CampReport) -> ReportSheet:
    return ReportSheet(
        "waits",
        _("How long people waited"),
        (_("Lane"), _("Called"), _("Median, min"), _("P90, min"), _("Longest, min"), _("Never called")),
        [
            (
                LaneName(one.lane).label,
                one.count,
                minutes(one.median),
                minutes(one.p90),
                minutes(one.longest),
                one.uncalled,
            )
            for one in report.waits
        ],
        _("Nine in ten waited no longer than P90. The wait ends when the station begins, or else when it calls."),
    )


def tables_sheet(report: CampReport) -> ReportSheet:
    rows = [_table_row(one, one.table, one.day) for one in report.tables]
    if report.whole is not None and len(report.tables) > 1:
        rows.append(_table_row(report.whole, _("All"), None))
    return ReportSheet(
        "tables",
        _("What the tables were used for"),
        (
            _("Table"),
            _("Day"),
            _("Timed"),
            _("Minutes used"),
            _("First case late, min"),
            _("Turnover, median min"),
            _("Turnovers"),
            _("Gaps"),
            _("Gaps, min"),
            _("Longer than planned"),
            _("Longer, min"),
            _("Overtime, min"),
        ),
        rows,
        _(
            "Only operations whose beginning and end are known count; the use of a table is to be read beside how many "
            "were timed. A turnover is from wheels out to the next wheels in, of two planned one after the other. A "
            "break is a gap like any other. Below zero: the day began early."
        ),
    )


def timed_sheet(report: CampReport) -> ReportSheet:
    rows: list[tuple[object, ...]] = [
        (one.table, one.day, one.cases, *(one.sources[source] for source in Source), one.cases - one.timed)
        for one in report.tables
    ]
    if report.whole is not None and len(report.tables) > 1:
        rows.append((_("All"), None, *(sum(column) for column in zip(*(row[2:] for row in rows), strict=True))))
    return ReportSheet(
        "timed",
        _("Who timed the operations"),
        (
            _("Table"),
            _("Day"),
            _("Operations"),
            _("Marked in theatre"),
            _("Entered by hand"),
            _("As the queue saw"),
            _("Not timed"),
        ),
        rows,
        _("What was marked in theatre counts before all else, but for hours that a person entered after it."),
    )


def losses_sheet(report: CampReport) -> ReportSheet:
    return ReportSheet(
        "losses",
        _("What came to nothing, and why"),
        (_("What"), _("Why"), _("Places")),
        [(_what(line.what), _why(line.why), share(line.of_all)) for line in report.losses],
        _("Everybody counts once a day. Drafts that nobody was told of are left out."),
    )


SHEETS = {
    "funnel": funnel_sheet,
    "waits": waits_sheet,
    "tables": tables_sheet,
    "timed": timed_sheet,
    "losses": losses_sheet,
}


def _table_row(one: TableUse, table: str, day: date | None) -> tuple[object, ...]:
    return (
        table,
        day,
        share(Share(one.timed, one.cases)),
        share(one.used) or _("not timed"),
        minutes(one.first_delay),
        minutes(one.turnover),
        len(one.turnovers),
        one.gaps,
        minutes(one.idle),
        share(Share(one.overruns, one.timed)),
        one.over,
        minutes(one.overtime),
    )


def _what(what: str) -> str:
    return str(CANCELLED[what] if what in CANCELLED else FATES[FateKind(what)])


def _why(why: str) -> str:
    """Reasons of ours in the reader's words, what a person typed as it is."""
    if why == "by_patient":
        return _("The patient gave it up")
    if why in ReasonKind.values:
        return str(REASONS[ReasonKind(why)])
    return why or _("no reason written down")
