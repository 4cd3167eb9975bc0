"""The end of a day: everybody gets a fate, then the day is closed and the fates are carried out.

saying.py       one person's fate, all that are sure at once, taking one back, a place on a later day
ending.py       close the day, open it again
carrying_out.py what a fate leads to: appointments, decisions, tickets, minutes learned

Every act takes the camp's row first, so that two organisers close a day once and nobody's fate changes meanwhile.
"""

from scheduling.services.closing.ending import close_day, reopen_day
from scheduling.services.closing.saying import (
    accept_sure,
    move_to_later,
    say_fate,
    take_back_accepted,
    take_back_fate,
)

__all__ = [
    "accept_sure",
    "close_day",
    "move_to_later",
    "reopen_day",
    "say_fate",
    "take_back_accepted",
    "take_back_fate",
]
