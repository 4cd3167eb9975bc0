"""What telling the people of a proposal comes to: apps above register here, since scheduling may not import them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from camps.models import Camp

Groups = Sequence[Collection[int]]
Provider = Callable[[Camp, Groups], list[str]]
_providers: dict[str, Provider] = {}


def add_cost_of_telling(key: str, provider: Provider) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there.

    The provider gets a camp and groups of registrations (ids), one a proposal, and says of each in words who is told
    how, and what it costs; in a number of statements that does not grow with the groups.
    """
    _providers[key] = provider


def costs_of_telling(camp: Camp, groups: Groups) -> list[list[str]]:
    """Of each group one sentence of each app that tells; nothing of a group of nobody."""
    if not any(groups):
        return [[] for _ in groups]
    said = [provider(camp, groups) for provider in _providers.values()]
    return (
        [[words for words in of_one if words] for of_one in zip(*said, strict=True)] if said else [[] for _ in groups]
    )
