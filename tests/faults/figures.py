"""What a fault test measured, as one JSON line on the terminal: `make faults` shows them."""

import json
import time
from collections import Counter
from contextlib import contextmanager

import pytest


class Figures:
    """`note(sent=…)` adds figures; `timed("name")` the seconds of a block."""

    def __init__(self, test):
        self.values = {"test": test}

    def note(self, **values):
        self.values.update(values)

    @contextmanager
    def timed(self, name):
        begun = time.monotonic()
        yield
        self.values[name] = round(time.monotonic() - begun, 2)

    def note_states(self, rows):
        self.values["states"] = dict(Counter(rows.values_list("state", flat=True)))


@pytest.fixture
def figures(request, capsys):
    """Printed when the test is over, also a failed one."""
    taken = Figures(request.node.name)
    yield taken
    with capsys.disabled():
        print(f"\n{json.dumps(taken.values)}", flush=True)
