"""The checker finds every rule that is broken; a plan without a fault has none."""

from dataclasses import replace

import pytest

from scheduling.planning.checking import stands_already, violations
from scheduling.planning.problem import Bays, Kit, Level
from tests.scheduling.planning.problems import (
    CLOSES,
    OPENS,
    anaesthetist,
    case,
    hours,
    problem,
    spot,
    surgeon,
    table,
    with_case,
)

TWO = {"tables": (table(1), table(2)), "doctors": (surgeon(11), surgeon(12), anaesthetist(21))}


def rules(a_problem, spots):
    return sorted({violation.rule for violation in violations(a_problem, spots)})


def test_a_plan_that_can_be_done_has_no_violation():
    a_problem = problem(case(1), case(2, anaesthetist=True), **TWO)
    assert rules(a_problem, {1: spot(), 2: spot(table=2, leader=12, anaesthetist=21)}) == []


@pytest.mark.parametrize(
    ("changes", "at", "rule"),
    [
        ({"ready": False}, spot(), "ready"),
        ({"days": ()}, spot(), "days"),
        ({"earliest": 9 * 60}, spot(), "earliest"),
        ({"latest_start": 9 * 60}, spot(10 * 60), "fasting"),
        ({"home_by": 11 * 60, "recovery": 90}, spot(9 * 60), "last bus"),
        ({"kind": "desk"}, spot(), "kind"),
        ({"equipment": frozenset({"c-arm"})}, spot(), "equipment"),
        ({"turnover": 20}, spot(CLOSES - 60), "table hours"),
        ({"minutes": 120}, spot(CLOSES - 60), "doctor hours"),
        ({}, spot(leader=None), "leader"),
        ({}, spot(leader=21), "leader"),
        ({"anaesthetist": True}, spot(), "anaesthetist"),
        ({"anaesthetist": True}, spot(anaesthetist=12), "anaesthetist"),
        ({"pinned": spot(10 * 60)}, spot(), "pinned"),
        ({}, spot(day=3), "known"),
        ({}, spot(table=9), "known"),
        ({}, spot(leader=9), "known"),
    ],
)
def test_each_rule_of_one_case_is_seen_broken(changes, at, rule):
    a_problem = with_case(problem(case(1), **TWO), 1, **changes)
    assert rule in rules(a_problem, {1: at})


def test_a_trainee_or_somebody_of_another_specialty_may_not_lead():
    for skills in ((("bones", Level.TRAINEE),), (("eyes", Level.INDEPENDENT),)):
        a_problem = problem(case(1, specialties=frozenset({"bones"})), doctors=(surgeon(skills=skills),))
        assert rules(a_problem, {1: spot()}) == ["skill"]


def test_somebody_supervised_needs_an_independent_one_the_whole_time():
    learner = surgeon(11, skills=(("bones", Level.SUPERVISED),))
    teacher = surgeon(12, skills=(("bones", Level.INDEPENDENT),), hours=(((OPENS, OPENS + 30),),))
    a_problem = problem(case(1, specialties=frozenset({"bones"})), doctors=(learner, teacher))
    assert rules(a_problem, {1: spot()}) == ["supervision"]
    longer = replace(a_problem, doctors=(learner, replace(teacher, hours=hours(1))))
    assert rules(longer, {1: spot()}) == []


def test_a_table_is_held_while_it_is_cleaned_and_a_doctor_is_not():
    a_problem = problem(case(1, turnover=30), case(2), **TWO)
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS + 60, leader=12)}) == ["held twice"]
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS + 60, table=2)}) == []
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS + 59, table=2)}) == ["held twice"]


def test_kit_is_away_until_it_is_sterilised():
    using = [case(number, equipment=frozenset({"c-arm"})) for number in (1, 2)]
    a_problem = problem(*using, kits=(Kit(name="c-arm", units=1, away=45),), **TWO)
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS + 104, table=2, leader=12)}) == ["kit"]
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS + 105, table=2, leader=12)}) == []


def test_recovery_beds_are_counted_at_every_hour_somebody_watches_them():
    a_problem = problem(
        case(1, recovery=60), case(2, recovery=60), bays=(Bays(beds=1, hours=hours(1, OPENS, 10 * 60)),), **TWO
    )
    assert rules(a_problem, {1: spot(OPENS), 2: spot(OPENS, table=2, leader=12)}) == ["recovery"]
    assert rules(a_problem, {1: spot(OPENS)}) == []
    assert rules(a_problem, {1: spot(OPENS + 30)}) == ["recovery"]  # nobody watches after ten


def test_ward_beds_are_counted_by_night():
    a_problem = problem(case(1, nights=2), case(2, nights=1), days=2, ward_beds=1)
    assert rules(a_problem, {1: spot(day=0), 2: spot(day=1)}) == ["ward"]
    assert rules(with_case(a_problem, 1, nights=1), {1: spot(day=0), 2: spot(day=1)}) == []


def test_a_family_comes_on_one_day():
    a_problem = problem(case(1, family=7), case(2, family=7), days=2)
    assert rules(a_problem, {1: spot(day=0), 2: spot(day=1)}) == ["family"]
    assert rules(a_problem, {1: spot(day=0), 2: spot(OPENS + 60, day=0)}) == []


def test_the_time_kept_back_is_by_the_exact_rule():
    cases = [case(number, minutes=100, sd=30.0) for number in (1, 2, 3, 4)]
    spots = {number: spot(OPENS + 120 * (number - 1)) for number in (1, 2, 3, 4)}  # out at 15:40, closes at 17:00
    assert rules(problem(*cases, z=1.0), spots) == []  # 60 of 80 minutes
    assert rules(problem(*cases, z=1.5), spots) == ["slack"]  # 90 of 80


def test_the_sentences_say_hours_cards_and_names_and_no_keys():
    pinned = {1: spot(710), 2: spot(720, table=2, leader=12)}
    a_problem = problem(
        case(1, recovery=60, pinned=pinned[1]),
        case(2, recovery=60),
        case(3, earliest=600),
        days=2,
        bays=(Bays(beds=1, hours=hours(2)),),
        **{
            **TWO,
            "tables": (table(1, days=2), table(2, days=2)),
            "doctors": (surgeon(11, days=2), surgeon(12, days=2)),
        },
    )
    found = violations(a_problem, {**pinned, 3: spot(540, table=2, leader=12, day=1)})
    assert [(each.day, each.words) for each in found] == [
        (1, "card 003 begins at 09:00 and can't be there before 10:00"),
        (0, "2 need a recovery bed at 13:00 and there is 1 (cards 001, 002)"),
    ]
    twice = violations(a_problem, {1: pinned[1], 2: spot(740)})
    assert [each.words for each in twice if each.rule == "held twice"] == [
        "Table 1 is held twice at 12:20, by cards 001, 002",
        "Dr 11 is held twice at 12:20, by cards 001, 002",
    ]


def test_what_stands_already_is_told_from_what_the_plan_does():
    pins = {1: spot(480), 2: spot(480, table=2, leader=12)}
    own = spot(485, table=3, leader=13)
    a_problem = problem(
        *(case(key, recovery=60, pinned=pin) for key, pin in pins.items()),
        case(3, recovery=60),
        bays=(Bays(beds=1, hours=hours(1)),),
        tables=(table(1), table(2), table(3)),
        doctors=(surgeon(11), surgeon(12), surgeon(13)),
    )
    before = violations(a_problem, pins)
    assert [(each.rule, stands_already(a_problem, each)) for each in before] == [("recovery", True)]
    after = violations(a_problem, {**pins, 3: own})
    assert [(each.cases, stands_already(a_problem, each)) for each in after] == [((1, 2), True), ((1, 2, 3), False)]
    (moved,) = violations(a_problem, {1: spot(600), 2: pins[2]})
    assert (moved.rule, stands_already(a_problem, moved)) == ("pinned", False)
