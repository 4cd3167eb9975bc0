"""The kinds of message. The values stand in the database and in message keys: never rename one."""

from enum import StrEnum


class Kind(StrEnum):
    """What is told. Grouped by who reads it."""

    BOOKED = "booked"
    CONFIRM = "confirm"
    THREE_DAYS = "three_days"
    DAY_BEFORE = "day_before"
    PREPARE = "prepare"
    MOVED = "moved"
    CANCELLED = "cancelled"
    VENUE_CHANGED = "venue_changed"
    CLOCKS_CHANGED = "clocks_changed"
    POSTPONED = "postponed"
    CAMP_CANCELLED = "camp_cancelled"
    TIME_KEPT = "time_kept"
    NEW_LINK = "new_link"
    OFFER = "offer"
    ANSWER_COMING = "answer_coming"
    ANSWER_CANNOT = "answer_cannot"
    ANSWER_AGAIN = "answer_again"
    ANSWER_WHICH = "answer_which"
    ANSWER_HELP = "answer_help"
    ANSWER_READ = "answer_read"
    COME_AT = "come_at"
    NEARLY = "nearly"
    GIVE_WAY = "give_way"

    SHIFT_INVITATION = "shift_invitation"
    SHIFT_CHANGED = "shift_changed"
    SHIFT_CANCELLED = "shift_cancelled"
    SHIFT_WITHDRAWN = "shift_withdrawn"
    DAY_LIST = "day_list"
    LATE_CHANGE = "late_change"
    CASE_INVITATION = "case_invitation"
    CASE_CHANGED = "case_changed"
    CASE_CANCELLED = "case_cancelled"
    CASE_WITHDRAWN = "case_withdrawn"
    DOCTOR_TIME_KEPT = "doctor_time_kept"

    STAFF_INVITATION = "staff_invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a message
    DOCTOR_DECLINED = "doctor_declined"
    DOCTOR_COMES = "doctor_comes"
    ALERT = "alert"


ANSWER_KINDS = frozenset(
    {
        Kind.ANSWER_COMING,
        Kind.ANSWER_CANNOT,
        Kind.ANSWER_AGAIN,
        Kind.ANSWER_WHICH,
        Kind.ANSWER_HELP,
        Kind.ANSWER_READ,
    }
)
"""Sent back at once to who just wrote to us: its reader is awake, and nobody is asked to tell it in another way."""
PATIENT_KINDS = ANSWER_KINDS | frozenset(
    {
        Kind.BOOKED,
        Kind.CONFIRM,
        Kind.THREE_DAYS,
        Kind.DAY_BEFORE,
        Kind.PREPARE,
        Kind.MOVED,
        Kind.CANCELLED,
        Kind.VENUE_CHANGED,
        Kind.CLOCKS_CHANGED,
        Kind.POSTPONED,
        Kind.CAMP_CANCELLED,
        Kind.TIME_KEPT,
        Kind.NEW_LINK,
        Kind.OFFER,
    }
)
QUEUE_KINDS = frozenset({Kind.COME_AT, Kind.NEARLY, Kind.GIVE_WAY})
"""To who waits in the queue today: of a ticket and no appointment, by phone alone, and nobody is asked to ring."""
SHIFT_KINDS = frozenset({Kind.SHIFT_INVITATION, Kind.SHIFT_CHANGED, Kind.SHIFT_CANCELLED, Kind.SHIFT_WITHDRAWN})
CASE_KINDS = frozenset({Kind.CASE_INVITATION, Kind.CASE_CHANGED, Kind.CASE_CANCELLED, Kind.CASE_WITHDRAWN})
DOCTOR_KINDS = SHIFT_KINDS | CASE_KINDS | {Kind.DAY_LIST, Kind.LATE_CHANGE, Kind.DOCTOR_TIME_KEPT}
WITHDRAWN_KINDS = frozenset({Kind.SHIFT_WITHDRAWN, Kind.CASE_WITHDRAWN})
"""Nothing told later makes them untrue, so nothing newer replaces them: else their entry stays in the calendar."""
STAFF_KINDS = frozenset(
    {Kind.STAFF_INVITATION, Kind.PASSWORD_RESET, Kind.DOCTOR_DECLINED, Kind.DOCTOR_COMES, Kind.ALERT}
)

REMINDER_KINDS = (Kind.CONFIRM, Kind.THREE_DAYS, Kind.DAY_BEFORE, Kind.PREPARE)
"""The texts that a rung of a ladder may say."""

EDITABLE_KINDS = (
    Kind.BOOKED,
    *REMINDER_KINDS,
    Kind.MOVED,
    Kind.VENUE_CHANGED,
    Kind.POSTPONED,
    Kind.CANCELLED,
    Kind.CAMP_CANCELLED,
    Kind.TIME_KEPT,
)
"""What a camp may say in its own words, in the order in which a patient meets it."""

URGENT_KINDS = frozenset(
    {
        Kind.MOVED,
        Kind.CANCELLED,
        Kind.VENUE_CHANGED,
        Kind.CLOCKS_CHANGED,
        Kind.POSTPONED,
        Kind.CAMP_CANCELLED,
        Kind.OFFER,
        Kind.SHIFT_CHANGED,
        Kind.SHIFT_CANCELLED,
        Kind.LATE_CHANGE,
        Kind.CASE_CHANGED,
        Kind.CASE_CANCELLED,
    }
)
"""Kinds that may pass the quiet hours within a day of the visit (ladder.at_once)."""
