"""The pace of today: believed beforehand, moved by what is seen."""

from datetime import timedelta

import numpy as np
import pytest

from scheduling.queue.pace import DRIFT, OVERSURE, Minutes, Served, learned, share_coming
from tests.scheduling.queue.crowds import at

NOW = at("10:00")
TEN = Minutes(10, 16)


def served(*minutes, station=1, gap=1.0, ends=NOW):
    """Services one after another, the last of which ends at `ends`."""
    found = []
    for each in reversed(minutes):
        begins = ends - timedelta(minutes=each)
        found.append(Served(station, begins, ends, TEN))
        ends = begins - timedelta(minutes=gap)
    return found


def pace(seen, stations=(1, 2)):
    return learned(seen, stations, gap=1.0, now=NOW)


def test_nothing_seen_is_the_belief():
    new = pace([])
    assert (list(new.middle), new.spread, new.gap) == ([0, 0], OVERSURE, 1)


@pytest.mark.parametrize(("median", "p90"), [(0, 10), (20, 10), (-5, 5)])
def test_minutes_that_can_not_be_are_refused(median, p90):
    with pytest.raises(ValueError, match="give 0 < median <= p90"):
        Minutes(median, p90)


def test_a_slow_station_is_slow_and_the_other_a_little_slower_too():
    slow, other = pace(served(*[20] * 10)).middle
    assert 0.45 < slow < np.log(2)
    assert 0.1 < other < slow


def test_stations_that_are_gone_teach_what_all_share():
    (here,) = pace(served(*[20] * 10, station=7), stations=(1,)).middle
    assert 0.1 < here < np.log(2)


def test_more_seen_is_surer():
    none, few, many = (pace(served(*[12] * number)).doubt(0) for number in (0, 1, 500))
    assert DRIFT < many < few < none


def test_what_was_seen_lately_counts_for_more():
    quicker = served(*[20] * 10, ends=at("06:00")) + served(*[10] * 10)
    slower = served(*[10] * 10, ends=at("06:00")) + served(*[20] * 10)
    assert pace(quicker).middle[0] < pace(slower).middle[0]


def test_services_that_are_alike_are_believed_to_be_so():
    assert pace(served(*[10] * 20)).spread < OVERSURE < pace(served(*[4, 25] * 10)).spread


def test_one_for_whom_nobody_pressed_the_button_does_not_slow_the_day():
    assert pace(served(600, ends=at("08:00")) + served(*[10] * 10)).middle[0] < 0.15


def test_the_gap_is_learned_but_not_from_hours_in_which_nobody_was_there():
    assert pace(served(*[10] * 30, gap=3)).gap == pytest.approx(2.7, abs=0.1)
    assert pace(served(10, 10, 10, gap=90)).gap == 1


def test_the_share_of_those_who_come_is_learned():
    assert share_coming(0.8, came=0, due=0) == 0.8
    assert share_coming(0.8, came=10, due=30) == pytest.approx(0.45)
