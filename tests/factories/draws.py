"""The numbers that the queue's ranges are drawn from, the same in every run.

They belong to a ticket by its id (scheduling/queue/draws.py), and ids go on counting from test to test: what is said
of a range would hold in ninety-eight runs of a hundred. Here a ticket has the row of its turn in the test.
"""

import pytest

from scheduling.queue import rest_of_day


@pytest.fixture(autouse=True)
def same_draws(monkeypatch):
    normal, uniform = rest_of_day.normal, rest_of_day.uniform
    turns: dict[int, int] = {}

    def turn(key: int) -> int:
        return turns.setdefault(key, len(turns))

    monkeypatch.setattr(rest_of_day, "normal", lambda keys: normal([turn(key) for key in keys]))
    monkeypatch.setattr(rest_of_day, "uniform", lambda key: uniform(turn(key)))
