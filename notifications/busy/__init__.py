"""When somebody is busy, by his or her own calendar: nothing else of it is kept. Pure code, in a process of its own.

`limits.read_apart` gives a calendar that a stranger's server sent to a child process with little memory and time;
`reading.busy_times` is what runs there.
"""

from notifications.busy.limits import read_apart
from notifications.busy.reading import Busy, BusyUnread

__all__ = ["Busy", "BusyUnread", "read_apart"]
