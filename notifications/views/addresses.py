"""Addresses of the organiser's pages, so that no view spells them."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from camps.models import Camp


def page_of(name: str, camp: Camp, **parts: Any) -> str:
    """A page of this app about a camp."""
    return reverse(f"notifications:{name}", kwargs={"slug": camp.slug, **parts})


def of_schedule(name: str, camp: Camp, query: str = "", **parts: Any) -> str:
    """A page of the app below, "" where there is none: a link to it is then left out."""
    try:
        address = reverse(f"scheduling:{name}", kwargs={"slug": camp.slug, **parts})
    except NoReverseMatch:
        return ""
    return f"{address}?{query}" if query else address
