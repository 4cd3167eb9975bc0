"""Whom to keep near: chances that can be reckoned by hand, and nobody who could not come."""

from dataclasses import replace

import pytest

from bench.campbench.generator import camp
from scheduling.planning.problem import Level
from scheduling.planning.standby import standby_list
from scheduling.planning.trade import turned_to
from tests.scheduling.planning.problems import OPENS, anaesthetist, case, problem, spot, surgeon, table

SHORT_DAY = (((OPENS, OPENS + 60),),)
MANY = 4000


def one_place(*waiting, **kwargs):
    """A table that is open for one hour, which the first case has."""
    return problem(case(1), *waiting, tables=(table(hours=SHORT_DAY),), **kwargs)


def keys(found):
    return [line.case for line in found.lines]


def test_the_chance_of_the_only_one_on_standby_is_the_chance_that_the_place_falls_free():
    found = standby_list(one_place(case(2)), {1: spot()}, absent=0.4, samples=MANY)
    (line,) = found.lines
    assert (line.case, line.day, line.since, line.until, line.holes) == (2, 0, OPENS, OPENS, 1)
    assert line.chance == pytest.approx(0.4, abs=0.025)
    assert found.gained == line.chance
    assert (found.without, found.with_them) == ((0.0, 1.0, 1.0), (1.0, 1.0, 1.0))


def test_two_people_never_count_on_one_hole():
    found = standby_list(one_place(case(2, priority=3), case(3, priority=2)), {1: spot()}, absent=0.4)
    assert keys(found) == [3]  # the urgent one has it, and nothing is left for the other


def test_two_people_of_two_doctors_never_count_on_one_hole_either():
    skin, eyes = frozenset({"skin"}), frozenset({"eyes"})
    doctors = tuple(surgeon(key, skills=((of, Level.INDEPENDENT),)) for key, of in ((11, "skin"), (12, "eyes")))
    place = problem(
        case(1, specialties=skin),
        case(2, specialties=skin),
        case(3, specialties=eyes),
        tables=(table(hours=SHORT_DAY),),
        doctors=doctors,
    )
    assert keys(standby_list(place, {1: spot()}, absent=0.4)) == [2]


def test_two_people_never_count_on_one_doctor_at_one_time():
    eyes = frozenset({"eyes"})
    waiting = [case(number, specialties=eyes) for number in (3, 4)]
    doctors = tuple(
        surgeon(key, skills=((of, Level.INDEPENDENT),)) for key, of in ((11, "skin"), (12, "skin"), (13, "eyes"))
    )
    a_problem = problem(
        *(case(number, specialties=frozenset({"skin"})) for number in (1, 2)),
        *waiting,
        tables=(table(1, hours=SHORT_DAY), table(2, hours=SHORT_DAY)),
        doctors=doctors,
    )
    found = standby_list(a_problem, {1: spot(), 2: spot(table=2, leader=12)}, absent=0.5, samples=MANY)
    assert keys(found) == [3]
    assert found.lines[0].chance == pytest.approx(0.75, abs=0.025)


@pytest.mark.parametrize(
    "who",
    [case(2, ready=False), case(2, family=1), case(2, minutes=65), case(2, earliest=OPENS + 5), case(2, days=())],
    ids=["not ready", "of a family", "too long", "comes too late", "on no day"],
)
def test_who_could_not_take_the_place_is_not_called_in(who):
    assert standby_list(one_place(who), {1: spot()}, absent=0.9).lines == ()


def test_what_stands_is_counted_also_where_it_contradicts_itself_or_the_hours():
    late, twice = replace(one_place(case(2)), cases=(case(1, minutes=90),)), one_place(case(2))
    assert standby_list(late, {1: spot(OPENS - 30)}, absent=0.0).without == (1.0, 1.0, 1.0)
    assert standby_list(twice, {1: spot(), 2: spot(OPENS + 10)}, absent=0.0).without == (2.0, 2.0, 2.0)
    elsewhere = standby_list(twice, {1: spot(table=9), 2: spot()}, absent=0.0)
    assert elsewhere.without == (1.0, 1.0, 1.0)  # what is on no table of the problem can't be looked at


def test_who_lives_far_away_is_not_called_in():
    assert standby_list(one_place(case(2)), {1: spot()}, absent=0.9, near=()).lines == ()
    assert keys(standby_list(one_place(case(2)), {1: spot()}, absent=0.9, near={2})) == [2]


def test_nobody_fasts_until_the_evening_on_the_off_chance():
    evening = table(hours=(((1080, 1140),),))
    asleep = case(2, anaesthetist=True)
    doctors = (surgeon(hours=(((480, 1200),),)), anaesthetist(hours=(((480, 1200),),)))
    awake = problem(case(1), replace(asleep, anaesthetist=False), tables=(evening,), doctors=doctors)
    assert keys(standby_list(awake, {1: spot(1080)}, absent=0.9)) == [2]
    fasting = problem(case(1), asleep, tables=(evening,), doctors=doctors)
    assert keys(standby_list(fasting, {1: spot(1080)}, absent=0.9)) == []


def test_the_time_kept_back_at_the_end_of_a_day_is_not_filled_by_a_standby():
    long_day = table(hours=(((OPENS, OPENS + 180),),))
    a_problem = problem(case(1), case(2), case(3, minutes=65), tables=(long_day,), z=1.0)
    spots = {1: spot(), 2: spot(OPENS + 60)}  # and an hour is left for what runs over
    assert standby_list(a_problem, spots, absent=0.9).lines == ()
    assert keys(standby_list(problem(case(1), case(2), case(3), tables=(long_day,)), spots, absent=0.9)) == [3]


def test_of_a_real_size_the_list_serves_more_and_no_day_has_too_many():
    a_problem = camp(patients=60, load=1.5, seed=1, z=1.0)
    spots = turned_to(a_problem, {}, steps=60)
    found = standby_list(a_problem, spots, absent=0.43, most_a_day=3)
    assert found.lines
    assert len(set(keys(found))) == len(found.lines)
    assert not set(keys(found)) & set(spots)
    assert max(sum(line.day == day for line in found.lines) for day in range(a_problem.days)) <= 3
    assert found.gained == pytest.approx(sum(line.chance for line in found.lines))
    assert found.with_them[1] > found.without[1]
