"""Every broken sheet is refused in one sentence: where, what was found, and what puts it right."""

import io
import time

import pytest

from camps.sheets.problems import SheetRefused
from camps.sheets.registrations import read_registrations
from tests.camps.sheets.broken.cells import CELLS
from tests.camps.sheets.broken.files import FILES
from tests.camps.sheets.samples import a_context


def read(broken):
    return read_registrations(io.BytesIO(broken.build()), name=broken.name, context=a_context())


@pytest.mark.parametrize("broken", CELLS, ids=lambda broken: broken.title)
def test_row_with_a_broken_cell_is_refused_in_a_useful_sentence(broken):
    found = read(broken)
    (problem,) = found.problems
    assert (problem.sheet_row, problem.column, problem.value) == (broken.row, broken.column, broken.value)
    for part in (f"row {broken.row}", broken.column, broken.value, broken.cure):
        assert part in problem.sentence
    assert broken.row not in [person.sheet_row for person in found.people]
    assert len(found.people) == found.rows - 1


@pytest.mark.parametrize("broken", FILES, ids=lambda broken: broken.title)
def test_broken_file_is_refused_in_a_useful_sentence(broken):
    data = broken.build()
    began = time.process_time()
    with pytest.raises(SheetRefused) as refused:
        read_registrations(io.BytesIO(data), name=broken.name, context=a_context())
    sentence = str(refused.value)
    for part in (broken.name, f"row {broken.row}" if broken.row else "", broken.value, broken.cure):
        assert part in sentence
    if broken.row != 20_002:  # every row before it has to be read
        assert time.process_time() - began < 2


def test_good_sheet_beside_the_broken_ones_is_taken():
    from tests.camps.sheets.broken.case import GOOD, HEADINGS, as_csv

    found = read_registrations(io.BytesIO(as_csv(HEADINGS, GOOD)), name="good.csv", context=a_context())
    assert found.problems == ()
    assert len(found.people) == 1
