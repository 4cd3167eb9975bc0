"""Whom of those who would be asked a text reaches: apps above register here, since scheduling may not import them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from camps.models import Camp


@dataclass(frozen=True)
class Reach:
    """`words` such as "3 texts (NGN 12.00)", and the tickets whose people no text reaches: somebody asks them."""

    words: str = ""
    by_hand: frozenset[int] = frozenset()


Provider = Callable[[Camp, Collection[int]], Reach]
_providers: dict[str, Provider] = {}


def add_reach(key: str, provider: Provider) -> None:
    """Called once at start, from an app's `ready`; the same key replaces what was there. It gets tickets' ids."""
    _providers[key] = provider


def reach_of(camp: Camp, tickets: Collection[int]) -> Reach:
    """Who is reached in one way is reached; without anything that tells, all are asked by hand."""
    found = [provider(camp, tickets) for provider in _providers.values()]
    by_hand = frozenset(tickets).intersection(*(one.by_hand for one in found))
    return Reach(", ".join(one.words for one in found if one.words), by_hand)
