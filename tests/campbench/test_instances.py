"""The camps are the same for everybody, and a plan's file says what the plan says."""

import hashlib
import json

import pytest

from bench.campbench.day_of import SCENARIOS, SEEDS, Happening, happened, stood
from bench.campbench.generator import made
from bench.campbench.instances import INSTANCES, named
from bench.campbench.plan_file import read, written
from bench.campbench.rules import broken
from scheduling.planning.checking import violations
from scheduling.planning.json_form import problem_from_json, problem_to_json
from scheduling.planning.problem import Spot
from tests.scheduling.planning.problems import case, problem, spot


def fingerprint(a_problem):
    return hashlib.sha256(json.dumps(problem_to_json(a_problem), sort_keys=True).encode()).hexdigest()[:16]


def test_there_are_sixty_camps_each_with_a_name_of_its_own():
    assert len({instance.name for instance in INSTANCES}) == 60
    assert named("camp-0200-1.5-4").patients == 200
    with pytest.raises(ValueError, match=r"camp-0200-1\.5-9"):
        named("camp-0200-1.5-9")


def test_a_camp_made_today_is_the_one_that_was_published():
    assert fingerprint(named("camp-0060-1.2-1").problem()) == "cc003ed8067756c8"
    assert fingerprint(named("camp-1000-0.9-5").problem()) == "6c6432c50e192576"


def test_a_camp_is_the_same_after_it_was_kept_as_json():
    a_problem = named("camp-0060-1.5-2").problem()
    assert problem_from_json(json.loads(json.dumps(problem_to_json(a_problem)))) == a_problem


def test_a_plan_is_the_same_after_it_was_written_and_read():
    spots = {7: spot(485), 3: spot(600, day=2, anaesthetist=21), 5: Spot(day=0, start=1, table=2)}
    assert read(written(spots).splitlines()) == spots


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["case,day", "1,2"], "give case,day,start,table,leader,anaesthetist"),
        (["case,day,start,table,leader,anaesthetist", "1,0,eight,1,,"], "line 2"),
        (["case,day,start,table,leader,anaesthetist", "1,0,480,1,,", "1,0,480,1,,"], "case 1 stands twice"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_with_its_line_and_the_cure(lines, words):
    with pytest.raises(ValueError, match=words):
        read(lines)


def test_time_is_kept_back_case_by_case_which_the_square_root_does_not_ask_for():
    filled = problem(*(case(number, minutes=60, sd=25.0) for number in range(1, 20)), z=1.0)
    one = {1: spot(480 + 8 * 60 - 28)}
    assert violations(filled, one) == []
    assert [each.rule for each in broken(filled, one)] == ["kept back"]


def test_on_thirty_days_something_happens_five_things_on_six_camps():
    assert len(SCENARIOS) == 30
    assert {scenario.happening for scenario in SCENARIOS} == set(Happening)
    for seed in SEEDS:
        day = stood(seed)
        told = {each.key: each.stands for each in day.cases if each.stands is not None}
        assert violations(day, told) == []
        assert len(told) > 70


def test_what_happens_changes_the_day_and_leaves_what_has_begun():
    for scenario in SCENARIOS[::7]:
        after, now = happened(scenario)
        assert after != stood(scenario.seed)
        begun = {each.key for each in after.cases if each.pinned is not None}
        stands = {each.key for each in after.cases if each.stands is not None and each.stands.start <= now}
        assert begun == (set() if scenario.happening is Happening.LATE_TABLE else stands)


def test_a_camp_asks_for_as_much_as_was_said():
    for load in (0.9, 1.5):
        a_problem = made(patients=200, tables=5, days=4, load=load, seed=1)
        asked = sum(each.minutes + each.turnover for each in a_problem.cases)
        assert asked == pytest.approx(load * 5 * 4 * 600, rel=0.1)
