"""What the rules say of a registration, in words a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """All rules pass; all pass but a value is missing; a rule fails."""

    LISTED = "listed"
    CHECK = "listed, needs a check"
    NOT_NOW = "not now"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that fails, or can't be judged because a value is `missing`."""

    rule: str
    found: str
    needed: str
    change: str
    procedure: str = ""
    missing: bool = False

    @property
    def sentence(self) -> str:
        if not self.procedure:
            return f"{self.found} {self.change}"
        return f"{self.rule.capitalize()} is {self.found}; {self.procedure} needs {self.needed}. {self.change}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reasons` is empty when every rule passes."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()

    @property
    def sentence(self) -> str:
        """The reasons in words, what fails before what is missing; empty when there are none."""
        return " ".join(reason.sentence for reason in sorted(self.reasons, key=lambda reason: reason.missing))


def verdict_of(reasons: list[Reason]) -> Verdict:
    if any(not reason.missing for reason in reasons):
        return Verdict(Outcome.NOT_NOW, tuple(reasons))
    return Verdict(Outcome.CHECK if reasons else Outcome.LISTED, tuple(reasons))


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """Of several procedures under one anaesthetic: every reason counts, one that two give is said once."""
    return verdict_of(list(dict.fromkeys(reason for verdict in verdicts for reason in verdict.reasons)))
