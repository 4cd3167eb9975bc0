"""Loading a sheet: the file, its columns, cells put right, answers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from camps.models import SheetImport, SheetRow
from camps.queries.intake import FaultyCell
from camps.sheets.headings import FIELDS
from camps.sheets.problems import Problem

LEFT_OUT = ""
FIX = re.compile(r"^fix-(\d{1,7})-(\d{1,3})$")
LONGEST_CELL = 4_000
YES_NO = [("yes", _("Yes: they may be called and texted")), ("no", _("No: nobody of them is called or texted"))]
DOUBLE = [("same", _("Same person: leave this row out")), ("two", _("Two people: register both"))]
CHANGE = [
    ("take", _("Take what the sheet says")),
    ("keep", _("Keep what stands")),
    ("new", _("Somebody else: register as a new person")),
]


class UploadForm(forms.Form):
    """A file, or a table pasted from a spreadsheet. `open` gives it as a file with a name."""

    file = forms.FileField(
        label=_("The sheet"),
        help_text=_("Excel (.xlsx), CSV or TSV, at most 5 MB and 20,000 rows. Drop it here or choose it."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        max_length=255,
        allow_empty_file=True,  # the reader of sheets says what to do about it
    )
    pasted = forms.CharField(
        label=_("Or paste the rows here"),
        help_text=_("Mark them in your spreadsheet with the headings, copy, and paste."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    sheet = forms.CharField(
        label=_("Sheet in the workbook"),
        help_text=_("Its name, where several sheets hold people."),
        max_length=80,
        required=False,
    )
    heading_row = forms.IntegerField(
        label=_("Row with the headings"),
        help_text=_("Its number, where it is not found by itself."),
        min_value=1,
        max_value=1_000_000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pasted, file = (cleaned.get("pasted") or "").strip("\r\n "), cleaned.get("file")
        if "file" in self.errors:
            return cleaned
        if file and pasted:
            self.add_error("pasted", _("Choose a file or paste rows, not both."))
        elif not file and not pasted:
            self.add_error("file", _("Choose the file with the registrations, or paste its rows."))
        return cleaned

    def open(self) -> tuple[BinaryIO, str]:
        if file := self.cleaned_data["file"]:
            return file.file, str(file.name)
        return io.BytesIO(self.cleaned_data["pasted"].encode()), _now("Pasted rows")


class ColumnsForm(forms.Form):
    """Which field each column holds. `values` gives the choice as `choose_columns` wants it."""

    def __init__(
        self, *args: Any, sheet_import: SheetImport, samples: Sequence[Sequence[str]], guessed: set[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(LEFT_OUT, _("– leave this column out –")), *((key, _now(text)) for key, text in FIELDS.items())]
        self.places = range(len(sheet_import.headings))
        for place, heading in enumerate(sheet_import.headings):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading.strip() or _now("Column without a heading"),
                choices=choices,
                required=False,
                initial=sheet_import.columns.get(str(place), LEFT_OUT),
            )
        self.fields["dates"] = forms.ChoiceField(
            label=_("Dates are written"),
            choices=[("day", _("day first, as 17/05/2015")), ("month", _("month first, as 05/17/2015"))],
            widget=forms.RadioSelect,
            initial="month" if sheet_import.month_first else "day",
        )
        self.samples, self.guessed = samples, guessed

    def columns(self) -> list[dict[str, Any]]:
        """For the page: each column's field beside what it holds."""
        return [
            {"field": self[f"column-{place}"], "samples": self.samples[place], "remembered": place not in self.guessed}
            for place in self.places
        ]

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "fields": {place: cleaned[f"column-{place}"] for place in self.places},
            "month_first": cleaned["dates"] == "month",
        }


class FixForm(forms.Form):
    """The faulty cells of some rows, and nothing else of them. What is left as it was is no fix."""

    def __init__(self, *args: Any, cells: Iterable[FaultyCell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = list(cells)
        for cell in self.cells:
            if cell.place is not None:
                self.fields[self.name_of(cell)] = forms.CharField(
                    label=_now("Row %(row)s, %(column)s") % {"row": cell.sheet_row, "column": cell.column},
                    initial=cell.text,
                    required=False,
                    max_length=LONGEST_CELL,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                )

    @staticmethod
    def name_of(cell: FaultyCell) -> str:
        return f"fix-{cell.sheet_row}-{cell.place}"

    @staticmethod
    def rows_in(data: Mapping[str, Any]) -> list[int]:
        """The sheet rows that were sent."""
        return sorted({int(found[1]) for name in data if (found := FIX.match(name))})

    def lines(self) -> list[dict[str, Any]]:
        """For the page: each cell with its field, None where a whole row is wrong; after an error only those."""
        shown = [cell for cell in self.cells if not self.errors or self.name_of(cell) in self.errors]
        return [{"cell": cell, "field": self[self.name_of(cell)] if cell.place is not None else None} for cell in shown]

    def fixes(self) -> dict[int, dict[int, str]]:
        """Text by column place by sheet row, of the cells that were changed."""
        found: dict[int, dict[int, str]] = {}
        for cell in self.cells:
            text = self.cleaned_data.get(self.name_of(cell))
            if cell.place is not None and self.name_of(cell) in self.data and text != cell.text.strip():
                found.setdefault(cell.sheet_row, {})[cell.place] = text or ""
        return found

    def show(self, refused: Mapping[int, Sequence[Problem]]) -> None:
        """Put what is still wrong beside its cell."""
        for cell in self.cells:
            for problem in refused.get(cell.sheet_row, ()):
                if problem.column == cell.column and self.name_of(cell) in self.fields:
                    self.add_error(self.name_of(cell), f"{problem.why} {problem.cure}")


class AnswersForm(forms.Form):
    """One question for each of some rows, with the same choices."""

    def __init__(
        self,
        *args: Any,
        rows: Sequence[SheetRow],
        choices: Sequence[tuple[str, Any]],
        standing: Mapping[int, str],
        question: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            self.fields[f"row-{row.sheet_row}"] = forms.ChoiceField(
                label=question % {"row": row.sheet_row},
                choices=choices,
                widget=forms.RadioSelect,
                initial=standing.get(row.sheet_row),
                required=False,
            )

    def field_of(self, row: SheetRow) -> Any:
        return self[f"row-{row.sheet_row}"]

    def answers(self) -> dict[int, str]:
        """The choice by sheet row, of those that were answered."""
        given = {row.sheet_row: self.cleaned_data.get(f"row-{row.sheet_row}") for row in self.rows}
        return {row: choice for row, choice in given.items() if choice}


class AgreedForm(forms.Form):
    """Asked once for all people of a sheet."""

    agreed_to_texts = forms.ChoiceField(
        label=_("Did these people agree to be called or texted?"),
        help_text=_("Your answer is written down for each of them. A person's own later word holds before it."),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )

    def clean_agreed_to_texts(self) -> bool:
        return bool(self.cleaned_data["agreed_to_texts"] == "yes")
