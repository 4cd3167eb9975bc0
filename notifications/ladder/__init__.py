"""When Campline says something: pure functions, no clock, no database.

Every function takes aware instants and IANA zones and gives UTC instants back.
`hours` knows local wall time and quiet hours, `rungs` the reminders of an appointment, `validity` whether a camp's own
can stand, `fasting` from when on to eat nothing, `shifts` the hours of a doctor's messages, `retries` the waits after a
failed try.
"""

from notifications.ladder.fasting import eat_nothing_after
from notifications.ladder.hours import USUAL_QUIET, Quiet, at_once, bring_forward, hold_until, in_window, wall_to_utc
from notifications.ladder.retries import QUICK_WAITS, SLOW_WAITS, Pace, next_try
from notifications.ladder.rungs import (
    MORNING_FROM,
    MORNING_UNTIL,
    TOGETHER,
    LadderKind,
    PlannedRung,
    Rung,
    channels_of,
    due_at,
    newest_due,
    not_after,
    plan,
    usual_rungs,
)
from notifications.ladder.shifts import day_list_due, doctor_zone, is_late_change
from notifications.ladder.validity import Fault, fault_beside, fault_of, fault_of_ladder, fault_of_quiet

__all__ = [
    "MORNING_FROM",
    "MORNING_UNTIL",
    "QUICK_WAITS",
    "SLOW_WAITS",
    "TOGETHER",
    "USUAL_QUIET",
    "Fault",
    "LadderKind",
    "Pace",
    "PlannedRung",
    "Quiet",
    "Rung",
    "at_once",
    "bring_forward",
    "channels_of",
    "day_list_due",
    "doctor_zone",
    "due_at",
    "eat_nothing_after",
    "fault_beside",
    "fault_of",
    "fault_of_ladder",
    "fault_of_quiet",
    "hold_until",
    "in_window",
    "is_late_change",
    "newest_due",
    "next_try",
    "not_after",
    "plan",
    "usual_rungs",
    "wall_to_utc",
]
