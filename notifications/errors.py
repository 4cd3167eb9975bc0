"""What the telling refuses, each with what a person can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from camps.errors import CampError
from camps.queries.publishing import Missing


class TellingError(Exception):
    """The base: `message` is a sentence for a person, `cure` what he or she can do."""

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


class NotReady(TellingError):
    """The camp lacks what its people must be told. `missing` names each field and why it is needed."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        names = ", ".join(item.field.replace("_", " ") for item in missing)
        super().__init__(f"Publishing waits for: {names}.", cure="Fill these in on the camp's settings page.")
        self.missing = tuple(missing)


class NotPublishable(TellingError):
    """The camp's state forbids it."""


class NotByHand(TellingError):
    """Only what waits for a person (call list, town list, unknown) can be settled by hand."""


class SentLately(TellingError):
    """The same left a moment ago: whoever wants it sent twice says so."""


class LinkRefused(CampError):
    """A patient's link can't be closed, made anew or sent as it stands."""


class PaperMissing(TellingError):
    """No PDF can be made on this server; the browser prints the same page."""
