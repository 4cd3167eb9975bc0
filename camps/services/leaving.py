"""What ends with somebody's place in the organisation, or with the role: the calendar feeds, for one.

Each app adds its own step in AppConfig.ready(), so camps knows none above it. The page reads what a step foretells
before anything is done, and the services let it do so, whoever calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from camps.models import Doctor, Member


@dataclass(frozen=True, slots=True)
class LeavingStep:
    """Both are given the member and the place afterwards: an unsaved Member with the new role, or None for no place.

    `foretells(member, after, now)` says in words for staff what would end, a line each; `does` ends it.
    """

    key: str
    foretells: Callable[[Member, Member | None, datetime], list[str]]
    does: Callable[[Member, Member | None, datetime], object]


STEPS: dict[str, LeavingStep] = {}


def add_leaving_step(step: LeavingStep) -> None:
    """Add or replace (same key) a step."""
    STEPS[step.key] = step


def what_ends(member: Member, *, now: datetime, role: str = "", doctor: Doctor | None = None) -> list[str]:
    """What would end if the member had this role, or without a role no place at all. Writes nothing."""
    after = _after(member, role=role, doctor=doctor)
    return [line for step in STEPS.values() for line in step.foretells(member, after, now)]


def end_with(member: Member, *, now: datetime, role: str = "", doctor: Doctor | None = None) -> None:
    """End it; call in the transaction that changes the place, before it is written."""
    after = _after(member, role=role, doctor=doctor)
    for step in STEPS.values():
        step.does(member, after, now)


def _after(member: Member, *, role: str, doctor: Doctor | None) -> Member | None:
    if not role:
        return None
    return Member(organisation=member.organisation, user=member.user, role=role, doctor=doctor)
