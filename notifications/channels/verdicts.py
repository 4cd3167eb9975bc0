"""What a provider's code means for a message: each provider's `codes.py` is a table from its codes to these."""

from collections.abc import Mapping
from enum import Enum

from notifications.channels.errors import ChannelError, OptedOut, not_known, refused_for_good, refused_for_now

SLOW_DOWN_SECONDS = 60.0
"""Asked of the caller after "too many" when the provider names no time."""
ACCOUNT_SECONDS = 300.0
"""Asked of the caller when the account is refused (key, credit, sender): somebody must act."""


class Verdict(Enum):
    """What a refusal asks of the caller. Only BAD_NUMBER blames the number or address itself."""

    BAD_NUMBER = "for good: nothing reaches this number"
    REFUSED = "for good: this text, template or way, not the number"
    OPTED_OUT = "for good: its owner, or the carrier for them, wants nothing from us"
    TEMPORARY = "not taken: the same may go later"
    SLOW_DOWN = "not taken: too much at once"
    UNKNOWN = "it may have been taken"
    ACCOUNT = "not taken: key, credit or sender refused; no fault of this text, and all others are hit as well"


Codes = Mapping[int | str, tuple[Verdict, str]]
"""A provider's documented codes, each with what it means for the message and in words."""


def error_for(verdict: Verdict, detail: str, *, retry_after: float | None = None) -> ChannelError:
    """The error to raise for a verdict. `retry_after` is the provider's own wish in seconds, where it said one."""
    if verdict in {Verdict.BAD_NUMBER, Verdict.REFUSED}:
        return refused_for_good(detail, blames_number=verdict is Verdict.BAD_NUMBER)
    if verdict is Verdict.OPTED_OUT:
        return OptedOut(detail)
    if verdict is Verdict.UNKNOWN:
        return not_known(detail)
    usual = {Verdict.SLOW_DOWN: SLOW_DOWN_SECONDS, Verdict.ACCOUNT: ACCOUNT_SECONDS}.get(verdict)
    return refused_for_now(detail, retry_after=usual if retry_after is None else retry_after)
