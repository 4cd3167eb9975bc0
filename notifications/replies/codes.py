"""The 4 digits that tell one visit from the others on a phone."""

import hashlib
import hmac

DIGITS = 4


def code_of(key: str, *, appointment_id: int, recipient: str) -> str:
    """Such as "0482": the same for ever for this visit and reader, and of no use to anybody else's phone.

    They choose among the visits that we wrote to one number about; they prove nothing, the number does.
    """
    signed = hmac.new(key.encode(), f"reply-code:{appointment_id}:{recipient}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(signed[:20]) % 10**DIGITS:0{DIGITS}d}"
