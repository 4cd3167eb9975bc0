"""The sheet to fill in: filled with three people it comes back without a question; its example is nobody."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from camps.models import Member, Role
from camps.sheets.template import FRENCH, WORDS
from tests.camps.intake.conftest import HEADINGS, names, outcomes, sheet, staged
from tests.camps.intake.test_pages import at

PEOPLE = {
    "en": (
        {"name": "Ada Obi", "birth_date": "34", "sex": "F", "phone": "0803 123 4567", "procedure": "CONS"},
        {"name": "Musa Bello", "birth_date": "17/05/2015", "sex": "M", "guardian_name": "Talatu Bello",
         "guardian_phone": "0803 123 4568", "arrives_from": "day 2", "urgency": "urgent"},
        {"name": "Eze Tanko", "birth_date": "7 months", "haemoglobin": "11.5", "language": "Hausa", "km": "120"},
    ),
    "fr": (
        {"name": "Ada Obi", "birth_date": "34 ans", "sex": "F", "phone": "0803 123 4567", "procedure": "CONS"},
        {"name": "Musa Bello", "birth_date": "17/05/2015", "sex": "M", "guardian_name": "Talatu Bello",
         "guardian_phone": "0803 123 4568", "arrives_from": "jour 2", "urgency": "urgent"},
        {"name": "Eze Tanko", "birth_date": "7 mois", "haemoglobin": "11,5", "language": "Haoussa", "km": "120"},
    ),
}  # fmt: skip


@pytest.fixture
def client(camp, organiser) -> Client:
    Member.objects.create(organisation=camp.organisation, user=organiser, role=Role.COORDINATOR)
    client = Client()
    client.force_login(organiser)
    return client


def template(client, camp, language, kind) -> bytes:
    answer = client.get(at(camp, "template"), {"language": language, "kind": kind})
    assert answer["Content-Disposition"] == f'attachment; filename="{camp.slug}-{language}.{kind}"'
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def filled(data: bytes, language: str, kind: str) -> io.BytesIO:
    """The template with three people below the example."""
    fields = [column.field for column in WORDS[language].columns]
    rows = [[person.get(field, "") for field in fields] for person in PEOPLE[language]]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return io.BytesIO(data + text.getvalue().encode())
    book = load_workbook(io.BytesIO(data))
    for number, row in enumerate(rows, 3):
        for place, text in enumerate(row, 1):
            if text:
                book.worksheets[0].cell(number, place).value = text
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    return kept


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filled_template_comes_back_without_a_question(client, camp, language, kind):
    made = staged(camp, filled(template(client, camp, language, kind), language, kind), name=f"a.{kind}")
    assert list(made.columns.values()) == [column.field for column in WORDS[language].columns]
    assert outcomes(made) == {2: "refused", 3: "new", 4: "new", 5: "new"}
    (problem,) = made.rows.get(sheet_row=2).problems
    assert problem["why"] == "This is the example of the template and not a person."
    ada, musa, eze = [row.person for row in made.rows.filter(sheet_row__gt=2)]
    assert (ada["phones"], ada["procedure"], ada["sex"]) == (["+2348031234567"], "CONS", "F")
    assert (musa["birth_date"], musa["arrives_from"], musa["urgency"]) == ("2015-05-17", 2, 2)
    assert (eze["haemoglobin"], eze["language"], eze["km"]) == ("11.5", "ha", 120)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_example_and_code_of_the_template_could_be_read_but_for_the_name(client, camp, language):
    data = template(client, camp, language, "csv").decode().replace(WORDS[language].columns[0].example, "Ada Obi")
    assert outcomes(staged(camp, io.BytesIO(data.encode()))) == {2: "new"}


def test_the_second_sheet_lists_the_camps_codes(client, camp):
    book = load_workbook(io.BytesIO(template(client, camp, "fr", "xlsx")))
    second = [[cell.value for cell in row] for row in book[FRENCH.second].iter_rows(max_col=2)]
    assert ["CONS", camp.procedures.get(code="CONS").name] in second
    assert book["Personnes"]["B1"].comment.text == FRENCH.columns[1].note


def test_somebody_called_example_is_a_person(camp):
    made = staged(camp, sheet("1,Exemple Obi,30,F,08031234567,Bori,CONS,,,", headings=HEADINGS))
    assert outcomes(made) == {2: "new"}


def test_the_upload_page_offers_the_template_in_each_language(client, camp):
    page = client.get(at(camp)).content.decode()
    for language in ("en", "fr"):
        assert f"{at(camp, 'template')}?language={language}&amp;kind=xlsx" in page
    assert names(camp) == []
