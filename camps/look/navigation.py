"""The pages of a camp, for the tabs above them.

Each app adds its own in AppConfig.ready(), so camps knows none above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class CampPage:
    """A tab. `url_name` is reversed with the camp's slug; `shown_to(request, camp)` can hide it from a role."""

    key: str
    label: str | Promise
    url_name: str
    order: int
    shown_to: Callable[[Any, Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    current: bool


CAMP_PAGES: dict[str, CampPage] = {}


def add_camp_page(page: CampPage) -> None:
    """Add or replace (same key) a tab. Orders in use: docs/decisions/look.md."""
    CAMP_PAGES[page.key] = page


def camp_tabs(*, request: Any, camp: Any, pages: Sequence[CampPage] | None = None) -> list[Tab]:
    """The tabs this person may open. The current one has the longest address that begins the request's path."""
    found = []
    for page in sorted(CAMP_PAGES.values() if pages is None else pages, key=lambda p: p.order):
        if page.shown_to and not page.shown_to(request, camp):
            continue
        try:
            found.append((page.label, reverse(page.url_name, args=[camp.slug])))
        except NoReverseMatch:
            # A tab may be named before its page lands; until then there is nothing to open.
            continue
    path = getattr(request, "path", "")
    here = max((url for _label, url in found if path.startswith(url)), key=len, default="")
    return [Tab(label, url, current=url == here) for label, url in found]
