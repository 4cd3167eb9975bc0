"""When Campline says something: pure functions, no clock, no database.

Every function takes aware instants and IANA zones and gives UTC instants back.
`hours` knows local wall time and quiet hours, `rungs` the reminders of an appointment,
`shifts` the hours of a doctor's messages, `retries` the waits after a failed try.
"""

from notifications.ladder.hours import (
    QUIET_FROM,
    QUIET_UNTIL,
    at_once,
    hold_until,
    in_window,
    wall_to_utc,
)
from notifications.ladder.retries import QUICK_WAITS, SLOW_WAITS, Pace, next_try
from notifications.ladder.rungs import (
    LadderKind,
    PlannedRung,
    Rung,
    due_at,
    newest_due,
    not_after,
    plan,
    rungs,
)
from notifications.ladder.shifts import day_list_due, doctor_zone, is_late_change

__all__ = [
    "QUICK_WAITS",
    "QUIET_FROM",
    "QUIET_UNTIL",
    "SLOW_WAITS",
    "LadderKind",
    "Pace",
    "PlannedRung",
    "Rung",
    "at_once",
    "day_list_due",
    "doctor_zone",
    "due_at",
    "hold_until",
    "in_window",
    "is_late_change",
    "newest_due",
    "next_try",
    "not_after",
    "plan",
    "rungs",
    "wall_to_utc",
]
