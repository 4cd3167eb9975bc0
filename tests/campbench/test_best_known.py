"""What is kept as best known is proved, and only ever gets better."""

import json

import pytest

from bench.campbench.__main__ import main
from bench.campbench.best_known import HERE, BestKnown, NotBetter
from bench.campbench.generator import made
from bench.campbench.instances import INSTANCES, Instance, named
from bench.campbench.plan_file import read
from bench.campbench.rules import broken
from bench.campbench.second_opinion import opinion, small_camp
from scheduling.planning.solution import value_of
from tests.scheduling.planning.problems import case, problem, spot

INSTANCE = INSTANCES[0]


@pytest.fixture
def known(tmp_path):
    return BestKnown({}, tmp_path)


def camp(*values):
    return problem(*(case(number, minutes=60, value=value) for number, value in enumerate(values, 1)))


def test_best_known_plans_are_by_the_rules_worth_what_is_said_and_below_their_bounds():
    best = BestKnown.load()
    assert set(best.rows) == {instance.name for instance in INSTANCES}
    for instance in INSTANCES[::6]:  # ten of sixty, of every size and load; `improve` asks all of them
        a_problem, spots = instance.problem(), best.plan(instance)
        assert broken(a_problem, spots) == []
        assert value_of(a_problem, spots) == best.value(instance) <= best.bound(instance)


def test_a_better_plan_takes_the_place_of_the_known_one_and_a_worse_one_does_not(known):
    a_problem = camp(5, 7)
    assert known.offer(INSTANCE, a_problem, {1: spot(480)}, "by hand")
    assert not known.offer(INSTANCE, a_problem, {1: spot(540)}, "by hand again")
    assert known.offer(INSTANCE, a_problem, {2: spot(480)}, "better")
    known.save()
    kept = BestKnown.load(known.folder)
    assert (kept.value(INSTANCE), kept.plan(INSTANCE)) == (7, {2: spot(480)})
    assert kept.rows[INSTANCE.name]["by"] == "better"


def test_a_plan_against_a_rule_is_refused_with_its_words(known):
    with pytest.raises(NotBetter, match="held twice"):
        known.offer(INSTANCE, camp(5, 7), {1: spot(480), 2: spot(500)}, "too good")
    assert known.rows == {}


def test_a_bound_only_falls_and_never_below_a_plan(known):
    known.offer(INSTANCE, camp(5, 7), {2: spot(480)}, "by hand")
    assert known.offer_bound(INSTANCE, 12.0)
    assert not known.offer_bound(INSTANCE, 13.0)
    assert known.offer_bound(INSTANCE, 11.0)
    with pytest.raises(NotBetter, match="below a plan worth 7"):
        known.offer_bound(INSTANCE, 6.0)
    with pytest.raises(NotBetter, match="at most 11"):
        known.offer(INSTANCE, camp(5, 70), {2: spot(480)}, "too good")


def test_the_command_judges_a_plan_of_somebody_else(tmp_path, capsys):
    name = named("camp-0060-1.2-1").name
    kept = HERE / "best_known" / f"{name}.csv"
    assert main(["check", name, str(kept)]) == 0
    good = json.loads(capsys.readouterr().out)
    assert good["value"] == good["best_known"] == value_of(named(name).problem(), read(kept.read_text().splitlines()))
    bad = tmp_path / "bad.csv"
    first, second = kept.read_text().splitlines()[1:3]
    where = first.partition(",")[2]
    bad.write_text("\n".join([kept.read_text().splitlines()[0], first, f"{second.split(',')[0]},{where}"]))
    assert main(["check", name, str(bad)]) == 1
    assert any("held twice" in words for words in json.loads(capsys.readouterr().out)["violations"])
    assert main(["check", "camp-9", str(kept)]) == 2


def test_no_bound_is_below_what_another_solver_proves_to_be_the_best():
    found = opinion(small_camp(1), workers=1)
    assert found.best is not None
    assert not found.contradicts
    assert found.bound - found.best < 0.06 * found.best


def test_a_camp_of_one_table_and_one_day_is_read_alike_by_both_solvers():
    tiny = made(patients=6, tables=1, days=1, load=1.0, seed=3, z=0.0)
    assert opinion(tiny, workers=1).best is not None
    assert Instance(60, 1.2, 1).problem(z=0.0).z == 0.0
