"""Emergencies always get a place; what must stay longer for them is said, and no more than that."""

from dataclasses import replace

import pytest

from scheduling.planning.checking import violations
from scheduling.planning.overtime import Longer, with_longer
from scheduling.planning.problem import Level
from scheduling.planning.proposal import Aim, proposal_of
from scheduling.planning.replan import replan
from scheduling.planning.shift_right import shift_right
from tests.scheduling.planning.problems import CLOSES, OPENS, anaesthetist, case, hours, problem, spot, surgeon, table

HOUR = 60
EVERY_WAY = [*(lambda day, aim=aim, **more: replan(day, 0, aim=aim, **more) for aim in Aim), None]


def planned(way, day, **more):
    """By each aim, and by moving right only."""
    return way(day, **more) if way else shift_right(day, 0, **{"since": 0, **more})


def without_pins(day):
    return replace(day, cases=tuple(replace(each, pinned=None) for each in day.cases))


@pytest.mark.parametrize("way", EVERY_WAY)
def test_an_emergency_goes_before_all_who_can_be_moved(way):
    full = problem(
        *(case(number, stands=spot(OPENS + (number - 1) * HOUR)) for number in range(1, 10)),
        case(90, minutes=90, priority=1, value=100_000),
    )
    found = planned(way, full)
    assert found.spots[90].start == OPENS
    assert found.longer == ()
    assert len(found.dropped) == 2
    assert violations(full, found.spots) == []


@pytest.mark.parametrize("way", EVERY_WAY)
def test_one_that_fits_nowhere_in_the_hours_is_done_in_overtime_and_it_is_said(way):
    begun = spot(OPENS)
    full = problem(
        case(1, minutes=CLOSES - OPENS, stands=begun, pinned=begun),
        case(90, minutes=50, turnover=20, priority=1, value=100_000, anaesthetist=True),
        doctors=(surgeon(), anaesthetist()),
    )
    found = planned(way, full)
    assert found.spots[90].start == CLOSES
    assert found.spots[1] == begun
    assert set(found.longer) == {
        Longer("table", 1, CLOSES, CLOSES + 70),
        Longer("doctor", 11, CLOSES, CLOSES + 50),
        Longer("doctor", 21, CLOSES, CLOSES + 50),
    }
    assert found.overtime == 70
    assert violations(full, found.spots) != []
    assert violations(with_longer(full, 0, found.longer), found.spots) == []


@pytest.mark.parametrize("way", EVERY_WAY)
def test_somebody_who_has_gone_home_is_called_in_before_the_patient_is_given_up(way):
    gone = problem(
        case(90, priority=1, specialties=frozenset({"eyes"})),
        doctors=(surgeon(11, skills=(("bones", Level.INDEPENDENT),)),
                 surgeon(12, skills=(("eyes", Level.INDEPENDENT),), hours=((),))),
    )  # fmt: skip
    found = planned(way, gone, since=OPENS + 125)
    assert found.spots[90].leader == 12
    assert found.longer == (Longer("doctor", 12, OPENS + 125, OPENS + 185),)
    assert planned(way, gone, since=OPENS + 125, gone=frozenset({12})).helpless == (90,)


def test_who_has_a_spot_after_all_is_not_helpless():
    day = problem(case(90, priority=1), case(91, priority=1))
    assert proposal_of(day, 0, {90: spot(OPENS)}, None, helpless=(90, 91)).helpless == (91,)


def test_nobody_is_made_to_stay_longer_for_those_who_are_no_emergency():
    late = problem(case(1, stands=spot(CLOSES - HOUR)), tables=(table(1, hours=hours(1, OPENS, CLOSES - 30)),))
    for aim in Aim:
        assert replan(late, 0, aim=aim).longer == ()


def test_a_table_that_broke_for_the_day_is_not_used_in_overtime_either():
    broken = problem(case(90, priority=1), tables=(table(1, hours=hours(1, OPENS, OPENS + 30)),))
    assert replan(broken, 0, aim=Aim.FEWEST, gone=frozenset({1})).helpless == (90,)
    assert replan(broken, 0, aim=Aim.FEWEST).spots[90].start == OPENS


def test_a_full_ward_gets_one_bed_more_and_it_is_said():
    begun = spot(OPENS)
    full = problem(
        case(1, stands=begun, pinned=begun, nights=1), case(90, priority=1, nights=1), ward_beds=1,
    )  # fmt: skip
    found = replan(full, 0, aim=Aim.FEWEST)
    assert found.longer == (Longer("ward", 0, 0, 0),)
    assert violations(full, found.spots) != []
    assert violations(with_longer(full, 0, found.longer), found.spots) == []
