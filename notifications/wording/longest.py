"""The longest that a text can become at a camp: what an editor has to be shown before anybody gets it. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from notifications.wording.facts import Facts, OtherVisit
from notifications.wording.times import day_text, time_text


def longest_of(facts: Facts, arrivals: Iterable[datetime], *, lang: str) -> Facts:
    """`facts` at the arrival whose day and hour take most letters in `lang`; the first of equals."""
    when = max(arrivals, key=lambda at: len(day_text(at.date(), lang)) + len(time_text(at, lang)))
    fasting = when.replace(hour=0, minute=0) if facts.nothing_to_eat_after else None
    return replace(facts, when=when, nothing_to_eat_after=fasting)


def of_family(facts: Facts, arrivals: Iterable[datetime], *, others: int) -> Facts:
    """The same with further visits on one phone that day."""
    assert facts.when is not None
    same_day = [at for at in arrivals if at.date() == facts.when.date() and at != facts.when]
    return replace(facts, others=tuple(OtherVisit(when=at) for at in same_day[-others:]))
