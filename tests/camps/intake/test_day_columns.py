"""Hours and conditions of a patient in a sheet: read, compared with what stands, taken back."""

from datetime import time

from camps.models import Outcome, Registration
from camps.services.day_facts import change_day_facts
from camps.services.doctors import add_doctor
from camps.services.intake.checking import answer_all_changes
from camps.services.intake.committing import commit
from camps.services.intake.undoing import undo
from tests.camps.intake.conftest import NOW, committed, outcomes, sheet, staged

HEADINGS = "Name,Age,Phone,Procedure,Not before,Doit partir à,Diabétique,Infected"
ADA = "Ada Obi,30,08031234567,TENDN,{}"


def day_sheet(rest: str):
    return sheet(ADA.format(rest), headings=HEADINGS)


def stands(camp) -> list[object]:
    one = Registration.objects.get(camp=camp)
    return [one.earliest_time, one.home_by, one.diabetic, one.infected]


def test_they_are_registered_and_the_same_sheet_again_changes_nothing(camp):
    committed(camp, day_sheet("10:30,4 pm,oui,yes"))
    assert stands(camp) == [time(10, 30), time(16), True, True]
    assert outcomes(staged(camp, day_sheet("10h30,16:00,x,yes"))) == {2: Outcome.SAME}
    assert outcomes(staged(camp, day_sheet(",,,"))) == {2: Outcome.SAME}


def test_a_change_leaves_what_was_entered_by_hand_and_undo_takes_it_back(camp):
    committed(camp, day_sheet(",,,"))
    wished = add_doctor(organisation=camp.organisation, name="Ben", role="surgeon")
    one = Registration.objects.get(camp=camp)
    change_day_facts(registration=one, infected=True, preferred_doctor=wished)
    again = staged(camp, day_sheet("11:00,,yes,"))
    assert again.rows.get().changes == {"earliest_time": ["", "11:00"], "diabetic": [False, True]}
    answer_all_changes(sheet_import=again, take=True)
    commit(sheet_import=again, agreed_to_texts=True, by=None, now=NOW)
    one.refresh_from_db()
    assert (stands(camp), one.preferred_doctor) == ([time(11), None, True, True], wished)
    undo(sheet_import=again, now=NOW)
    assert stands(camp) == [None, None, False, True]


def test_hours_that_cross_are_refused_in_their_row(camp):
    (problem,) = staged(camp, day_sheet("11:00,10:00,,")).rows.get().problems
    assert (problem["kind"], problem["column"]) == ("hours-cross", "Doit partir à")
