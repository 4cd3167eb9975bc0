"""Ending the places where a person is signed in."""

from __future__ import annotations

from camps.models import User
from camps.models.sign_in import SignIn
from camps.queries.signed_in import mark_of


def end_sessions(*, user: User, but: str | None = None) -> int:
    """Sign `user` out everywhere, but not in the session with the key `but`; returns how many sessions ended."""
    rows = SignIn.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(session_key=but)
    return rows.delete()[0]


def end_session(*, user: User, mark: str) -> bool:
    """End the one session that the list of a person's own shows as `mark`; False when it has ended already."""
    keys = SignIn.objects.filter(user=user).values_list("session_key", flat=True)
    found = [key for key in keys if mark_of(key) == mark]
    return bool(SignIn.objects.filter(session_key__in=found).delete()[0])
