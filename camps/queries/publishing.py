"""What a camp still lacks before its people can be told."""

from __future__ import annotations

from typing import NamedTuple

from camps.models import Camp


class Missing(NamedTuple):
    """A field that is empty, and why publishing needs it."""

    field: str
    why: str


_OF_CAMP = (
    ("short_name", "Short name: it signs every text message, at most 20 characters and no specialty."),
    ("help_phone", "Help phone: people call it when they cannot come or do not find the way."),
    ("preparation", "Preparation: what everybody should bring and do."),
    ("languages", "Languages: messages are written in at least one."),
)
_OF_VENUE = (
    ("meeting_point", "Meeting point: where to go on arrival, such as gate 2."),
    ("position", "Map position: the link that shows the way."),
)


def missing_for_publishing(camp: Camp) -> list[Missing]:
    """The empty fields that publishing refuses, in the order of the settings page; empty list: nothing is missing."""
    empty = {name: not getattr(camp, name) for name, _ in _OF_CAMP}
    empty["meeting_point"] = not camp.venue.meeting_point
    empty["position"] = not camp.venue.has_position
    return [Missing(name, why) for name, why in (*_OF_CAMP, *_OF_VENUE) if empty[name]]
