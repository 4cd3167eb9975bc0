"""When each is called: a range that is honest about what it does not know, and steady while nothing happens."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduling.queue.estimate import Estimate, estimates
from scheduling.queue.pace import MINUTE, Minutes, Served
from scheduling.queue.rest_of_day import InLine, Station
from scheduling.queue.showing import moved_by, shown
from tests.scheduling.queue.crowds import at

NOW = at("10:02")
TEN = Minutes(10, 16)
FREE = Station(1)
LINE = [InLine(key, TEN) for key in range(1, 9)]


def told(line=LINE, stations=(FREE,), served=(), now=NOW, **rest):
    """Minutes from now of low, mid and high, by ticket."""
    return {
        key: one and tuple((each - now) / MINUTE for each in (one.low, one.mid, one.high))
        for key, one in estimates(line, stations, served, now=now, **rest).items()
    }


@st.composite
def lanes(draw):
    """A lane in the middle of a day."""
    minutes = st.builds(lambda median, ratio: Minutes(median, median * ratio), st.floats(2, 90), st.floats(1, 3))
    ago = st.integers(0, 200).map(lambda minute: NOW - minute * MINUTE)
    ahead = st.one_of(st.none(), st.integers(-30, 300).map(lambda minute: NOW + minute * MINUTE))
    stations = [
        Station(key, draw(st.one_of(st.none(), ago)), draw(minutes), opens_at=draw(ahead), closes_at=draw(ahead))
        for key in range(draw(st.integers(1, 4)))
    ]
    line = [InLine(key, draw(minutes), draw(ahead), draw(st.floats(0, 1))) for key in range(draw(st.integers(0, 12)))]
    begins = draw(st.lists(ago, max_size=5))
    served = [Served(draw(st.integers(0, 5)), each, each + draw(st.integers(0, 90)) * MINUTE, TEN) for each in begins]
    return line, stations, served


@given(lanes())
def test_a_range_is_never_before_now_and_who_is_behind_is_never_called_earlier(lane):
    found = told(*lane)
    assert list(found) == [one.key for one in lane[0] if one.comes_at is None]
    last = (0.0, 0.0, 0.0)
    for one in found.values():
        if one is None:
            last = (float("inf"),) * 3
        else:
            assert 0 <= one[0] <= one[1] <= one[2]
            assert all(own >= before for own, before in zip(one, last, strict=True))
            last = one


@given(lanes())
def test_the_same_question_has_the_same_answer(lane):
    assert told(*lane) == told(*lane)


def test_without_a_station_nobody_is_told_anything():
    assert told(stations=()) == dict.fromkeys(range(1, 9))
    assert told(line=[]) == {}


def test_the_first_is_called_at_once_by_a_free_station_and_twice_the_stations_take_half_as_long():
    one, two = told(jumps_per_hour=0), told(stations=(FREE, Station(2)), jumps_per_hour=0)
    assert one[1] == two[1] == two[2] == (0, 0, 0)
    assert 70 < one[8][1] < 90
    assert 30 < two[8][1] < 45


def test_who_comes_in_behind_changes_nothing_for_those_before():
    alone = told(LINE[:3])
    assert {key: told()[key] for key in (1, 2, 3)} == alone


def test_half_a_minute_in_which_nothing_happens_moves_a_range_by_no_more_than_two():
    busy = (Station(1, NOW - 4 * MINUTE, TEN), Station(2, NOW - 9 * MINUTE, TEN))
    before, after = (estimates(LINE, busy, now=moment) for moment in (NOW, NOW + timedelta(seconds=30)))
    ends = [(getattr(before[key], end), getattr(after[key], end)) for key in before for end in ("low", "mid", "high")]
    assert max(abs(now - then) for then, now in ends) <= 2 * MINUTE


def test_a_service_that_overruns_is_expected_to_go_on_for_the_longer():
    left = [told(stations=(Station(1, NOW - gone * MINUTE, TEN),))[1][1] for gone in (15, 30, 60)]
    assert left == sorted(left)
    assert left[0] > 3


def test_a_station_on_a_break_calls_nobody_before_and_none_goes_on_through_a_pause():
    back = Station(1, opens_at=NOW + 40 * MINUTE)
    assert told(stations=(back,))[1][0] == 40
    pause = Station(1, pauses=((NOW + MINUTE, NOW + 61 * MINUTE),))
    assert 50 < told(stations=(pause,))[2][1] - told()[2][1] < 75


def test_who_will_not_be_called_before_it_closes_is_told_nothing():
    found = told(stations=(Station(1, closes_at=NOW + 30 * MINUTE),))
    assert found[1]
    assert found[8] is None


def test_a_gap_that_has_begun_is_waited_for_to_its_end():
    over = Served(1, NOW - 20 * MINUTE, NOW - 5 * MINUTE, TEN)
    assert told(served=[over], gap=15)[1][0] == 10


def test_the_pace_of_the_day_moves_what_is_told():
    slow = [Served(1, NOW - (begun + 20) * MINUTE, NOW - begun * MINUTE, TEN) for begun in range(1, 200, 21)]
    assert told(served=slow)[8][1] > 1.5 * told()[8][1]


def test_who_is_expected_goes_before_those_behind_and_counts_less_the_later_it_gets():
    def last(comes_in, shows=0.8):
        soon = [InLine(20 + key, TEN, NOW + comes_in * MINUTE, shows) for key in range(4)]
        return told([*soon, *LINE])[8][1]

    assert last(5) > last(-30) > last(-60) >= told()[8][1]
    assert last(5, shows=0) == told()[8][1]
    assert last(600) == told()[8][1]


def test_each_who_surely_comes_takes_one_service():
    def last(coming):
        return told([*(InLine(20 + key, TEN, NOW + 5 * MINUTE) for key in range(coming)), *LINE], jumps_per_hour=0)[8][
            1
        ]

    assert [round((last(coming) - last(0)) / coming / 12) for coming in (1, 2, 4, 20)] == [1, 1, 1, 1]


def test_who_may_have_gone_when_called_takes_less():
    stay, may_go, gone = (
        told([*(InLine(key, TEN, shows=shows) for key in range(1, 8)), LINE[7]], jumps_per_hour=0)[8][1]
        for shows in (1, 0.5, 0)
    )
    assert gone < 8 < may_go < 0.7 * stay


def test_urgent_ones_who_may_jump_in_make_it_later():
    assert told(jumps_per_hour=3)[8][1] > told(jumps_per_hour=0)[8][1] + 20


def test_a_range_is_shown_outward_to_five_minutes_and_not_before_now():
    assert shown(Estimate(1, at("10:42"), at("11:00"), at("11:11")), now=NOW) == (at("10:40"), at("11:15"))
    assert shown(Estimate(1, at("10:40"), at("11:00"), at("11:10")), now=NOW) == (at("10:40"), at("11:10"))
    assert shown(Estimate(1, at("10:03"), at("10:03"), at("10:03")), now=NOW) == (NOW, at("10:07"))


def test_what_was_told_holds_while_the_middle_lies_within_it():
    about_ten = at("10:00"), at("10:40")
    expected = [Estimate(1, at("09:00"), at(mid), at("13:00")) for mid in ("10:39", "11:30", "09:50")]
    assert [moved_by(about_ten, each) for each in expected] == [0, 70, -30]
