"""Logs as hospitals keep them come in as operations, and what can't be read says what puts it right."""

import io
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from camps.sheets.problems import SheetRefused
from camps.sheets.reading import open_table
from camps.sheets.table import Row, stored_row
from scheduling.logs.columns import find_heading, guess_columns
from scheduling.logs.hours import order_of_days
from scheduling.logs.names import doctor_meant, procedure_meant
from scheduling.logs.reading import LONGEST, LogContext, read_log

SAMPLE = Path(__file__).parent / "or_log_sample.csv"
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
LAGOS = ZoneInfo("Africa/Lagos")
HEADINGS = ("Date", "Procedure", "Surgeon", "Start", "End", "Planned minutes")
GOOD = ("2026-05-04", "Hernia repair", "Dr A. Obi", "08:10", "09:00", "45")


def read(*rows, headings=HEADINGS, day_first=True, zone=LAGOS, remembered=None):
    columns = guess_columns(Row(1, headings), remembered=remembered)
    columns.check()
    table = [stored_row(number, row) for number, row in enumerate(rows, 2)]
    return read_log(table, columns, LogContext(zone, day_first, NOW))


def changed(**cells):
    places = dict(zip(("date", "procedure", "surgeon", "start", "end", "planned"), range(6), strict=True))
    row = list(GOOD)
    for name, text in cells.items():
        row[places[name]] = text
    return tuple(row)


@pytest.mark.parametrize("said", ["0", "0.0", "", "-"])
def test_an_operation_of_which_nothing_was_planned_counts_by_its_hours(said):
    (found,) = read(changed(planned=said)).operations
    assert (found.planned, found.minutes) == (None, 50)


def only_problem(row, **more):
    found = read(row, **more)
    assert found.operations == ()
    return found.problems[0]


def test_a_hospitals_log_is_read_by_its_headings_and_the_room_counts_not_the_knife():
    with SAMPLE.open("rb") as file:
        heading, rows = find_heading(open_table(file, name="log"))
        found = read_log(rows, guess_columns(heading), LogContext(LAGOS, False, NOW))
    first = found.operations[0]
    assert (found.rows, len(found.operations), found.problems, found.doubled) == (60, 60, (), ())
    assert (first.code, first.procedure, first.planned) == ("66982", "Extracapsular cataract removal", 45)
    # Wheels in 07:03, wheels out 07:38 at the venue, an hour ahead of UTC; the knife was in use from 07:13 to 07:31.
    assert (first.started_at, first.minutes) == (datetime(2022, 1, 3, 6, 3, tzinfo=UTC), 35)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("08:10", "09:00", 50),
        ("8.10", "9.00", 50),
        ("0810", "0900", 50),
        ("8:10 am", "12:10 PM", 240),
        ("08h10", "09h00", 50),
        ("23:30", "00:45", 75),  # past midnight
        ("2026-05-04 08:10:00", "2026-05-04T09:00", 50),
        ("04/05/2026 08:10", "09:00", 50),
        ("2026-05-04T07:10:00Z", "2026-05-04T08:00:00+00:00", 50),
    ],
)
def test_hours_are_read_as_they_are_written(start, end, minutes):
    assert read(changed(start=start, end=end)).operations[0].minutes == minutes


def test_a_workbook_with_real_dates_and_hours_in_its_cells_is_read_like_text():
    book = Workbook()
    book.active.append(["Theatre log, May"])
    book.active.append(["Day", "Operation", "Wheels In", "Wheels Out", "Duration"])
    book.active.append([datetime(2026, 5, 4), "Lump", time(8, 10), time(9, 0), 45])
    book.active.append([datetime(2026, 5, 4), "Lump", datetime(2026, 5, 4, 23, 30), datetime(2026, 5, 5, 0, 45), None])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    heading, rows = find_heading(open_table(file, name="log.xlsx"))
    found = read_log(rows, guess_columns(heading), LogContext(LAGOS, True, NOW))
    assert [(one.sheet_row, one.minutes) for one in found.operations] == [(3, 50), (4, 75)]


def test_an_hour_is_of_the_venues_zone_and_a_clock_change_is_no_hour_of_work():
    found = read(changed(date="2026-10-25", start="00:30", end="03:30"), zone=ZoneInfo("Europe/London"))
    assert found.operations[0].minutes == 240


def test_minutes_may_stand_in_the_place_of_an_end():
    found = read(("2026-05-04", "Lump", "8:00", "35 min"), headings=("Date", "Procedure", "Start", "Duration"))
    assert found.operations[0].minutes == 35


@pytest.mark.parametrize(
    ("cells", "column", "kind"),
    [
        ({"procedure": ""}, "Procedure", "no-procedure"),
        ({"start": ""}, "Start", "no-start"),
        ({"start": "early"}, "Start", "no-such-time"),
        ({"start": "25:10"}, "Start", "no-such-time"),
        ({"start": "13:10 am"}, "Start", "no-such-time"),
        ({"date": "31/02/2026"}, "Date", "no-such-date"),
        ({"date": ""}, "Start", "no-day"),
        ({"end": "n/a"}, "End", "no-end"),
        ({"start": "2026-05-04 09:10", "end": "2026-05-04 09:00"}, "End", "end-first"),
        ({"end": "2026-05-05 09:00"}, "End", "too-long"),
        ({"date": "2028-05-04"}, "Start", "not-yet"),
        ({"planned": "an hour"}, "Planned minutes", "minutes"),
        ({"planned": "-5"}, "Planned minutes", "minutes-range"),
        ({"end": "=A1"}, "End", "formula"),
    ],
)
def test_what_cant_be_read_names_row_column_value_and_cure(cells, column, kind):
    problem = only_problem(changed(**cells))
    assert (problem.sheet_row, problem.column, problem.kind) == (2, column, kind)
    assert problem.why.endswith(".")
    assert problem.cure.endswith(".")


def test_a_faulty_row_holds_up_no_other_and_the_same_row_twice_counts_once():
    found = read(GOOD, changed(start="?"), GOOD, changed(planned="50"), changed(start="08:15"))
    assert (found.rows, len(found.operations), len(found.problems), found.doubled) == (5, 2, 1, (4, 5))


def test_the_order_of_days_is_seen_where_a_number_is_over_twelve():
    assert order_of_days(["01/03/22 07:05 AM", "01/31/22 07:05 AM"]) == "month"
    assert order_of_days(["01/03/22", "31/03/22 7:00"]) == "day"
    assert read(changed(date="05/04/2026"), day_first=False).operations == read(GOOD).operations


def test_what_was_remembered_of_a_heading_goes_before_what_it_seems_to_mean():
    headings = ("Date", "Procedure", "Surgeon", "Start", "End", "Wheels In")
    row = (*GOOD[:5], "07:50")
    assert read(row, headings=headings).operations[0].minutes == 70
    assert read(row, headings=headings, remembered={"wheels in": ""}).operations[0].minutes == 50


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (("Date", "Procedure", "Start"), "when each operation ended"),
        (("Date", "Procedure", "End"), "when each operation began"),
        (("Date", "Start", "End"), "No column says the procedure"),
    ],
)
def test_a_log_without_what_is_needed_is_refused_with_what_is_missing(headings, words):
    with pytest.raises(SheetRefused, match=words):
        guess_columns(Row(1, headings)).check()


def test_a_table_of_something_else_is_no_log():
    with pytest.raises(SheetRefused, match="names the columns of a log of operations"):
        find_heading(iter([Row(1, ("Name", "Age", "Phone")), Row(2, ("Ada", "30", "0803"))]))


def test_procedures_are_known_by_code_then_by_name_and_nobody_guesses():
    ours = {"HERN-A": "Inguinal hernia repair, adult", "LUMP": "Excision of lump", "LUMP2": "excision of LUMP"}
    assert procedure_meant(code="hern a", name="", ours=ours) == "HERN-A"
    assert procedure_meant(code="49505", name="INGUINAL HERNIA REPAIR (ADULT)", ours=ours) == "HERN-A"
    assert procedure_meant(code="", name="Excision of lump", ours=ours) is None  # two are called so
    assert procedure_meant(code="49505", name="Hernia", ours=ours) is None


def test_a_surgeon_is_known_whatever_title_stands_before_the_name():
    ours = [(1, "Ada Obi"), (2, "Ben Nwosu"), (3, "Nwosu Ben")]
    assert doctor_meant("Dr. OBI, Ada", ours=ours) == 1
    assert doctor_meant("Ben Nwosu", ours=ours) is None
    assert doctor_meant("", ours=ours) is None


@given(st.lists(st.tuples(*[st.text(max_size=24)] * 6), max_size=3))
def test_any_text_is_an_operation_or_a_problem(rows):
    found = read(*rows)
    assert len(found.operations) + len(found.problems) + len(found.doubled) == len(rows)
    assert all(0 < operation.minutes <= LONGEST for operation in found.operations)
