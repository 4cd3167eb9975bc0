"""English: what doctors receive. No names of patients in an SMS or a subject."""

from notifications.wording.entry import Entry
from notifications.wording.kinds import Kind

DOCTORS: dict[str, Entry] = {
    Kind.SHIFT_INVITATION: Entry(
        subject="Your shift on {day} {year}, {time} to {until} - {camp}",
        lead=(
            "You are invited to this shift.",
            "Please accept or decline it in your calendar, or on your page.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Open your page",
        sms=(
            "your shift is {day} {year}, {time} to {until}, {venue}. Please answer here:",
            "your shift is {day}, {time} to {until}, {venue}. Please answer here:",
            "your shift is {day}, {time} to {until}. Please answer here:",
            "your shift: {day}, {time} to {until}. Answer here:",
        ),
    ),
    Kind.SHIFT_CHANGED: Entry(
        subject="Changed: your shift on {day} {year}, {time} to {until} - {camp}",
        lead=("This shift of yours has changed. The old entry in your calendar is replaced.",),
        rows=("when", "was", "where", "was_at", "meeting", "changed", "help"),
        action="Open your page",
        sms=(
            "your shift has changed. It is now {day} {year}, {time} to {until}, {venue}. See:",
            "your shift has changed. It is now {day}, {time} to {until}, {venue}. See:",
            "your shift is now {day}, {time} to {until}. See:",
        ),
    ),
    Kind.SHIFT_CANCELLED: Entry(
        subject="Off: your shift on {day} {year}, {time} to {until} - {camp}",
        lead=("This shift will not take place. It is taken out of your calendar.",),
        rows=("was", "where", "help"),
        action="Open your page",
        sms=(
            "your shift on {day} {year}, {time} to {until}, is off. See:",
            "your shift on {day}, {time}, is off. See:",
        ),
    ),
    Kind.SHIFT_WITHDRAWN: Entry(
        subject="Your shift on {day} {year}, {time} to {until}: invited case by case - {camp}",
        lead=(
            "This shift stands. You are now invited to each of its cases instead.",
            "The entry of the whole shift is taken out of your calendar.",
        ),
        rows=("when", "where", "help"),
        action="Open your page",
        sms=("your shift on {day}, {time}, stands. See:",),
    ),
    Kind.DAY_LIST: Entry(
        subject="Your list for {day} {year} - {camp}",
        lead=("This is your list. It can still change: your page always has the latest.",),
        rows=("when", "where", "meeting", "lines", "help"),
        action="Open your list",
        sms=(
            "your list for {day}: first at {time}, {count} in all, {venue}. See:",
            "your list for {day}: first at {time}, {count} in all. See:",
            "your list for {day}, first at {time}. See:",
        ),
    ),
    Kind.LATE_CHANGE: Entry(
        subject="Changed: your list for {day} {year} - {camp}",
        lead=("Something has changed in the next days. Your page has the latest.",),
        rows=("when", "was", "where", "changed", "lines", "help"),
        action="Open your list",
        sms=(
            "your list for {day} {year} has changed. Please look here:",
            "your list for {day} has changed. See:",
        ),
    ),
    Kind.CASE_INVITATION: Entry(
        subject="Your case on {day} {year}, {time} - {camp}",
        lead=(
            "You are invited to {case}.",
            "Please accept or decline it in your calendar, or on your page.",
        ),
        rows=("when", "where", "meeting", "help"),
        action="Open your page",
        sms=(
            "you have a case on {day} {year}, {time}, {venue}. Please answer here:",
            "you have a case on {day}, {time}, {venue}. Please answer here:",
            "you have a case on {day}, {time}. Answer here:",
        ),
    ),
    Kind.CASE_CHANGED: Entry(
        subject="Changed: your case on {day} {year}, {time} - {camp}",
        lead=("{case} has changed. The old entry in your calendar is replaced.",),
        rows=("when", "was", "where", "was_at", "changed", "help"),
        action="Open your page",
        sms=(
            "a case of yours is now on {day} {year}, {time}, {venue}. See:",
            "a case of yours is now on {day}, {time}. See:",
        ),
    ),
    Kind.CASE_CANCELLED: Entry(
        subject="Off: your case on {day} {year}, {time} - {camp}",
        lead=("{case} will not take place. It is taken out of your calendar.",),
        rows=("was", "where", "help"),
        action="Open your page",
        sms=(
            "your case on {day} {year}, {time}, is off. See:",
            "your case on {day}, {time}, is off. See:",
        ),
    ),
    Kind.CASE_WITHDRAWN: Entry(
        subject="Your case on {day} {year}, {time}: invited by the shift - {camp}",
        lead=(
            "{case} stands. You are now invited to the whole shift instead.",
            "The entry of this case is taken out of your calendar.",
        ),
        rows=("when", "where", "help"),
        action="Open your page",
        sms=("your case on {day}, {time}, stands. See:",),
    ),
    Kind.DOCTOR_TIME_KEPT: Entry(
        subject="The time stays: {day} {year}, {time} - {camp}",
        lead=(
            "You proposed another time. It could not be arranged, so the time stays as it was.",
            "If you cannot come, please decline it in your calendar, or call us.",
        ),
        rows=("when", "where", "help"),
        action="Open your page",
        sms=(
            "the other time could not be arranged. It stays {day} {year}, {time}. See:",
            "it stays {day}, {time}. See:",
        ),
    ),
}
