"""What telling the people of a proposal comes to: apps above register here, since scheduling may not import them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from camps.models import Camp

Provider = Callable[[Camp, Collection[int]], str]
_providers: dict[str, Provider] = {}


def add_cost_of_telling(key: str, provider: Provider) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there.

    The provider gets a camp and registrations (ids), and says in words who is told how, and what it costs.
    """
    _providers[key] = provider


def costs_of_telling(camp: Camp, registrations: Collection[int]) -> list[str]:
    """One sentence of each app that tells; none for nobody."""
    if not registrations:
        return []
    return [said for provider in _providers.values() if (said := provider(camp, registrations))]
