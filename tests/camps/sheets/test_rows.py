"""A raw row becomes a person, or every problem in it."""

import json
from datetime import date
from decimal import Decimal

from camps.sheets.cells import formula
from camps.sheets.columns import choose_columns
from camps.sheets.people import Person
from camps.sheets.rows import read_row
from camps.sheets.table import Row, stored_row
from tests.camps.sheets.samples import a_context

HEADINGS = (
    "S/N", "Name", "Age / DOB", "Sex", "Phone No.", "E-mail", "Town / LGA", "Km to venue", "Complaint", "Procedure",
    "Hb (g/dl)", "Language", "Guardian", "Guardian phone", "Family group", "Can arrive from", "Urgency", "Remarks",
)  # fmt: skip
COLUMNS = choose_columns(Row(1, HEADINGS))


def read(*, headings=None, context=None, **cells):
    """A good row with some cells changed, by the heading's first word."""
    base = {"Name": "Ada Obi", "Procedure": "OSTEO", **cells}
    if headings:
        return read_row(
            Row(9, tuple(base.get(h, "") for h in headings)), choose_columns(Row(1, headings)), context or a_context()
        )
    row = tuple(base.get(heading, base.get(heading.split()[0], "")) for heading in HEADINGS)
    return read_row(Row(9, row), COLUMNS, context or a_context())


def test_full_row_is_read_whole():
    row = Row(
        9,
        ("1", "Tamuno  Amadi", "04/11/2014", "M", "0803 555 0142", "t@example.org", "Port Harcourt", "18",
        "bone deformity",
         "osteo", "11.2", "Igbo", "Ebi Amadi", "+2348035550143", "F01", "day 2", "soon", "difficult delivery"),
    )  # fmt: skip
    assert read_row(row, COLUMNS, a_context()) == Person(
        sheet_row=9,
        name="Tamuno Amadi",
        birth_date=date(2014, 11, 4),
        birth_estimated=False,
        sex="M",
        phones=("+2348035550142",),
        email="t@example.org",
        town="Port Harcourt",
        km=18,
        complaint="bone deformity",
        procedure="OSTEO",
        haemoglobin=Decimal("11.2"),
        language="ig",
        guardian_name="Ebi Amadi",
        guardian_phones=("+2348035550143",),
        family="F01",
        arrives_from=2,
        urgency=3,
        remarks="difficult delivery",
    )


def test_short_row_leaves_the_rest_blank():
    person = read_row(Row(9, ("1", "Ada Obi")), COLUMNS, a_context())
    assert person == Person(sheet_row=9, name="Ada Obi", language="en")
    assert not person.has_contact


def test_every_problem_of_a_row_is_told_in_the_order_of_its_columns():
    problems = read(Name="", **{"Age / DOB": "31/02/2015", "Phone No.": "0803-12", "Sex": "X?"})
    assert [(p.sheet_row, p.column, p.value) for p in problems] == [
        (9, "Name", ""),
        (9, "Age / DOB", "31/02/2015"),
        (9, "Sex", "X?"),
        (9, "Phone No.", "0803-12"),
    ]
    assert all(p.why and p.cure and p.kind for p in problems)


def test_formula_in_a_used_column_is_refused_and_in_another_is_not():
    (problem,) = read(Age=formula("=B2+1"))
    assert (problem.column, problem.value, problem.kind) == ("Age / DOB", "=B2+1", "formula")
    assert isinstance(read(**{"S/N": formula("=A8+1")}), Person)


def test_first_and_last_name_in_two_columns_are_joined():
    headings = ("Prénom", "Nom", "Procedure")
    assert read(headings=headings, Prénom="Ada", Nom="Obi").name == "Ada Obi"
    assert read(headings=headings, Prénom="", Nom="Obi").name == "Obi"
    (problem,) = read(headings=headings)
    assert (problem.column, problem.kind) == ("Nom", "name-missing")


def test_birth_date_is_taken_before_the_age_and_they_must_agree():
    headings = ("Name", "Age", "Date of birth", "Procedure")
    assert read(headings=headings, Age="12", **{"Date of birth": "03/04/2014"}).birth_date == date(2014, 4, 3)
    assert read(headings=headings, Age="12").birth_estimated
    (problem,) = read(headings=headings, Age="40", **{"Date of birth": "03/04/2014"})
    assert (problem.column, problem.kind) == ("Age", "age-differs")


def test_phones_of_two_columns_are_joined_once_each():
    headings = ("Name", "Phone", "Phone 2", "Procedure")
    person = read(headings=headings, **{"Phone": "08034075067 / 08061234567", "Phone 2": "+2348034075067"})
    assert person.phones == ("+2348034075067", "+2348061234567")


def test_columns_of_remarks_are_joined():
    person = read(headings=("Name", "Procedure", "Remarks", "Notes"), Remarks="blind", Notes="comes by bus")
    assert person.remarks == "blind; comes by bus"


def test_repeated_heading_row_is_one_problem():
    (problem,) = read_row(Row(40, HEADINGS), COLUMNS, a_context())
    assert (problem.sheet_row, problem.kind) == (40, "heading-repeated")


def test_number_without_a_person_is_one_problem():
    (problem,) = read_row(Row(40, ("40",)), COLUMNS, a_context())
    assert problem.kind == "name-missing"


def test_cell_beyond_the_last_heading_is_a_problem_because_cells_have_slipped():
    (problem,) = read_row(Row(9, ("1", "Ada Obi", *[""] * 16, "slipped")), COLUMNS, a_context())
    assert (problem.column, problem.value, problem.kind) == ("column S", "slipped", "cells-slipped")


def test_text_under_a_blank_heading_is_left_out():
    assert isinstance(read(headings=("Name", "", "Procedure")), Person)


def test_month_first_sheet_is_read_so():
    assert read(context=a_context(day_first=False), Age="03/25/2015").birth_date == date(2015, 3, 25)


def test_haemoglobin_heading_tells_the_unit():
    assert read(headings=("Name", "Hb (g/L)", "Procedure"), **{"Hb (g/L)": "112"}).haemoglobin == Decimal("11.2")


def test_person_survives_json():
    person = read(Age="about 12", Hb="11.2", Phone="08034075067")
    assert Person.from_json(person.as_json()) == person
    bare = Person(sheet_row=2, name="Ada")
    assert Person.from_json(bare.as_json()) == bare


def test_row_kept_as_plain_text_is_read_as_the_first_time():
    row = Row(9, ("1", "Ada Obi", formula("=B2+1"), "", "0803-12"))
    again = stored_row(9, json.loads(json.dumps(row.cells)))
    assert read_row(again, COLUMNS, a_context()) == read_row(row, COLUMNS, a_context())
    assert len(read_row(again, COLUMNS, a_context())) == 2


def test_a_dash_or_a_word_for_nothing_is_no_guardian_no_town_and_no_family():
    headings = ("Name", "Procedure", "Guardian", "Town", "Family group", "Remarks")
    person = read_row(
        Row(2, ("Ada Obi", "OSTEO", "-", "N/A", "nil", "—")), choose_columns(Row(1, headings)), a_context()
    )
    assert (person.guardian_name, person.town, person.family, person.remarks) == ("", "", "", "")
