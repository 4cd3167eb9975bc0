from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from camps.errors import Invalid, Taken
from camps.models import ConsentRecord, Contact, Family, Guardian, Observation, Patient, Registration, Resource
from camps.services.patients import add_contact, change_patient, record_consent, remove_guardian, set_guardian
from camps.services.registrations import CHUNK, NewContact, NewPerson, change_registration, register, register_many
from tests.factories.camps import NOW, make_camp, make_world

PHONE = NewContact(kind="phone", value="+2348034075099", owner="guardian")


def person(number: int = 1, **values) -> NewPerson:
    return NewPerson(**{"name": f"Person {number}", **values})


def many(world, people, **values):
    return register_many(camp=world.camp, people=people, by=None, now=NOW, how="registration sheet", **values)


def test_a_person_is_registered_with_all_that_is_known(world):
    made = register(
        camp=world.camp,
        person=person(
            name="  Ọlá   Adé ", birth_date=date(2020, 1, 1), birth_estimated=True, contacts=(PHONE,),
            guardian_name="Ngozi Ade", guardian_relation="mother", family="F1", procedure=world.procedure, urgency=2,
            hb=Decimal("10.4"), agreed_to_texts=False, town="Bori",
        ),
        by=world.members["desk"].user,
        now=NOW,
    )  # fmt: skip
    patient, guardian = made.patient, Guardian.objects.get(patient=made.patient)
    contact, consent = Contact.objects.get(patient=patient), ConsentRecord.objects.get(patient=patient)
    hb = Observation.objects.get(registration=made)
    assert (made.number, made.family.code, made.urgency, made.decision) == (3, "F1", 2, "new")
    assert (patient.name, patient.name_key, patient.birth_estimated) == ("Ọlá Adé", "ola ade", True)
    assert (contact.value, contact.owner, contact.guardian) == (PHONE.value, "guardian", guardian)
    assert (consent.given, consent.giver, consent.at, consent.how) == (False, "guardian", NOW, "said at registration")
    assert (hb.kind, hb.value, hb.unit) == ("hb", Decimal("10.40"), "g/dL")
    assert Resource.objects.get(patient=patient).unit == 1


def test_nobody_asked_is_no_consent_and_no_refusal(world):
    made = register(camp=world.camp, person=person(), by=None, now=NOW)
    assert not ConsentRecord.objects.filter(patient=made.patient).exists()


def test_a_phone_written_twice_is_one_contact_and_the_order_is_kept(world):
    mail = NewContact(kind="mail", value="a@example.test")
    twice = NewContact(kind="phone", value=PHONE.value)
    made = register(camp=world.camp, person=person(contacts=(PHONE, mail, twice)), by=None, now=NOW)
    found = Contact.objects.filter(patient=made.patient).values_list("rank", "value", "owner")
    assert list(found) == [(0, PHONE.value, "guardian"), (1, "a@example.test", "self")]


def test_somebody_known_comes_to_another_camp_as_the_same_person(world):
    camp = make_camp(world.organisation, name="Other")
    known = world.registration.patient
    made = register(camp=camp, person=person(patient=known, hb=Decimal(9)), by=None, now=NOW)
    assert (made.patient, made.number) == (known, 1)
    assert Resource.objects.filter(patient=known).count() == 1
    with pytest.raises(Taken):
        register(camp=camp, person=person(patient=known), by=None, now=NOW)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"sex": "X"}, "sex"),
        ({"urgency": 9}, "urgency"),
        ({"complaint": "x" * 301}, "complaint"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_nothing_is_written(world, values, field):
    before = Patient.objects.count()
    with pytest.raises(Invalid) as refused:
        many(world, [person(1), person(2, **values)])
    assert refused.value.field == field
    assert Patient.objects.count() == before


def test_a_sheet_is_numbered_in_its_order(world):
    seen: list[tuple[int, int]] = []
    people = (person(n, sheet_row=n + 1) for n in range(1, CHUNK + 3))
    assert (
        many(world, people, on_chunk=lambda made: seen.extend((row.number, row.sheet_row) for row in made)) == CHUNK + 2
    )
    assert seen == [(n + 2, n + 1) for n in range(1, CHUNK + 3)]


def test_a_family_is_one_across_chunks(world):
    many(world, (person(n, family="Amadi") for n in range(CHUNK + 1)))
    assert Family.objects.filter(camp=world.camp, code="Amadi").count() == 1
    assert Registration.objects.filter(family__code="Amadi").count() == CHUNK + 1


def test_the_number_of_statements_does_not_grow_with_the_people(world):
    def statements(people: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            many(
                world,
                [
                    person(n, contacts=(PHONE,), guardian_name="G", hb=Decimal(9), family=str(people))
                    for n in range(people)
                ],
            )
        return len(seen)

    assert statements(3) == statements(300)


def test_a_registration_of_another_organisation_is_not_counted(world):
    other = make_world("Beta")
    with scope(organisation=other.organisation):
        assert register(camp=other.camp, person=person(), by=None, now=NOW).number == 3


@pytest.mark.django_db(transaction=True)
def test_people_registered_at_once_get_different_numbers():
    world = make_world("Alpha")

    def one(n: int) -> int:
        try:
            with scope(organisation=world.organisation):
                return register(camp=world.camp, person=person(n), by=None, now=NOW).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(16))) == list(range(3, 19))


def test_what_a_patient_comes_for_can_be_put_right(world):
    change_registration(registration=world.registration, complaint="other", urgency=1, family="New")
    world.registration.refresh_from_db()
    assert (world.registration.complaint, world.registration.family.code, world.registration.procedure) == (
        "other",
        "New",
        None,
    )


def test_a_new_name_is_found_by_its_new_key(world):
    assert change_patient(patient=world.registration.patient, name="Ẹniọlá").name_key == "eniola"


def test_a_birth_date_that_is_gone_is_not_estimated(world):
    assert not change_patient(patient=world.registration.patient, name="X", birth_estimated=True).birth_estimated


def test_a_contact_is_added_first_or_last_but_once(world):
    patient = world.registration.patient
    add_contact(patient=patient, kind="mail", value="LAST@example.test")
    add_contact(patient=patient, kind="mail", value="first@example.test", first=True)
    assert [c.value for c in Contact.objects.filter(patient=patient)] == [
        "first@example.test", "+2348034075067", "last@example.test",
    ]  # fmt: skip
    with pytest.raises(Taken):
        add_contact(patient=patient, kind="mail", value="last@example.test")


def test_a_guardian_is_renamed_and_keeps_the_phones(world):
    patient = world.registration.patient
    guardian = set_guardian(patient=patient, name="Tari", relation="aunt")
    assert Guardian.objects.get(patient=patient) == guardian
    assert Contact.objects.get(patient=patient).guardian == guardian
    remove_guardian(guardian=guardian)
    assert Contact.objects.get(patient=patient).owner == "other"


def test_a_withdrawal_is_added_and_the_agreement_stays(world):
    patient = world.registration.patient
    record_consent(patient=patient, purpose="texts", given=False, how="by phone", now=NOW, by=None)
    assert list(ConsentRecord.objects.filter(patient=patient).values_list("given", flat=True)) == [True, False]
