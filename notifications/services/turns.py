"""Waiting for the next message whose turn comes at its sender's rate: one worker stays for it, the others are free."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django_scopes import scopes_disabled

from notifications.services.claiming import next_due
from notifications.services.rates import stays_to_wait

A_WHILE = 1.0  # seconds at most without asking whether to stop


@dataclass(kw_only=True)
class Turns:
    """Of one round. Without `pause` nobody waits: the next round finds what is due then."""

    clock: Callable[[], datetime]
    until: datetime
    stopping: Callable[[], bool]
    pause: Callable[[float], object] | None
    _stays: bool | None = field(default=None, init=False)

    def next_has_come(self) -> bool:
        """Wait for the next message that is due in this round; False where there is none, or another worker waits."""
        if self.pause is None:
            return False
        with scopes_disabled():
            due = next_due()
        if due is None or due >= self.until or not self._is_the_one():
            return False
        while (left := (due - self.clock()).total_seconds()) > 0 and not self.stopping():
            self.pause(min(left, A_WHILE))
        return True

    def _is_the_one(self) -> bool:
        if self._stays is None:
            self._stays = stays_to_wait(now=self.clock())
        return self._stays
