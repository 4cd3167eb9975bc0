"""Long registration sheets of invented people, untidy in the ways that real ones are."""

from __future__ import annotations

import csv
import io

from django_scopes import scope

from camps.models import SheetImport
from camps.services.intake.checking import check
from camps.services.intake.staging import stage
from tests.factories.camps import NOW, World

HEADINGS = (
    "S/N", "Name", "Age / DOB", "Sex", "Phone No.", "E-mail", "Town / LGA", "Km to venue", "Complaint", "Procedure",
    "Hb (g/dl)", "Language", "Guardian", "Guardian phone", "Family group", "Can arrive from", "Urgency", "Remarks",
)  # fmt: skip
FIRST = (
    "Ada", "Blessing", "Musa", "Talatu", "Lekia", "Ngozi", "Ibrahim", "Zainab", "Emeka", "Dumnamene", "Hauwa", "Chidi",
    "Fatima", "Barinem", "Sunday", "Aisha",
)  # fmt: skip
LAST = (
    "Obi", "Amadi", "Nuhu", "Deekor", "Briggs", "Danjuma", "Bello", "Okafor", "Nwosu", "Saro", "Kpalap", "Yusuf", "Eze",
    "Tanko", "Gbarabe", "Audu",
)  # fmt: skip
AGES = ("34", "about 15", "11yrs", "7 months", "{:02}/05/{}", "1990", "62", "2 years")
SYLLABLES = ["ba", "de", "fi", "go", "hu", "ja", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "ze"]
TOWNS = ("Bori", "Owerri", "Aba", "Jalingo", "Wukari", "Takum")


def long_sheet(rows: int, *, procedure: str = "CONS", first: int = 0) -> io.BytesIO:
    """A CSV file of `rows` people, nobody twice, numbered from `first`.

    One in a hundred has a phone too short, one in fifty no contact.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for n in range(first, first + rows):
        age = AGES[n % len(AGES)].format(n % 28 + 1, 1950 + n // 28 % 60)
        child = age in ("7 months", "2 years")
        number = f"0803{n:07d}"
        phone = "0803-12" if n % 100 == 99 else "" if child or n % 50 == 7 else number
        writer.writerow(
            [
                n + 1,
                f"{FIRST[n % 16]} {middle(n)} {LAST[n // 16 % 16]}",
                age,
                "MF"[n % 2],
                phone,
                f"p{n}@example.org" if n % 20 == 0 else "",
                TOWNS[n % 6],
                n % 200,
                "pain for a long time",
                procedure,
                "" if n % 3 else f"{9 + n % 5}.{n % 10}",
                "Hausa" if n % 2 else "English",
                f"Mama {LAST[n % 16]}" if child else "",
                f"+23470{n:08d}" if child else "",
                f"F{n // 4}" if n % 4 < 2 and n % 11 == 0 else "",
                "day 2" if n % 5 == 0 else "",
                "urgent" if n % 40 == 0 else "",
                "",
            ]
        )
    return io.BytesIO(text.getvalue().encode())


def middle(n: int) -> str:
    """A name of four syllables for each number below 65,536."""
    return "".join(SYLLABLES[n >> shift & 15] for shift in (12, 8, 4, 0)).capitalize()


def sheet_of(world: World) -> SheetImport:
    """A checked sheet of the organisation's camp, with a row of each kind: new, faulty, doubled, changed."""
    with scope(organisation=world.organisation):
        if known := SheetImport.objects.filter(camp=world.camp).first():
            return known
        word = world.word
        rows = (
            ("Name", "Age", "Phone", "Town", "Guardian phone", "Complaint"),
            (f"{word} Newcomer", "30", "08031234567", f"{word} Town", "", f"{word} pain"),
            (f"{word} Faulty", "200", "0803-12", f"{word} Town", "", f"{word} pain"),
            (f"Newcomer {word}", "30", "08031234567", f"{word} Town", "", f"{word} pain"),
            (f"{word} Amadi", "", "", f"{word} City", "08034075067", f"{word} pain"),
        )
        text = "\n".join(",".join(row) for row in rows)
        made = stage(camp=world.camp, file=io.BytesIO(text.encode()), name=f"{word}.csv", by=None, now=NOW)
        check(sheet_import=made)
        return made
