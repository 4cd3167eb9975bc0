"""The pages of the day stand below the tab "Today", whatever their addresses are."""

from __future__ import annotations

from dataclasses import replace

from camps.access import StaffRequest
from camps.look.navigation import Tab, camp_tabs
from camps.models import Camp
from scheduling.views.addresses import page_of


def tabs_of_today(request: StaffRequest, camp: Camp) -> list[Tab]:
    """The camp's tabs with that one as the current."""
    here = page_of("today", camp)
    return [replace(tab, current=tab.url == here) for tab in camp_tabs(request=request, camp=camp)]
