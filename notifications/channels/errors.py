"""Why a channel did not deliver: what the caller must decide is in `kind`."""

from enum import StrEnum


class Kind(StrEnum):
    """How a sending ended when it did not end well. The words are those of `Attempt.Outcome`."""

    PERMANENT = "permanent"  # refused for good: no retry helps
    TEMPORARY = "temporary"  # certainly not accepted: try again later
    UNKNOWN = "unknown"  # handed over, then silence: it may have arrived


class ChannelError(Exception):
    """A channel could not deliver, or cannot tell.

    `permanent` is true only for `Kind.PERMANENT`. `detail` is the provider's own words on one line;
    it may name the recipient, so it belongs in the attempt's row and never in a log. `retry_after`
    is the provider's wish in seconds, where it said one. `blames_number`: the number or address itself
    can't be reached, so no other message to it would fare better.
    """

    def __init__(
        self,
        *,
        permanent: bool,
        kind: Kind,
        detail: str,
        retry_after: float | None = None,
        blames_number: bool = False,
    ) -> None:
        if permanent is not (kind is Kind.PERMANENT):
            raise ValueError(f"permanent={permanent} contradicts kind={kind}")
        self.permanent = permanent
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after
        self.blames_number = blames_number
        super().__init__(f"{kind}: {detail}")


class OptedOut(ChannelError):
    """The recipient, or the carrier for them, has blocked us: `suppressed`, never tried again."""

    def __init__(self, detail: str) -> None:
        super().__init__(permanent=True, kind=Kind.PERMANENT, detail=detail)


def refused_for_good(detail: str, *, blames_number: bool = False) -> ChannelError:
    """Return the error of a refusal that no retry can change."""
    return ChannelError(permanent=True, kind=Kind.PERMANENT, detail=detail, blames_number=blames_number)


def refused_for_now(detail: str, *, retry_after: float | None = None) -> ChannelError:
    """Return the error of a sending that certainly did not happen and may succeed later."""
    return ChannelError(permanent=False, kind=Kind.TEMPORARY, detail=detail, retry_after=retry_after)


def not_known(detail: str) -> ChannelError:
    """Return the error of a sending that was handed over and never answered."""
    return ChannelError(permanent=False, kind=Kind.UNKNOWN, detail=detail)
