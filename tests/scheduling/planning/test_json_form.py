"""What is written as JSON is read back as it was; what can't be read says where."""

import json

import pytest
from hypothesis import given

from scheduling.planning.json_form import problem_from_json, problem_to_json, solution_from_json, solution_to_json
from scheduling.planning.solution import Solution
from tests.scheduling.planning.problems import case, problem, problems, spot


@given(problems())
def test_any_problem_is_read_back_as_it_was(a_problem):
    assert problem_from_json(json.loads(json.dumps(problem_to_json(a_problem)))) == a_problem


def test_pins_and_plans_are_read_back_as_they_were():
    a_problem = problem(case(1, pinned=spot(), stands=spot(600)))
    assert problem_from_json(json.loads(json.dumps(problem_to_json(a_problem)))) == a_problem
    solution = Solution(spots={1: spot(), 12: spot(600, leader=None)}, bound=99.5)
    assert solution_from_json(json.loads(json.dumps(solution_to_json(solution)))) == solution


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dayz": 3}, "problem.dayz: 3 is not known"),
        ({"tables": [{"key": 1}]}, "table.name is missing"),
        ({"tables": [{"key": 1, "name": "T", "hours": 7}]}, "table.hours: 7 can't be read"),
        ({"cases": "none"}, "case: 'n' is no object"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(change, words):
    with pytest.raises(ValueError, match=words):
        problem_from_json({**problem_to_json(problem()), **change})
