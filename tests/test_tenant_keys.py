"""The database itself refuses a row that names a row of another organisation (safety §6.1)."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django_scopes import scopes_disabled

from camps.models import Shift
from tests.factories.schedule import small_camp

HOUSE = ("camps", "scheduling", "notifications")
TIES = """
SELECT source.relname, array_agg(columns.attname::text ORDER BY key.place)
FROM pg_constraint AS held
JOIN pg_class AS source ON source.oid = held.conrelid
CROSS JOIN LATERAL unnest(held.conkey) WITH ORDINALITY AS key (number, place)
JOIN pg_attribute AS columns ON columns.attrelid = held.conrelid AND columns.attnum = key.number
WHERE held.contype = 'f' AND held.convalidated
GROUP BY held.oid, source.relname
"""


def scoped() -> list[type[models.Model]]:
    ours = [model for model in apps.get_models() if model._meta.app_label in HOUSE]
    return [model for model in ours if "organisation" in {field.name for field in model._meta.concrete_fields}]


def links() -> set[tuple[str, str]]:
    """Every foreign key from a row of an organisation to a row of an organisation: (table, column)."""
    return {
        (model._meta.db_table, field.column)
        for model in scoped()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model in scoped()
    }


@pytest.mark.django_db
def test_every_link_between_two_rows_of_an_organisation_is_tied():
    with connection.cursor() as cursor:
        cursor.execute(TIES)
        tied = {
            (table, columns[1])
            for table, columns in cursor.fetchall()
            if columns[0] == "organisation_id" and columns[1:]
        }
    assert len(links()) > 50
    assert links() - tied == set()


@pytest.mark.django_db
def test_a_raw_statement_cannot_link_two_organisations():
    with scopes_disabled():
        ours, theirs = small_camp(slug="ours"), small_camp(slug="theirs")
        shift = Shift.objects.filter(camp=ours.camp).first()
    links = {
        "UPDATE camps_registration SET patient_id = %s WHERE id = %s": (
            theirs.registrations[0].patient_id,
            ours.registrations[0].pk,
        ),
        "UPDATE camps_shift SET camp_id = %s WHERE id = %s": (theirs.camp.pk, shift.pk),
        "UPDATE camps_shift SET doctor_id = %s WHERE id = %s": (theirs.doctors["Ada Bone"].pk, shift.pk),
        "UPDATE camps_camp SET organisation_id = %s WHERE id = %s": (theirs.organisation.pk, ours.camp.pk),
    }
    for statement, values in links.items():
        with pytest.raises(IntegrityError, match="same_organisation"), transaction.atomic():
            at_once(statement, *values)


def at_once(statement: str, *values: int) -> None:
    """Runs it on one row, and has the database judge now what it would judge at the commit."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
