"""The import that an address names, and the addresses of its pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from camps.models import SheetImport
from camps.views.camps import page_of


def one_sheet(kwargs: dict[str, Any]) -> object:
    """Puts `sheet_import`, with its camp, in the place of `slug` and `pk`."""
    kwargs["sheet_import"] = get_object_or_404(
        SheetImport.objects.select_related("camp__venue", "camp__organisation", "uploaded_by"),
        camp__slug=kwargs.pop("slug"),
        pk=kwargs.pop("pk"),
    )
    return kwargs["sheet_import"]


def sheet_page(name: str, sheet_import: SheetImport, **more: Any) -> str:
    """The path of a page about one import."""
    return page_of(name, sheet_import.camp, pk=sheet_import.pk, **more)
