"""The order of a lane: a clear rule in which nobody is forgotten."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduling.queue.order import AGEING, HEAD_START, GoesAhead, Rank, Waiting, in_order
from tests.scheduling.queue.crowds import CROWDS, EIGHT, LATER, MINUTES, at, moved_crowds, people


def order(*waiting, ahead=(), now="10:00"):
    return [placed.key for placed in in_order(waiting, ahead, now=at(now))]


def booked(key, window, arrived="08:00", **rest):
    return Waiting(key, at(arrived), at(window), **rest)


def walk_in(key, arrived, **rest):
    return Waiting(key, at(arrived), **rest)


def test_the_booked_go_by_their_windows_and_coming_early_gains_nothing():
    assert order(booked(1, "09:00", "08:59"), booked(2, "08:30", "08:29"), booked(3, "09:30", "07:00")) == [2, 1, 3]


def test_who_comes_late_is_counted_from_coming():
    assert order(booked(1, "08:00", "09:50"), booked(2, "09:00")) == [2, 1]


def test_an_emergency_is_first_and_the_first_emergency_before_the_second():
    late = [walk_in(key, arrived, urgency=1) for key, arrived in ((8, "09:59"), (9, "09:58"))]
    assert order(booked(1, "08:00", urgency=2), *late) == [9, 8, 1]


def test_the_more_urgent_pass_who_came_a_little_before_and_not_who_waits_since_long():
    assert order(booked(1, "09:00"), booked(2, "09:30", urgency=2)) == [2, 1]
    assert order(booked(1, "08:00"), booked(2, "09:55", urgency=2)) == [1, 2]


def test_the_most_urgent_who_comes_more_than_the_head_start_later_never_passes():
    crowd = [walk_in(1, "08:00"), booked(2, "11:01", urgency=2, child=True)]
    assert [order(*crowd, now=now) for now in ("11:02", "12:01", "23:00")] == [[1, 2]] * 3
    assert order(crowd[0], booked(2, "10:59", urgency=2, child=True), now="12:30") == [2, 1]


def test_small_children_and_the_elderly_count_as_half_an_hour_more():
    crowd = [booked(1, "08:00"), booked(2, "08:20", child=True), booked(3, "08:29", elderly=True), booked(4, "08:31")]
    assert order(*crowd) == [2, 3, 1, 4]


def test_a_walk_in_counts_as_if_half_an_hour_later():
    assert order(walk_in(1, "08:00"), booked(2, "08:29"), booked(3, "08:31")) == [2, 1, 3]


def test_the_theatre_goes_by_its_list_and_who_is_not_on_it_comes_after():
    listed = [booked(key, "08:00", planned_at=at(planned)) for key, planned in ((1, "11:00"), (2, "09:00"))]
    assert order(walk_in(3, "07:00", urgency=2), *listed) == [2, 1, 3]


def test_points_are_told_with_their_parts():
    (placed,) = in_order([walk_in(1, "08:00", urgency=2, elderly=True)], now=at("10:00"))
    assert (placed.points, placed.parts.minutes) == (240, 120)  # two hours, and two for each minute of the first hour
    assert [extra.value for extra in placed.parts.extras] == ["urgent", "elderly", "walk-in"]


def test_who_is_let_go_first_stands_before_the_first_of_those_who_agreed():
    crowd = [walk_in(key, f"08:0{key}") for key in (1, 2, 3, 4)]
    assert order(*crowd, ahead=[GoesAhead(4, frozenset({2, 3}))]) == [1, 4, 2, 3]
    assert order(*crowd[2:], ahead=[GoesAhead(4, frozenset({2, 3}))]) == [4, 3]  # 2 was called meanwhile
    assert order(*crowd, ahead=[GoesAhead(1, frozenset({2, 3}))]) == [1, 2, 3, 4]


def test_a_later_move_wins_over_an_earlier_one():
    crowd = [walk_in(key, f"08:0{key}") for key in (1, 2, 3)]
    there, back = GoesAhead(3, frozenset({1})), GoesAhead(1, frozenset({3}), by_desk=True)
    assert order(*crowd, ahead=[there, back]) == [1, 3, 2]
    assert order(*crowd, ahead=[back, there]) == [3, 1, 2]


def test_who_did_not_agree_is_not_passed_when_who_agreed_comes_to_stand_before():
    """2 agreed and 1 did not; later 2 is urgent, and goes before 1 without taking 3 along."""
    crowd = [walk_in(1, "08:01"), walk_in(2, "08:02", urgency=2), walk_in(3, "08:03", urgency=2)]
    assert order(*crowd, ahead=[GoesAhead(3, frozenset({2}))]) == [3, 2, 1]
    crowd[2] = walk_in(3, "08:03")
    assert order(*crowd, ahead=[GoesAhead(3, frozenset({2}), behind=frozenset({1}))]) == [2, 1, 3]


def test_nobody_is_let_go_before_the_more_urgent_but_the_desk_may_move_them():
    crowd = [walk_in(1, "08:01", urgency=2), walk_in(2, "08:02")]
    assert order(*crowd, ahead=[GoesAhead(2, frozenset({1}))]) == [1, 2]
    assert order(*crowd, ahead=[GoesAhead(2, frozenset({1}), by_desk=True)]) == [2, 1]


@given(CROWDS, MINUTES, MINUTES, st.data())
def test_however_the_day_goes_on_nobody_loses_a_place_who_stood_before_and_did_not_agree(crowd, then, now, data):
    stood = [one.key for one in in_order(crowd, now=then)]
    if not stood:
        return
    asker = data.draw(st.sampled_from(stood))
    before = stood[: stood.index(asker)]
    agreed = frozenset(data.draw(st.sets(st.sampled_from(before))) if before else ())
    ahead = [GoesAhead(asker, agreed, behind=frozenset(before) - agreed)]
    placed = in_order(crowd, ahead, now=now)
    assert all(other.place <= other.by_rule for other in placed if other.key in ahead[0].behind)


@given(moved_crowds(), MINUTES, st.randoms())
def test_the_order_is_total_and_does_not_hang_on_how_people_are_listed(moved, now, random):
    crowd, ahead = moved
    placed = in_order(crowd, ahead, now=now)
    assert [one.place for one in placed] == list(range(1, len(crowd) + 1))
    assert {one.key for one in placed} == {person.key for person in crowd}
    random.shuffle(crowd)
    assert in_order(crowd, ahead, now=now) == placed


@given(moved_crowds(), MINUTES)
def test_nobody_is_moved_before_an_emergency(moved, now):
    ranks = [one.parts.rank is not Rank.EMERGENCY for one in in_order(*moved, now=now)]
    assert ranks == sorted(ranks)


@given(CROWDS, people(urgency=st.integers(2, 4), planned=st.none()), MINUTES)
def test_nobody_is_passed_by_who_comes_more_than_the_head_start_later(crowd, me, now):
    """No starvation: however many come and however urgent they are, from then on all of them stand behind."""
    placed = in_order([me, *(one for one in crowd if one.key != me.key)], now=max(now, me.arrived_at))
    mine = next(one for one in placed if one.key == me.key)
    before = [one.parts for one in placed[: mine.place - 1] if one.parts.rank is Rank.WAITING]
    assert all(each.since <= mine.parts.since + HEAD_START for each in before)


@given(st.lists(people(urgency=st.integers(2, 4), planned=st.none()), max_size=8, unique_by=lambda one: one.key))
def test_once_all_have_waited_for_an_hour_the_order_stays(crowd):
    settled = LATER + AGEING
    first, later = (in_order(crowd, now=now) for now in (settled, settled + timedelta(hours=5, seconds=7)))
    assert [one.key for one in first] == [one.key for one in later]


@given(people(key=1), people(key=2), MINUTES)
def test_of_two_alike_the_earlier_window_is_never_behind_the_later_one(one, other, now):
    alike = [
        Waiting(who.key, EIGHT, who.window_at or EIGHT, urgency=one.urgency, child=one.child) for who in (one, other)
    ]
    first, second = in_order(alike, now=now)
    windows = {who.key: who.window_at for who in alike}
    assert one.urgency == 1 or windows[first.key] <= windows[second.key]
