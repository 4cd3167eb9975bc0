"""A sheet to fill in: headings that are understood without a question, an example, notes, the camp's procedure codes.

The second sheet of the workbook must never look like one with people: each note stands in one cell, and the headings
of its lists are words that name no field.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import phonenumbers
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from camps.sheets.safe_csv import csv_lines

ROWS_TO_FILL = 2_000  # that offer the lists to choose from
_EXAMPLE_FILL = PatternFill("solid", fgColor="FFF3D6")
_AS_TEXT = "@"  # keeps the zero of a phone


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what the example says below it, and what may be written there."""

    field: str
    heading: str
    example: str
    note: str


@dataclass(frozen=True, slots=True)
class Words:
    people: str
    second: str
    write: str
    means: str
    codes: str
    columns: tuple[Column, ...]


ENGLISH = Words(
    people="People",
    second="Codes and notes",
    write="Write this",
    means="It stands for",
    codes="Codes of this camp, for the column “Procedure”",
    columns=(
        Column("name", "Full name", "Example: Ada Obi", "As the person writes it. The example row is left out."),
        Column("birth_date", "Age or birth date", "34", "34, about 15, 7 months, or a date such as 17/05/2015."),
        Column("sex", "Sex", "F", "F or M."),
        Column("phone", "Phone", "{phone}", "One number a cell, as it is dialled. Empty where there is none."),
        Column("other_phone", "Other phone", "", "A second number, of the person or of a neighbour."),
        Column("email", "E-mail", "", "Empty where there is none."),
        Column("town", "Town", "Bori", "Where the person lives."),
        Column("km", "Km to the venue", "12", "Kilometres, as a number."),
        Column("complaint", "Complaint", "knee pain for two years", "In the person's own words."),
        Column("procedure", "Procedure", "{code}", "A code of the second sheet (two with +), or empty."),
        Column("haemoglobin", "Hb (g/dL)", "11.5", "In g/dL, where it was measured."),
        Column("language", "Language", "English", "In which the person is written to."),
        Column("guardian_name", "Guardian", "", "Parent or guardian of a child."),
        Column("guardian_phone", "Guardian's phone", "", "As it is dialled."),
        Column("family", "Family group", "", "The same letter or number for people who come together."),
        Column("arrives_from", "Can arrive from", "day 2", "A date, or day 2. Empty: from the first day."),
        Column("earliest_time", "Not before (hour)", "", "An hour such as 10:30, for somebody who comes from far."),
        Column("home_by", "Must leave by (hour)", "", "An hour such as 16:00, for somebody who must catch a bus."),
        Column("diabetic", "Diabetic", "", "yes or no."),
        Column("infected", "Infected", "", "yes or no: a wound or skin that is infected."),
        Column("urgency", "Urgency", "routine", "emergency, urgent, soon or routine."),
        Column("remarks", "Remarks", "", "Anything else the team should know."),
    ),
)
FRENCH = Words(
    people="Personnes",
    second="Codes et notes",
    write="À écrire",
    means="Signifie",
    codes="Codes de ce camp, pour la colonne « Intervention »",
    columns=(
        Column("name", "Nom complet", "Exemple : Ada Obi", "Comme la personne l'écrit. L'exemple n'est pas lu."),
        Column("birth_date", "Date de naissance ou âge", "34 ans", "34 ans, 7 mois, ou une date : 17/05/2015."),
        Column("sex", "Sexe", "F", "F ou M."),
        Column("phone", "Téléphone", "{phone}", "Un numéro par case, comme on le compose. Vide s'il n'y en a pas."),
        Column("other_phone", "Autre téléphone", "", "Un second numéro, ou celui d'un voisin."),
        Column("email", "Courriel", "", "Vide s'il n'y en a pas."),
        Column("town", "Ville", "Garoua", "Où la personne habite."),
        Column("km", "Distance (km)", "12", "En kilomètres, en chiffres."),
        Column("complaint", "Plainte", "mal au genou depuis deux ans", "Avec les mots de la personne."),
        Column("procedure", "Intervention", "{code}", "Un code de la seconde feuille (deux avec +), ou vide."),
        Column("haemoglobin", "Hb (g/dL)", "11,5", "En g/dL, si elle a été mesurée."),
        Column("language", "Langue", "Français", "Dans laquelle on écrit à la personne."),
        Column("guardian_name", "Tuteur", "", "Parent ou tuteur d'un enfant."),
        Column("guardian_phone", "Téléphone du tuteur", "", "Comme on le compose."),
        Column("family", "Famille", "", "La même lettre pour ceux qui viennent ensemble."),
        Column("arrives_from", "Disponible à partir de", "jour 2", "Une date, ou jour 2. Vide : dès le premier jour."),
        Column("earliest_time", "Pas avant (heure)", "", "Une heure, comme 10:30, pour qui vient de loin."),
        Column("home_by", "Doit partir à (heure)", "", "Une heure, comme 16:00, pour qui doit prendre un bus."),
        Column("diabetic", "Diabétique", "", "oui ou non."),
        Column("infected", "Infecté", "", "oui ou non : une plaie ou une peau infectée."),
        Column("urgency", "Urgence", "normal", "urgence vitale, urgent, bientôt ou normal."),
        Column("remarks", "Remarques", "", "Ce que l'équipe devrait savoir d'autre."),
    ),
)
WORDS = {"en": ENGLISH, "fr": FRENCH}


def template_csv(*, language: str, procedures: Mapping[str, str], country: str) -> Iterable[str]:
    """The lines of a CSV file: the headings and the example. Raises KeyError for a language without a template."""
    words = WORDS[language]
    return csv_lines([[column.heading for column in words.columns], _example(words, procedures, country)])


def template_workbook(*, language: str, procedures: Mapping[str, str], country: str) -> bytes:
    """An .xlsx file with the people's sheet and one with the codes (name by code) and the notes. Raises KeyError."""
    words = WORDS[language]
    book = Workbook()
    _write_people(book, words, procedures, country)
    _write_second(book, words, procedures)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _example(words: Words, procedures: Mapping[str, str], country: str) -> list[str]:
    known = {"{phone}": _phone(country), "{code}": next(iter(procedures), "")}
    return [known.get(column.example, column.example) for column in words.columns]


def _phone(country: str) -> str:
    """A number of the country that stands for none, as it is dialled there."""
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL) if number else ""


def _write_people(book: Workbook, words: Words, procedures: Mapping[str, str], country: str) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.title = words.people
    sheet.append([column.heading for column in words.columns])
    sheet.append(_example(words, procedures, country))
    for place, column in enumerate(words.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = max(14, len(column.heading) + 4)
        sheet.column_dimensions[letter].number_format = _AS_TEXT
        heading = sheet.cell(1, place)
        heading.font = Font(bold=True)
        heading.comment = Comment(column.note, "Campline")
        sheet.cell(2, place).fill = _EXAMPLE_FILL
        for row in range(2, ROWS_TO_FILL // 10):
            sheet.cell(row, place).number_format = _AS_TEXT
        if column.field == "procedure" and procedures:
            _offer(sheet, f"'{words.second}'!$A$3:$A${len(procedures) + 2}", letter)
        if column.field == "sex":
            _offer(sheet, '"F,M"', letter)
    sheet.freeze_panes = "B2"


def _offer(sheet: object, choices: str, letter: str) -> None:
    """A list to choose from; whatever else is typed stays, the importer asks about it."""
    offered = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
    offered.add(f"{letter}2:{letter}{ROWS_TO_FILL}")
    sheet.add_data_validation(offered)  # type: ignore[attr-defined]


def _write_second(book: Workbook, words: Words, procedures: Mapping[str, str]) -> None:
    sheet = book.create_sheet(words.second)
    sheet.append([words.codes])
    sheet.append([words.write, words.means])
    for code, name in procedures.items():
        sheet.append([code, name])
    sheet.append([])
    for column in words.columns:
        sheet.append([f"{column.heading}: {column.note}"])
    for row in (1, 2):
        sheet.cell(row, 1).font = sheet.cell(row, 2).font = Font(bold=True)
    for cell in sheet["A"]:
        cell.alignment = Alignment(vertical="top")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
