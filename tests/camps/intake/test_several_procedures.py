"""Two procedures of one patient in one cell of a sheet."""

from camps.models import Outcome, Registration
from camps.services.intake.checking import answer_all_changes
from camps.services.intake.committing import commit
from camps.services.intake.undoing import undo
from tests.camps.intake.conftest import NOW, committed, outcomes, sheet, staged

ADA = "1,Ada Obi,30,F,08031234567,Bori,{},,,"


def asked(camp) -> list[str]:
    return [one.procedure_codes for one in Registration.objects.filter(camp=camp)]


def test_both_are_registered_and_the_same_sheet_again_changes_nothing(camp):
    committed(camp, sheet(ADA.format("TENDN + CLUBF")))
    assert asked(camp) == ["TENDN + CLUBF"]
    assert outcomes(staged(camp, sheet(ADA.format("tendn / clubf")))) == {2: Outcome.SAME}


def test_a_second_one_in_a_later_sheet_is_a_change_that_undo_takes_back(camp):
    committed(camp, sheet(ADA.format("TENDN")))
    again = staged(camp, sheet(ADA.format("TENDN + CLUBF")))
    assert again.rows.get().changes == {"procedure": ["TENDN", "TENDN + CLUBF"]}
    answer_all_changes(sheet_import=again, take=True)
    commit(sheet_import=again, agreed_to_texts=True, by=None, now=NOW)
    assert asked(camp) == ["TENDN + CLUBF"]
    undo(sheet_import=again, now=NOW)
    assert asked(camp) == ["TENDN"]


def test_an_operation_and_a_consultation_in_one_cell_are_refused_with_the_cure(camp):
    (problem,) = staged(camp, sheet(ADA.format("TENDN + CONS"))).rows.get().problems
    assert problem["kind"] == "procedure-kinds"
    assert "Keep the main one, such as TENDN" in problem["cure"]
