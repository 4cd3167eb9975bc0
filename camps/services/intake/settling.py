"""What becomes of each row that holds a person: new, the same or changed against the camp, or doubled in the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from camps.models import Outcome, SheetImport, SheetRow, SheetState
from camps.queries.standing import CHUNK, Plain, known_people, standing_of
from camps.services.intake.changes import changes_between, fields_said
from camps.services.intake.matching import match_people
from camps.services.intake.reading import problem_of, row_of, write_rows
from camps.services.intake.staging import columns_of
from camps.sheets.doubles import Answer, Double, find_doubles
from camps.sheets.people import Person
from camps.sheets.problems import Problem
from camps.sheets.report import Report


def settle(sheet_import: SheetImport) -> Report:
    """Write the outcome of every row by what stands now, and the import's report.

    An answer about a double stays; one about changes stays as long as the changes are those that were asked about.
    """
    rows = SheetRow.objects.filter(sheet_import=sheet_import)
    people = [
        Person.from_json(plain or {})
        for plain in rows.filter(person__isnull=False)
        .order_by("sheet_row")
        .values_list("person", flat=True)
        .iterator(chunk_size=CHUNK)
    ]
    doubles, registrations = _compare(sheet_import, people)
    rows.filter(person__isnull=True).update(outcome=Outcome.REFUSED, twin_row=None, changes={}, registration=None)
    rows.filter(person__isnull=False).exclude(sheet_row__in=[*registrations, *(d.twin for d in doubles)]).update(
        outcome=Outcome.NEW, twin_row=None, changes={}, registration=None
    )
    _write_compared(sheet_import, doubles=doubles, registrations=registrations)
    report = _report(sheet_import, people, doubles)
    sheet_import.report = report.as_json()
    sheet_import.save(update_fields=["report"])
    return report


def report_of(sheet_import: SheetImport) -> Report:
    """The report as it was last written."""
    kept = sheet_import.report
    return Report(
        rows=kept["rows"],
        imported=kept["imported"],
        duplicates=tuple((first, twin) for first, twin in kept["duplicates"]),
        errors=tuple(Problem(**problem) for problem in kept["errors"]),
        no_contact=tuple(kept["no_contact"]),
    )


def _compare(sheet_import: SheetImport, people: Sequence[Person]) -> tuple[list[Double], dict[int, int]]:
    """The doubles, and the registration that stands by sheet row."""
    answers = SheetRow.objects.filter(sheet_import=sheet_import, two_people__isnull=False)
    decisions = {row: Answer.TWO if two else Answer.SAME for row, two in answers.values_list("sheet_row", "two_people")}
    doubles = find_doubles(people, decisions=decisions)
    known = known_people(sheet_import.camp)
    if not known:
        return doubles, {}
    registrations, registered_twins = match_people(
        people,
        known=known,
        not_these={row for row, answer in decisions.items() if answer is Answer.TWO},
        twins={double.twin for double in doubles if double.answer is Answer.SAME and not double.decided},
    )
    if registered_twins:
        # Both of them stand at the camp: somebody said before that they are two people.
        doubles = find_doubles(people, decisions={**decisions, **dict.fromkeys(registered_twins, Answer.TWO)})
    twins = {double.twin for double in doubles if double.answer is Answer.SAME}
    return doubles, {row: standing for row, standing in registrations.items() if row not in twins}


def _write_compared(sheet_import: SheetImport, *, doubles: Iterable[Double], registrations: dict[int, int]) -> None:
    columns = columns_of(sheet_import)
    of_twin = {double.twin: double for double in doubles}
    wanted = sorted({*of_twin, *registrations})
    for start in range(0, len(wanted), CHUNK):
        rows = list(
            SheetRow.objects.filter(sheet_import=sheet_import, sheet_row__in=wanted[start : start + CHUNK]).order_by(
                "pk"
            )
        )
        matched = [registrations[row.sheet_row] for row in rows if row.sheet_row in registrations]
        standing = standing_of(sheet_import.camp, matched) if matched else {}
        said_before = _said_before(matched) if matched else {}
        for row in rows:
            double = of_twin.get(row.sheet_row)
            row.twin_row = double.first if double else None
            row.registration_id = registrations.get(row.sheet_row)
            if row.registration_id is None:
                row.outcome = Outcome.DOUBLED if double and double.answer is Answer.SAME else Outcome.NEW
                changes = {}
            else:
                assert row.person is not None
                changes = changes_between(
                    standing[row.registration_id],
                    Person.from_json(row.person),
                    said=fields_said(row_of(row).cells, columns),
                    said_before=said_before.get(row.registration_id),
                )
                row.outcome = Outcome.CHANGED if changes else Outcome.SAME
            if changes != row.changes:
                row.changes, row.take_changes = changes, None
        write_rows(rows, ["outcome", "twin_row", "registration", "changes", "take_changes"])


def _said_before(registrations: Iterable[int]) -> dict[int, Plain]:
    """What the newest committed sheet said about each of these."""
    rows = SheetRow.objects.filter(
        registration__in=list(registrations), sheet_import__state=SheetState.COMMITTED, person__isnull=False
    )
    newest_last = rows.order_by("sheet_import__committed_at", "pk").values_list("registration_id", "person")
    return {registration: person for registration, person in newest_last if person}


def _report(sheet_import: SheetImport, people: Sequence[Person], doubles: Sequence[Double]) -> Report:
    rows = SheetRow.objects.filter(sheet_import=sheet_import)
    twins = {double.twin for double in doubles if double.answer is Answer.SAME}
    refused = rows.filter(person__isnull=True).order_by("sheet_row").values_list("problems", flat=True)
    return Report(
        rows=rows.count(),
        imported=len(people) - len(twins),
        duplicates=tuple((double.first, double.twin) for double in doubles if double.twin in twins),
        errors=tuple(problem_of(plain) for problems in refused for plain in problems),
        no_contact=tuple(p.sheet_row for p in people if p.sheet_row not in twins and not p.has_contact),
    )
