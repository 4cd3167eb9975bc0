"""Book, move, swap, cancel, end, confirm, unconfirm: every path to an appointment goes through these.

Each is one transaction that takes its locks in one order (registration, then slots by id, then resources by id, then
the holds by resource), writes its ScheduleChange, and leaves nothing behind when it refuses.

giving.py    book                                  locks.py       people, appointments, windows, in id order
giving_many.py book_all
moving.py    move, swap                            refusing.py    the judge's first fault, raised
taking.py    cancel, cancel_all                    records.py     the ScheduleChange, SEQUENCE, who is told when
ending.py    end_holds                             retrying.py    once more after a deadlock
answering.py confirm, unconfirm                    statements.py  the SQL of book
actor.py     who does it
"""

from scheduling.services.booking.actor import SYSTEM, Actor
from scheduling.services.booking.answering import confirm, unconfirm
from scheduling.services.booking.ending import end_holds
from scheduling.services.booking.giving import book
from scheduling.services.booking.giving_many import book_all
from scheduling.services.booking.moving import move
from scheduling.services.booking.taking import cancel, cancel_all

__all__ = ["SYSTEM", "Actor", "book", "book_all", "cancel", "cancel_all", "confirm", "end_holds", "move", "unconfirm"]
