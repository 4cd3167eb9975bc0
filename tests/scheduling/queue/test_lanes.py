"""Which lane is proposed next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.queue.lanes import OF_AN_OPERATION, Lane, next_lane


def way(*, open_lanes=tuple(Lane), **person):
    """All lanes from coming to going."""
    lanes = []
    while (lane := next_lane(open_lanes, lanes[-1] if lanes else None, **person)) is not None:
        lanes.append(lane)
    return " ".join(lanes)


def test_the_usual_ways():
    assert way(has_operation=False, is_walk_in=True) == "registration vitals examination discharge"
    assert way(has_operation=False, is_walk_in=False, needs_lab=True) == "vitals examination laboratory discharge"
    operated = "vitals examination anaesthesia theatre recovery discharge"
    assert way(has_operation=True, is_walk_in=False) == operated


def test_a_lane_without_a_station_is_left_out():
    few = (Lane.THEATRE, Lane.EXAMINATION)
    assert way(open_lanes=few, has_operation=True, is_walk_in=True) == "examination theatre"
    assert way(open_lanes=(), has_operation=True, is_walk_in=True) == ""


def test_an_unknown_lane_is_refused():
    with pytest.raises(ValueError, match="kitchen"):
        next_lane(list(Lane), "kitchen", has_operation=False, is_walk_in=False)


@given(st.frozensets(st.sampled_from(Lane)), st.booleans(), st.booleans(), st.booleans())
def test_every_way_goes_forward_through_open_lanes_only(open_lanes, operated, walk_in, lab):
    lanes = way(open_lanes=open_lanes, has_operation=operated, is_walk_in=walk_in, needs_lab=lab).split()
    assert set(lanes) <= open_lanes
    assert [lane for lane in Lane if lane in lanes] == lanes
    assert operated or not OF_AN_OPERATION & set(lanes)
