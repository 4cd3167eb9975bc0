"""Go first, with consent: somebody asks those before him or her, and only they can say yes.

Two rules of a camp. "Everyone who is passed agrees": the asker moves up, person by person, until the first who has not
agreed. "So many of those asked agree": the asker passes all who were asked, once that share has said yes. By neither
does anybody lose a place who was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

Answers = Mapping[int, bool | None]  # yes, no, or nothing yet


@dataclass(frozen=True, slots=True)
class Rule:
    """`share`: how many in a hundred of all who were asked must say yes; None: everyone who is passed.

    Raises ValueError for a share outside 1 to 100.
    """

    share: int | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not 1 <= self.share <= 100:
            raise ValueError(f"a share of {self.share}: give 1 to 100 per cent")

    def reached(self, yes: int, asked: int) -> bool:
        """Whether so many are enough. Nobody asked is nobody who agreed."""
        return self.share is not None and asked > 0 and yes * 100 >= self.share * asked


class Verdict(StrEnum):
    """What has become of the asking."""

    ASKING = "asking"
    AGREED = "agreed"
    NOT_AGREED = "not agreed"


def cost(order_before: Sequence[int], asker: int, *, minutes_per_call: float) -> dict[int, float]:
    """Whose place it costs how many minutes if `asker` goes before all of them: a call each."""
    return dict.fromkeys(takewhile(lambda key: key != asker, order_before), minutes_per_call)


def who_is_passed(order_before: Sequence[int], asker: int, answers: Answers, rule: Rule) -> frozenset[int]:
    """Those before whom the asker goes by these answers: next to one another, and next to the asker's own place.

    `order_before` is the lane's order now; somebody in it who was not asked (has come in between) stops the move.
    """
    nearest_first = reversed(list(takewhile(lambda key: key != asker, order_before)))
    if rule.share is None:
        return frozenset(takewhile(lambda key: answers.get(key) is True, nearest_first))
    if not rule.reached(_yes(answers), len(answers)):
        return frozenset()
    return frozenset(takewhile(lambda key: key in answers, nearest_first))


def verdict(order_before: Sequence[int], asker: int, answers: Answers, rule: Rule, *, closed: bool) -> Verdict:
    """Whether it is decided. `closed`: the time to answer is over, and who has not answered has not agreed.

    Before that only yeses decide, and only where all who were asked and still stand before are passed by them. A no
    and no answer are the same until then, so the moment of a verdict tells nobody that there was a no.
    """
    passed = who_is_passed(order_before, asker, answers, rule)
    if closed:
        return Verdict.AGREED if passed else Verdict.NOT_AGREED
    asked = {key for key in takewhile(lambda key: key != asker, order_before) if key in answers}
    return Verdict.AGREED if passed and passed == asked else Verdict.ASKING


def _yes(answers: Answers) -> int:
    return sum(answer is True for answer in answers.values())
