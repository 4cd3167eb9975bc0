"""The keys under which secrets of other people are kept in the database (services/sealing.py of notifications)."""

from __future__ import annotations

from collections.abc import Iterable

from config.env import derived_key, secret

LABEL = "sealed data"


def data_keys(*, secret_key: str, fallbacks: Iterable[str]) -> list[str]:
    """The key in force, then the older ones that still open what they sealed.

    DATA_KEY and DATA_KEY_OLD where they are set; else they are derived from SECRET_KEY and its fallbacks, so that a
    change of SECRET_KEY with the old one as a fallback loses nothing.
    """
    own = [key for key in (secret("DATA_KEY"), secret("DATA_KEY_OLD")) if key]
    derived = [derived_key(key, label=LABEL) for key in (secret_key, *fallbacks) if key]
    return [*own, *derived]
