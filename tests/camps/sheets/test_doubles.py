"""Who stands twice in a sheet, and who is left in it after a person has decided."""

from camps.sheets.doubles import Answer, Double, find_doubles
from camps.sheets.people import Person

A, B = "+2348034075067", "+2348061234567"


def person(row, name="Ada Obi", *phones, guardian=()):
    return Person(sheet_row=row, name=name, phones=phones, guardian_phones=guardian)


def pairs(people, decisions=None):
    return [(d.first, d.twin) for d in find_doubles(people, decisions=decisions) if d.answer is Answer.SAME]


def test_same_letters_in_any_order_and_case_with_the_same_phone_are_a_double():
    people = [person(2, "Ada Obi", A), person(3, "OBI  ADA", A), person(4, "Ada Obí", A), person(5, "Ada Obj", A)]
    assert find_doubles(people) == [Double(2, 3, "name and phone", Answer.SAME, decided=False)]


def test_twins_are_told_with_the_first_of_them():
    assert pairs([person(2, "Ada", A), person(3, "Ada", A), person(4, "Ada", A)]) == [(2, 3), (2, 4)]


def test_same_name_without_a_phone_is_two_people():
    assert pairs([person(2), person(3)]) == []
    assert pairs([person(2, "Ada Obi", A), person(3)]) == []


def test_one_phone_for_many_people_makes_no_double():
    assert pairs([person(2, "Ada Obi", A), person(3, "Ben Obi", A)]) == []


def test_any_phone_in_common_is_enough():
    assert pairs([person(2, "Ada", A), person(3, "Ada", A, B), person(4, "Ada", B)]) == [(2, 3), (2, 4)]


def test_letters_of_a_name_are_compared_composed():
    assert pairs([person(2, "A\u0301da", A), person(3, "\u00c1da", A)]) == [(2, 3)]


def test_name_with_the_same_guardians_phone_is_asked_and_stands_as_two_people():
    people = [person(2, guardian=(A,)), person(3, guardian=(A,)), person(4, "Ben", guardian=(A,))]
    assert find_doubles(people) == [Double(2, 3, "name and guardian's phone", Answer.TWO, decided=False)]


def test_decision_of_a_person_is_kept_both_ways():
    people = [
        person(2, "Ada", A),
        person(3, "Ada", A),
        person(4, "Ada", A),
        person(5, guardian=(B,)),
        person(6, guardian=(B,)),
    ]
    found = find_doubles(people, decisions={3: Answer.TWO, 6: Answer.SAME})
    assert found == [
        Double(2, 3, "name and phone", Answer.TWO, decided=True),
        Double(2, 4, "name and phone", Answer.SAME, decided=False),
        Double(5, 6, "name and guardian's phone", Answer.SAME, decided=True),
    ]


def test_first_of_a_pair_is_never_itself_a_twin():
    people = [person(2, "Ada", A), person(3, "Ada", A, guardian=(B,)), person(4, "Ada", guardian=(B,))]
    assert pairs(people, decisions={4: Answer.SAME}) == [(2, 3), (2, 4)]
