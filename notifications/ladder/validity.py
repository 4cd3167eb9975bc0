"""Whether a ladder can stand: the first thing that is wrong with it, with field, value and cure. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import combinations

from notifications.ladder.hours import Quiet
from notifications.ladder.rungs import Rung

MOST_DAYS = 60
MOST_HOURS = 48
MOST_RUNGS = 8
LEAST_WAKING = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Fault:
    """What can't stand: the field, the value in it, what is wrong and what to do."""

    field: str
    value: object
    why: str
    cure: str


def fault_of(rung: Rung, *, quiet: Quiet) -> Fault | None:
    """What is wrong with one rung by itself; None: nothing."""
    if rung.hours_before is not None:
        return _fault_of_hours(rung.hours_before)
    days = rung.days_before or 0
    if days < 1:
        return Fault("days_before", days, "It could come after the arrival.", "For the day itself, give hours before.")
    if days > MOST_DAYS:
        return Fault("days_before", days, f"{days} days are too early.", f"Give {MOST_DAYS} days at most.")
    if rung.until_hour <= rung.from_hour:
        return Fault("until_hour", rung.until_hour, "It ends before it begins.", f"Give a later hour than {_hm(rung)}.")
    if not quiet.leaves(rung.from_hour):
        return _in_quiet("from_hour", rung.from_hour, quiet)
    if rung.until_hour > quiet.begins:
        return _in_quiet("until_hour", rung.until_hour, quiet)
    return None


def fault_beside(rung: Rung, others: Sequence[Rung]) -> Fault | None:
    """What is wrong with a rung among the others of its ladder."""
    if len(others) >= MOST_RUNGS:
        return Fault("days_before", rung.days_before, f"There are {len(others)} reminders.", "Remove one first.")
    for other in others:
        if rung.hours_before is not None and rung.hours_before == other.hours_before:
            hours = rung.hours_before
            return Fault(
                "hours_before", hours, f"There is a reminder {hours} hours before already.", "Change that one."
            )
        if rung.days_before is not None and rung.days_before == other.days_before and _overlap(rung, other):
            hours_text = f"{other.from_hour:%H:%M} to {other.until_hour:%H:%M}"
            why = f"There is a reminder at this hour already: {rung.days_before} days before, {hours_text}."
            return Fault("from_hour", rung.from_hour, why, "Choose other hours, or change that one.")
    return None


def fault_of_ladder(rungs: Sequence[Rung], *, quiet: Quiet) -> Fault | None:
    """The first fault of a whole ladder, as when its quiet hours change."""
    alone = (fault_of(rung, quiet=quiet) for rung in rungs)
    pairs = (fault_beside(rung, [other]) for other, rung in combinations(rungs, 2))
    return next((fault for fault in (*alone, *pairs) if fault), None)


def fault_of_quiet(begins: time, ends: time) -> Fault | None:
    """Quiet hours go over midnight and leave some hours of the day."""
    if ends >= begins:
        return Fault("quiet_until", ends, "Quiet hours end in the morning.", f"Give an hour before {begins:%H:%M}.")
    if timedelta(hours=begins.hour - ends.hour, minutes=begins.minute - ends.minute) < LEAST_WAKING:
        why = f"Only {ends:%H:%M} to {begins:%H:%M} would be left for messages."
        return Fault("quiet_from", begins, why, "Leave four hours at least.")
    return None


def _fault_of_hours(hours: int) -> Fault | None:
    if hours < 1:
        return Fault("hours_before", hours, "It would come after the arrival.", "Give one hour at least.")
    if hours > MOST_HOURS:
        return Fault("hours_before", hours, f"{hours} hours are better said in days.", "Give days before instead.")
    return None


def _in_quiet(field: str, hour: time, quiet: Quiet) -> Fault:
    why = f"{hour:%H:%M} lies in the quiet hours, {quiet.begins:%H:%M} to {quiet.ends:%H:%M}."
    return Fault(field, hour, why, "Choose an hour of the day, or change the quiet hours.")


def _overlap(one: Rung, other: Rung) -> bool:
    return one.from_hour < other.until_hour and other.from_hour < one.until_hour


def _hm(rung: Rung) -> str:
    return f"{rung.from_hour:%H:%M}"
