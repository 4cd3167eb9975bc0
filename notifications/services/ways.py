"""How a camp tells, read once for many drafts: its ladders, its quiet hours, its own texts."""

from __future__ import annotations

from dataclasses import dataclass

from camps.models import Camp
from notifications.queries.ladders import Ladders, Telling, ladders_of, telling_of
from notifications.queries.texts import Texts, texts_of


@dataclass(frozen=True)
class Ways:
    """What drafting asks of a camp."""

    ladders: Ladders
    telling: Telling
    texts: Texts


def ways_of(camp: Camp) -> Ways:
    """Four statements or five."""
    return Ways(ladders_of(camp), telling_of(camp), texts_of(camp))
