"""What a device that had no network sends: a list of acts, each with an id, an hour and a number of its own."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from camps.errors import Invalid

MOST_ACTS = 200
KINDS = ("check_in", "walk_in", "undo")


@dataclass(frozen=True)
class Kept:
    """One act as the device kept it. `number` is on the slip; `fields` are a walk-in's, `of` an undone act's id."""

    client_id: uuid.UUID
    kind: str
    at: datetime
    number: int | None
    registration: int | None
    of: uuid.UUID | None
    fields: dict[str, str]


def read_acts(body: bytes, *, now: datetime) -> list[Kept]:
    """The acts in their order, at our hour: a device whose clock is wrong still knows how long ago each was.

    Raises Invalid for what is no such list: then nothing is done.
    """
    try:
        sent = json.loads(body)
        acts, ahead = sent["acts"], _instant(sent["sent_at"]) - now
        if not isinstance(acts, list) or len(acts) > MOST_ACTS:
            raise TypeError
        return [_act(act, ahead) for act in acts]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise Invalid(
            "What the device sent can't be read.", field="acts", cure="Load the page again; nothing was lost."
        ) from error


def _act(sent: Any, ahead: timedelta) -> Kept:
    kind, at = sent["kind"], _instant(sent["at"]) - ahead
    if kind not in KINDS:
        raise ValueError(kind)
    number, registration = sent.get("number"), sent.get("registration")
    fields = sent.get("fields") or {}
    return Kept(
        client_id=uuid.UUID(sent["id"]),
        kind=kind,
        at=at,
        number=_whole(number, most=99_999),
        registration=_whole(registration, most=2**63 - 1),
        of=uuid.UUID(sent["of"]) if sent.get("of") else None,
        fields={str(name): str(value)[:300] for name, value in fields.items()},
    )


def _instant(text: str) -> datetime:
    at = parse_datetime(text)
    if at is None or at.tzinfo is None:
        raise ValueError(text)
    return at


def _whole(value: Any, *, most: int) -> int | None:
    """A JSON number that is a whole one in [1, most]; None for none. Raises ValueError."""
    if value is None:
        return None
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(value)
    return value
