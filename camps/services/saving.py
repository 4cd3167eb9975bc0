"""Writing a row: its values are checked first, and the database's own refusals become words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from camps.errors import Invalid

Row = TypeVar("Row", bound=models.Model)


def checked(row: Row, *, but_not: tuple[str, ...] = ()) -> Row:
    """`row` itself, once every value of its own fits its field; raises Invalid naming the first that does not.

    Foreign keys are left out: they are objects our own code has loaded, and a look-up each would slow imports.
    """
    relations = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.clean_fields(exclude=relations | set(but_not))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Invalid(messages[0], field=field, value=getattr(row, field, None)) from error
    return row


@contextmanager
def refusing(constraints: Mapping[str, Exception]) -> Iterator[None]:
    """One atomic block; a row the database refuses by one of these named constraints raises the error beside it.

    The constraint judges, not a look beforehand: two people at once can't both get through.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = constraint_name(error)
        if name in constraints:
            raise constraints[name] from error
        raise


def constraint_name(error: IntegrityError) -> str:
    """The name of the constraint that refused, empty when PostgreSQL gave none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
