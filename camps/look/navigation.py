"""The pages of a camp, for the tabs above them.

Each app adds its own in AppConfig.ready(), so camps knows none above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class CampPage:
    """A tab. `url_name` is reversed with the camp's slug; `shown_to(request, camp)` can hide it from a role.

    `below` names pages with other addresses that stand below this tab, by how those begin after the camp's own.
    """

    key: str
    label: str | Promise
    url_name: str
    order: int
    shown_to: Callable[[Any, Any], bool] | None = None
    below: tuple[str, ...] = ()


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
    path = getattr(request, "path", "")
    own = reverse("camps:camp", args=[camp.slug])
    found: list[tuple[Tab, int]] = []
    for page in sorted(CAMP_PAGES.values() if pages is None else pages, key=lambda p: p.order):
        if page.shown_to and not page.shown_to(request, camp):
            continue
        try:
            url = reverse(page.url_name, args=[camp.slug])
        except NoReverseMatch:
            # A tab may be named before its page lands; until then there is nothing to open.
            continue
        begins = [url, *(own + one for one in page.below)]
        length = max((len(one) for one in begins if path.startswith(one)), default=0)
        found.append((Tab(page.label, url, current=False), length))
    longest = max((length for _, length in found), default=0)
    return [replace(tab, current=0 < length == longest) for tab, length in found]
