"""A sheet for a camp that has people: who is new, the same or changed, and what is asked."""

from decimal import Decimal

import pytest

from camps.models import ConsentRecord, Contact, Observation, Outcome, Owner, Registration
from camps.services.intake.checking import answer_all_changes, answer_changes, answer_doubles, check_again
from camps.services.intake.committing import ChangesToAnswer, commit
from camps.services.intake.whole import load_sheet
from camps.services.patients import add_contact, change_patient, record_consent
from camps.services.registrations import NewContact, NewPerson, change_registration, register
from tests.camps.intake.conftest import NOW, committed, names, outcomes, sheet, staged

ADA = "1,Ada Obi,30,F,08031234567,Bori,CONS,,,"


def agree(sheet_import):
    return commit(sheet_import=sheet_import, agreed_to_texts=True, by=None, now=NOW)


def test_a_changed_cell_is_shown_with_the_old_and_the_new_value(camp):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Aba,OSTEO,,,urgent"))
    row = again.rows.get()
    assert row.outcome == Outcome.CHANGED
    assert row.changes == {"town": ["Bori", "Aba"], "procedure": ["CONS", "OSTEO"], "urgency": [4, 2]}


def test_a_change_must_be_answered_before_the_commit(camp):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Aba,CONS,,,"))
    with pytest.raises(ChangesToAnswer, match="One row says otherwise"):
        agree(again)
    again.refresh_from_db()
    assert again.state == "staged"


@pytest.mark.parametrize(("take", "town"), [(True, "Aba"), (False, "Bori")])
def test_a_change_is_written_only_when_it_is_taken(camp, take, town):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Aba,CONS,,,"))
    answer_changes(sheet_import=again, take={2: take})
    agree(again)
    assert [row.patient.town for row in Registration.objects.all()] == [town]


def test_a_changed_row_can_be_somebody_else(camp):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,60,F,08031234567,Aba,CONS,,,"))
    answer_changes(sheet_import=again, take={}, somebody_else=(2,))
    assert outcomes(again) == {2: Outcome.NEW}
    agree(again)
    assert names(camp) == ["Ada Obi", "Ada Obi"]


def test_an_answer_about_changes_is_asked_again_when_the_changes_are_others(camp):
    committed(camp, sheet(ADA))
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Aba,CONS,,,"))
    answer_all_changes(sheet_import=again, take=True)
    change_registration(registration=Registration.objects.get(), complaint="", procedure=None)
    check_again(sheet_import=again)
    assert again.rows.get().take_changes is None


def test_the_side_that_somebody_wrote_down_outlives_a_second_sheet(camp):
    committed(camp, sheet(ADA))
    change_registration(registration=Registration.objects.get(), side="left")
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234567,Bori,OSTEO,,,urgent"))
    answer_all_changes(sheet_import=again, take=True)
    agree(again)
    one = Registration.objects.get()
    assert (one.procedure.code, one.side) == ("OSTEO", "left")


def test_an_empty_cell_changes_nothing(camp):
    committed(camp, sheet("1,Ada Obi,30,F,08031234567,Bori,CONS,Mama Obi,08037654321,urgent"))
    again = staged(camp, sheet("1,Ada Obi,,,08031234567,,CONS,,,"))
    assert outcomes(again) == {2: Outcome.SAME}


def test_a_name_in_another_order_or_case_is_the_same(camp):
    committed(camp, sheet(ADA))
    assert outcomes(staged(camp, sheet("9,OBI ada,30,F,+2348031234567,Bori,CONS,,,"))) == {2: Outcome.SAME}


def test_who_was_registered_by_hand_is_known_too(camp):
    person = NewPerson(name="Ada Obi", contacts=(NewContact(kind="phone", value="+2348031234567"),))
    register(camp=camp, person=person, by=None, now=NOW)
    assert outcomes(staged(camp, sheet(ADA))) == {2: Outcome.CHANGED}


def test_who_was_registered_between_check_and_commit_is_not_registered_twice(camp):
    waiting = staged(camp, sheet("1,Ada Obi,,,08031234567,,,,,", "2,Musa Bello,40,M,08031234568,Bori,CONS,,,"))
    person = NewPerson(name="Ada Obi", contacts=(NewContact(kind="phone", value="+2348031234567"),))
    register(camp=camp, person=person, by=None, now=NOW)
    agree(waiting)
    assert names(camp) == ["Ada Obi", "Musa Bello"]
    assert outcomes(waiting) == {2: Outcome.SAME, 3: Outcome.NEW}


def test_a_person_whose_name_was_put_right_by_hand_is_found_by_what_the_sheet_said(camp):
    committed(camp, sheet(ADA))
    patient = Registration.objects.get().patient
    change_patient(patient=patient, name="Adaeze Obi", birth_date=patient.birth_date, birth_estimated=True, sex="F")
    again = staged(camp, sheet(ADA))
    assert outcomes(again) == {2: Outcome.CHANGED}
    assert again.rows.get().changes["name"] == ["Adaeze Obi", "Ada Obi"]


def test_a_phone_put_right_in_the_sheet_replaces_the_wrong_one_and_keeps_what_the_desk_added(camp):
    committed(camp, sheet(ADA))
    add_contact(patient=Registration.objects.get().patient, kind="phone", value="+2348099999999")
    again = staged(camp, sheet("1,Ada Obi,30,F,08031234500,Bori,CONS,,,"))
    assert again.rows.get().changes == {
        "phones": [["+2348031234567", "+2348099999999"], ["+2348031234500", "+2348099999999"]]
    }
    answer_all_changes(sheet_import=again, take=True)
    agree(again)
    assert list(Contact.objects.values_list("value", flat=True)) == ["+2348031234500", "+2348099999999"]


def test_two_people_with_a_name_and_an_age_in_common_are_not_taken_for_one(camp):
    committed(camp, sheet(ADA))
    other = staged(
        camp, sheet("1,Somebody Else,20,M,08031230000,Bori,CONS,,,", "2,Ada Obi,30,F,08039999999,Bori,CONS,,,")
    )
    assert outcomes(other) == {2: Outcome.NEW, 3: Outcome.NEW}


@pytest.mark.parametrize(("born", "outcome"), [("17/05/1985", Outcome.CHANGED), ("01/01/1985", Outcome.NEW)])
def test_a_name_and_a_birth_date_make_one_person_but_new_year_is_everybodys_birthday(camp, born, outcome):
    committed(camp, sheet(f"1,Ada Obi,{born},F,08031234567,Bori,CONS,,,"))
    other = sheet("1,Musa Bello,40,M,08031234568,Bori,CONS,,,", f"2,Ada Obi,{born},F,08039999999,Bori,CONS,,,")
    assert outcomes(staged(camp, other))[3] == outcome


def test_people_without_any_contact_are_known_again_by_name_age_and_town(camp):
    rows = ("1,Ada Obi,30,F,,Bori,CONS,,,", "2,Ada Obi,60,F,,Bori,CONS,,,")
    committed(camp, sheet(*rows))
    again = staged(camp, sheet(*reversed(rows)))
    assert set(outcomes(again).values()) == {Outcome.SAME}
    assert names(camp) == ["Ada Obi", "Ada Obi"]


def test_two_children_whose_names_share_their_letters_stay_two(camp):
    rows = ("1,Ada Obi,3,F,,Bori,CONS,Mama Obi,08031234567,", "2,Daa Obi,5,F,,Bori,CONS,Mama Obi,08031234567,")
    first = committed(camp, sheet(*rows))
    assert set(outcomes(first).values()) == {Outcome.NEW}
    assert set(outcomes(staged(camp, sheet(*reversed(rows)))).values()) == {Outcome.SAME}


def test_a_double_is_left_out_with_its_twin_named(camp):
    rows = (ADA, "2,OBI ADA,30,F,08031234567,Bori,CONS,,,")
    done = committed(camp, sheet(*rows))
    assert outcomes(done) == {2: Outcome.NEW, 3: Outcome.DOUBLED}
    assert done.rows.get(sheet_row=3).twin_row == 2
    assert names(camp) == ["Ada Obi"]


def test_a_double_that_is_two_people_is_registered_twice_and_known_again_without_asking(camp):
    rows = (ADA, "2,OBI ADA,30,F,08031234567,Bori,CONS,,,")
    first = staged(camp, sheet(*rows))
    answer_doubles(sheet_import=first, two_people={3: True})
    agree(first)
    assert names(camp) == ["Ada Obi", "OBI ADA"]
    assert outcomes(staged(camp, sheet(*rows))) == {2: Outcome.SAME, 3: Outcome.SAME}


def test_a_command_leaves_what_stands_unless_told_to_take_the_changes(camp):
    committed(camp, sheet(ADA))
    changed = "1,Ada Obi,30,F,08031234567,Aba,CONS,,,"
    how = {"camp": camp, "name": "x.csv", "agreed_to_texts": None, "by": None, "now": NOW}
    assert load_sheet(file=sheet(changed), **how).outcomes["changed"] == 1
    assert Registration.objects.get().patient.town == "Bori"
    load_sheet(file=sheet(changed), take_changes=True, **how)
    assert Registration.objects.get().patient.town == "Aba"


def test_every_field_of_a_sheet_can_be_changed(camp):
    headings = (
        "Name,Age,Sex,Phone,Email,Town,Km,Complaint,Procedure,Hb,Language,Guardian,Guardian phone,Family,"
        "Can arrive from,Urgency,Remarks"
    )
    committed(camp, sheet("Ada Obi,30,F,08031234567,,,,,,,,,,,,,", headings=headings))
    full = (
        "Ada Obi,17/05/1997,F,08031234567/08031234568,a@b.org,Aba,12,pain,OSTEO,11.2,Igbo,Mama,08037654321,F1,day 2,"
        "soon,none yet"
    )
    again = staged(camp, sheet(full, headings=headings))
    answer_all_changes(sheet_import=again, take=True)
    agree(again)
    assert outcomes(staged(camp, sheet(full, headings=headings))) == {2: Outcome.SAME}
    stands = Registration.objects.select_related("patient", "procedure", "family").get()
    assert (stands.patient.town, stands.km_to_venue, stands.procedure.code, stands.family.code) == (
        "Aba",
        12,
        "OSTEO",
        "F1",
    )
    assert (stands.urgency, stands.remarks, stands.arrives_on) == (3, "none yet", camp.dates[1])
    assert Observation.objects.get().value == Decimal("11.2")
    assert Contact.objects.get(owner=Owner.GUARDIAN).guardian.name == "Mama"


def test_one_answer_for_a_sheet_never_speaks_against_a_persons_own_word(camp):
    committed(camp, sheet(ADA), agreed=True)
    patient = Registration.objects.get().patient
    record_consent(patient=patient, purpose="texts", given=False, how="by phone", now=NOW, by=None)
    committed(camp, sheet(ADA), agreed=True)
    assert list(ConsentRecord.objects.order_by("pk").values_list("given", flat=True)) == [True, False]


def test_who_was_registered_before_gets_the_answer_when_nothing_is_on_record(camp):
    register(
        camp=camp,
        person=NewPerson(name="Ada Obi", contacts=(NewContact(kind="phone", value="+2348031234567"),)),
        by=None,
        now=NOW,
    )
    again = staged(camp, sheet("1,Ada Obi,,,08031234567,,,,,"))
    commit(sheet_import=again, agreed_to_texts=False, by=None, now=NOW)
    assert [record.given for record in ConsentRecord.objects.all()] == [False]
