"""May somebody be operated on, as far as consent and fitness go?"""

from __future__ import annotations

from typing import NamedTuple


class Lacking(NamedTuple):
    """What stands in the way, after the word "Registration 012", and what to do."""

    words: str
    cure: str


def lacking(*, consent: str, fitness: str, required: bool) -> list[Lacking]:
    """A refusal and "not fit" always count; that nothing is on record counts only where the camp requires it."""
    found = []
    if consent == "refused":
        found.append(Lacking("refused the operation", "Write down the new consent on the registration's page."))
    elif required and consent != "given":
        found.append(Lacking("has no consent on record", "Write it down on the registration's page."))
    if fitness == "unfit":
        found.append(Lacking("is not fit for the operation", "Have the patient seen again, and write it down."))
    elif required and fitness != "fit":
        found.append(Lacking("was not yet found fit", "Have the patient seen, and write it down."))
    return found
