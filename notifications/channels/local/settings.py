"""Where the local provider keeps its texts, and the key it signs its calls with."""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSettings:
    """`folder` is made when the first message is written; without `key` no call of ours counts as genuine."""

    folder: Path
    key: str = ""


def configured() -> LocalSettings:
    """Read the settings; the key is this machine's own."""
    key = hmac.new(settings.LINK_KEY.encode(), b"the local provider", hashlib.sha256).hexdigest()
    return LocalSettings(folder=Path(settings.VAR_DIR) / "sms", key=key)
