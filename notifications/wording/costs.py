"""What an SMS costs: its segments, the letters that make it dearer, and the price. Pure."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from notifications.wording.segments import GSM_BASIC, GSM_EXTENSION, Segments, segments


@dataclass(frozen=True, slots=True)
class Cost:
    """`odd` are the letters outside the phones' plain alphabet (GSM-7), each once; `price` is of all segments."""

    segments: Segments
    odd: tuple[str, ...]
    price: Decimal | None


def cost_of(text: str, *, price: Decimal | None = None) -> Cost:
    """What this text costs at `price` a segment; None where no price is known."""
    counted = segments(text)
    letters = dict.fromkeys(unicodedata.normalize("NFC", text))
    odd = tuple(char for char in letters if char not in GSM_BASIC and char not in GSM_EXTENSION)
    return Cost(counted, odd, None if price is None else price * counted.count)
