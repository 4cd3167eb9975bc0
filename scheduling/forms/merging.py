"""What a device that had no network sends: a list of acts, each with an id and an hour of its own.

A desk's have the numbers that it gave; a station's name the ticket they were done to.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils.dateparse import parse_datetime

from camps.errors import Invalid
from camps.models import LaneName
from scheduling.models import KeptKind
from scheduling.services.merging_stations import KeptCall

MOST_ACTS = 200
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
AT_A_DESK = ("check_in", "walk_in", "undo")
Read = TypeVar("Read")


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
    """A desk's acts in their order. Raises Invalid for what is no such list: then nothing is done."""
    return _read(body, _act, now=now)


def read_calls(body: bytes, *, now: datetime) -> list[KeptCall]:
    """A station's, as above."""
    return _read(body, _call, now=now)


def read_held(body: bytes) -> tuple[int, list[int]]:
    """The number of a device's word, and the tickets that it has stored. Raises Invalid."""
    try:
        said = json.loads(body)
        number, has = _whole(said["number"], most=2**63 - 1), said["has"]
        if number is None or not isinstance(has, list) or len(has) > MOST_ACTS:
            raise TypeError
        return number, [key for key in (_whole(one, most=2**63 - 1) for one in has) if key]
    except UNREADABLE as error:
        raise _unreadable("has") from error


def _read(body: bytes, act: Callable[[Any, timedelta], Read], *, now: datetime) -> list[Read]:
    """At our hour: a device whose clock is wrong still knows how long ago each was."""
    try:
        sent = json.loads(body)
        acts, ahead = sent["acts"], _instant(sent["sent_at"]) - now
        if not isinstance(acts, list) or len(acts) > MOST_ACTS:
            raise TypeError
        return [act(one, ahead) for one in acts]
    except UNREADABLE as error:
        raise _unreadable("acts") from error


def _unreadable(field: str) -> Invalid:
    return Invalid("What the device sent can't be read.", field=field, cure="Load the page again; nothing was lost.")


def _act(sent: Any, ahead: timedelta) -> Kept:
    kind, at = sent["kind"], _instant(sent["at"]) - ahead
    if kind not in AT_A_DESK:
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


def _call(sent: Any, ahead: timedelta) -> KeptCall:
    kind, lane, ticket = sent["kind"], sent.get("lane") or "", _whole(sent["ticket"], most=2**63 - 1)
    if kind not in KeptKind.values or ticket is None or (lane and lane not in LaneName.values):
        raise ValueError(kind)
    return KeptCall(
        client_id=uuid.UUID(sent["id"]),
        kind=kind,
        at=_instant(sent["at"]) - ahead,
        ticket=ticket,
        lane=lane,
        undoes=uuid.UUID(sent["of"]) if sent.get("of") else None,
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
