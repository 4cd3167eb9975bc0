"""Forms: a field with label, help and error, all fields of a form, and the summary of errors above it."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput

register = template.Library()
PARTS = "camps/look/"


@register.inclusion_tag(PARTS + "field.html")
def field(bound: BoundField, size: str = "", label: Any = "", optional: bool = True) -> dict[str, Any]:
    """One field: `{% field form.age size="short" %}`; sizes short, medium, wide.

    Fields that may stay empty say "(optional)"; `optional=False` leaves that out, as in filters.
    """
    many = bound.use_fieldset and bool(getattr(bound.field.widget, "choices", None) is not None)
    return {
        "field": bound,
        "label": label or bound.label,
        "size": size,
        "optional": optional and not bound.field.required,
        "tick": isinstance(bound.field.widget, CheckboxInput),
        "many": many,
    }


@register.inclusion_tag(PARTS + "fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form in its order, hidden ones too."""
    return {"form": form}


@register.inclusion_tag(PARTS + "error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """What is wrong, on top, each error a link to its field. Shows nothing while nothing is wrong."""
    found: list[tuple[str, Any, Any]] = []
    for form in forms:
        if not form or not form.is_bound:
            continue
        found += [("", "", error) for error in form.non_field_errors()]
        found += [(_target(bound), bound.label, error) for bound in form for error in bound.errors]
    return {"found": found}


def _target(bound: BoundField) -> str:
    """The id to jump to: a group of choices has none of its own, its first choice has."""
    return bound.id_for_label or f"{bound.auto_id}_0"
