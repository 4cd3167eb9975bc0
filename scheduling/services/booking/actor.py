"""Who does it."""

from __future__ import annotations

from dataclasses import dataclass

from camps.models import User


@dataclass(frozen=True)
class Actor:
    """Who does it: a member of staff, or `patient`, `doctor`, `system` without an account."""

    user: User | None = None
    said_by: str = "staff"
    reason: str = ""


SYSTEM = Actor(said_by="system")
