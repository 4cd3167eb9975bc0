"""What came to hang on the registrations of an import since its commit: it can't be undone any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import ForeignObjectRel, Q, QuerySet

from camps.models import ConsentRecord, Outcome, Registration, SheetImport, SheetRow
from camps.queries.standing import CHUNK, plain_person, standing_of
from camps.sheets.people import Person


@dataclass(frozen=True, slots=True)
class Hanging:
    """A registration by its camp card, and why it has to stay as it is."""

    number: int
    name: str
    why: str


def what_hangs(sheet_import: SheetImport, *, consent_words: str) -> list[Hanging]:
    """Each registration once, in order of card numbers; empty: the import can be undone.

    An appointment or anything else of the apps above, a decision by hand, another camp, a later change.
    `consent_words` are those that the import's own consents bear.
    """
    found: dict[int, str] = {}
    made = Registration.objects.filter(sheet_import=sheet_import)
    for why, registrations in _reasons(made, consent_words=consent_words):
        for pk in registrations.values_list("pk", flat=True):
            found.setdefault(pk, why)
    for pk in _changed_since(sheet_import):
        found.setdefault(pk, "changed since")
    rows = Registration.objects.filter(pk__in=found).select_related("patient").order_by("number")
    return [Hanging(row.number, row.patient.name, found[row.pk]) for row in rows]


def _reasons(made: QuerySet[Registration], *, consent_words: str) -> Iterator[tuple[str, QuerySet[Registration]]]:
    for relation in _from_above(Registration):
        referring = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": made})
        name = str(relation.related_model._meta.verbose_name)
        yield name, made.filter(pk__in=referring.values(relation.field.attname))
    yield "decided by hand", made.filter(decided_by__isnull=False)
    elsewhere = Registration.objects.exclude(sheet_import__in=made.values("sheet_import")).filter(
        patient__registrations__in=made
    )
    yield "registered at another camp too", made.filter(patient__in=elsewhere.values("patient"))
    said_since = ConsentRecord.objects.filter(patient__registrations__in=made).exclude(how=consent_words)
    yield "a consent was written down since", made.filter(patient__in=said_since.values("patient"))
    yield "consent or fitness was written down since", made.exclude(consent="", fitness="")
    yield "changed since", made.exclude(preferred_doctor=None)
    yield "changed since", made.exclude(patient__called_name="", patient__timezone="")


def _from_above(model: type[Registration]) -> list[ForeignObjectRel]:
    """Relations of the apps above, which this one must not know by name."""
    return [
        relation
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label != model._meta.app_label and relation.field.concrete
    ]


def _changed_since(sheet_import: SheetImport) -> Iterator[int]:
    """Registrations that don't stand as the commit left them."""
    rows = SheetRow.objects.filter(sheet_import=sheet_import, registration__isnull=False).filter(
        Q(outcome=Outcome.NEW) | Q(before__isnull=False)
    )
    last = -1
    while chunk := list(rows.filter(sheet_row__gt=last).order_by("sheet_row")[:CHUNK]):
        standing = standing_of(sheet_import.camp, [row.registration_id for row in chunk if row.registration_id])
        for row in chunk:
            assert row.registration_id is not None
            left = row.before["then"] if row.before else plain_person(Person.from_json(row.person or {}))
            now = standing[row.registration_id]  # of an earlier release, `left` may not know every field
            if any(now[field] != value for field, value in left.items()):
                yield row.registration_id
        last = chunk[-1].sheet_row
