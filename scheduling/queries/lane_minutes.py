"""How long a service of each lane is believed to take, before the day's real starts and ends teach better."""

from __future__ import annotations

from camps.models import LaneName
from scheduling.queue.pace import Minutes

# Half take at most the first, nine of ten at most the second. Theatre: of an operation whose procedures nobody knows.
BELIEVED = {
    LaneName.REGISTRATION: Minutes(4, 9),
    LaneName.VITALS: Minutes(5, 10),
    LaneName.EXAMINATION: Minutes(12, 25),
    LaneName.LABORATORY: Minutes(8, 20),
    LaneName.ANAESTHESIA: Minutes(10, 20),
    LaneName.THEATRE: Minutes(50, 95),
    LaneName.RECOVERY: Minutes(60, 120),
    LaneName.DISCHARGE: Minutes(6, 14),
}
# Minutes between two people at one station: one comes in as the other goes, but a table is cleaned and laid anew.
BETWEEN = {LaneName.THEATRE: 15.0, LaneName.RECOVERY: 5.0}
ONE_GOES_ONE_COMES = 1.0
# How many come in an hour who go before everybody.
URGENT_AN_HOUR = {LaneName.THEATRE: 0.1, LaneName.RECOVERY: 0.0, LaneName.DISCHARGE: 0.1}
ELSEWHERE = 0.5


def believed_of(lane: str) -> Minutes:
    return BELIEVED[LaneName(lane)]


def minutes_between(lane: str) -> float:
    return BETWEEN.get(LaneName(lane), ONE_GOES_ONE_COMES)


def urgent_an_hour(lane: str) -> float:
    return URGENT_AN_HOUR.get(LaneName(lane), ELSEWHERE)
