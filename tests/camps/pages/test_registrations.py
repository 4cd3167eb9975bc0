"""One person at the desk: registering and putting right."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django_scopes import scopes_disabled

from camps.models import ConsentRecord, Contact, Guardian, Observation, Patient, Registration
from camps.services.procedures import add_procedure
from tests.factories.camps import NOW


@pytest.fixture(autouse=True)
def _looking_into_the_rows():
    with scopes_disabled():
        yield


@pytest.fixture
def desk(world):
    return world.client("desk")


def new(world) -> str:
    return f"/camps/{world.camp.slug}/registrations/new/"


def page(world, rest: str = "") -> str:
    return f"/camps/{world.camp.slug}/registrations/{world.registration.number}/{rest}"


PERSON = {"phone": "0803 407 5099", "phone_owner": "self", "name": "Ebi Dokubo", "birth": "about 15", "urgency": "4"}


def test_a_person_is_registered_with_a_phone_in_any_spelling_and_an_age(world, desk):
    answer = desk.post(new(world), PERSON | {"email": "EBI@example.test", "agreed": "yes", "hb": "10.5"})
    assert answer["Location"] == f"/camps/{world.camp.slug}/registrations/3/"
    patient = Registration.objects.get(number=3).patient
    assert [c.value for c in Contact.objects.filter(patient=patient)] == ["+2348034075099", "ebi@example.test"]
    assert (patient.birth_estimated, patient.birth_date.year) == (True, 2011)
    assert ConsentRecord.objects.get(patient=patient).given
    assert Observation.objects.get(patient=patient).value == Decimal("10.50")
    assert "about 2011" in desk.get(answer["Location"]).content.decode()


def test_a_birth_date_is_exact_unless_it_is_said_to_be_a_guess(world, desk):
    desk.post(new(world), PERSON | {"birth": "17/05/2015"})
    desk.post(new(world), PERSON | {"name": "Tari", "birth": "17/05/2015", "birth_estimated": "on"})
    found = [row.patient for row in Registration.objects.filter(number__gte=3).order_by("number")]
    assert [(p.birth_date, p.birth_estimated) for p in found] == [(date(2015, 5, 17), False), (date(2015, 5, 17), True)]


def test_the_side_of_the_operation_stands_in_full_on_the_page_and_is_put_right(world, desk):
    answer = desk.post(new(world), PERSON | {"side": "left"}, follow=True)
    assert "<strong>LEFT</strong>" in answer.content.decode()
    desk.post(page(world, "case/"), {"side": "right", "urgency": "4"})
    assert "<strong>RIGHT</strong>" in desk.get(page(world)).content.decode()


def test_no_phone_is_an_answer_and_silence_is_not(world, desk):
    nobody = PERSON | {"phone": ""}
    answer = desk.post(new(world), nobody)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    answer = desk.post(new(world), nobody | {"no_phone": "on"}, follow=True)
    assert "No phone or e-mail" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone": "0803"}, "phone"),
        ({"phone": "08034075099 / 08034075098"}, "phone"),
        ({"no_phone": "on"}, "no_phone"),
        ({"name": "  "}, "name"),
        ({"name": "???"}, "name"),
        ({"birth": "31/02/2015"}, "birth"),
        ({"birth": "130"}, "birth"),
        ({"phone_owner": "guardian"}, "guardian_name"),
        ({"arrives_on": "2027-03-03"}, "arrives_on"),
        ({"hb": "110"}, "hb"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(world, desk, values, field):
    answer = desk.post(new(world), PERSON | {"complaint": "a lump"} | values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "a lump" in answer.content.decode()
    assert Registration.objects.count() == 2


def test_the_same_name_and_phone_is_asked_about(world, desk):
    twin = PERSON | {"name": "amadi ALPHA", "phone": "+234 803 407 5067"}
    answer = desk.post(new(world), twin)
    assert list(answer.context["form"].errors) == ["same_as"]
    assert "Alpha Amadi, 2015, Alpha Town" in answer.content.decode()
    assert desk.post(new(world), twin | {"same_as": "new"}).status_code == 302
    assert Patient.objects.filter(contacts__value="+2348034075067").count() == 2


def test_the_same_person_is_not_registered_twice_at_one_camp(world, desk):
    twin = PERSON | {"name": "Alpha Amadi", "phone": "+2348034075067", "same_as": str(world.registration.patient_id)}
    answer = desk.post(new(world), twin)
    assert answer.status_code == 422
    assert "registered at this camp already" in answer.content.decode()


def test_somebody_elses_patient_can_not_be_named_as_the_same(world, desk):
    twin = PERSON | {"name": "Alpha Amadi", "phone": "+2348034075067", "same_as": str(world.referred.patient_id)}
    assert list(desk.post(new(world), twin).context["form"].errors) == ["same_as"]


def test_a_guardians_phone_is_the_guardians(world, desk):
    desk.post(new(world), PERSON | {"phone_owner": "guardian", "guardian_name": "Ladi", "guardian_relation": "mother"})
    contact = Contact.objects.get(value="+2348034075099")
    assert (contact.owner, contact.guardian.name) == ("guardian", "Ladi")


def test_a_person_is_put_right(world, desk):
    standing = desk.get(page(world, "person/")).context["form"].initial
    assert (standing["name"], standing["birth"]) == ("Alpha Amadi", "2015-05-17")
    assert desk.post(page(world, "person/"), standing | {"name": "Alpha Amaadi"})["Location"] == page(world)
    patient = Patient.objects.get(pk=world.registration.patient_id)
    assert (patient.name_key, patient.birth_date, patient.birth_estimated) == ("alpha amaadi", date(2015, 5, 17), False)


def test_what_a_person_comes_for_is_put_right(world, desk):
    desk.post(page(world, "case/"), {"urgency": "2", "procedure": world.procedure.pk, "complaint": "knee"})
    row = Registration.objects.get(pk=world.registration.pk)
    assert (row.urgency, row.procedure, row.complaint, row.family) == (2, world.procedure, "knee", None)


def test_ways_to_reach_a_person_are_added_and_removed(world, desk):
    assert (
        desk.post(page(world, "contacts/new/"), {"kind": "mail", "value": "no mail", "owner": "self"}).status_code
        == 422
    )
    assert (
        desk.post(
            page(world, "contacts/new/"), {"kind": "phone", "value": "0701 294 1326", "owner": "guardian"}
        ).status_code
        == 302
    )
    added = Contact.objects.get(value="+2347012941326")
    assert (added.rank, added.guardian.name) == (1, "Alpha Amadi senior")
    desk.post(page(world, f"contacts/{world.contact.pk}/delete/"))
    assert list(Contact.objects.filter(patient=world.registration.patient)) == [added]


def test_a_guardian_is_named_and_removed(world, desk):
    desk.post(page(world, "guardian/"), {"name": "Tari", "relation": "aunt"})
    assert Guardian.objects.get(patient=world.registration.patient).name == "Tari"
    desk.post(page(world, "guardian/delete/"))
    assert not Guardian.objects.filter(patient=world.registration.patient).exists()


def test_a_consent_and_a_value_are_written_down(world, desk):
    consent = {"purpose": "texts", "given": "no", "giver": "guardian", "how": "by phone"}
    with time_machine.travel(NOW + timedelta(minutes=1)):
        world.client("coordinator").post(page(world, "consents/new/"), consent)
    newest = ConsentRecord.objects.filter(patient=world.registration.patient).latest("id")
    assert (newest.given, newest.by) == (False, world.members["coordinator"].user)
    desk.post(page(world, "haemoglobin/new/"), {"value": "9.9"})
    text = desk.get(page(world)).content.decode()
    assert "9.9 g/dL" in text
    assert "refused or withdrawn" in text


def test_a_doctor_reads_and_changes_nothing(world):
    text = world.client("doctor").get(page(world)).content.decode()
    assert "Alpha Amadi" in text
    assert "Change the person" not in text


def test_a_second_procedure_is_ticked_and_one_done_elsewhere_is_refused_beside_it(world, desk):
    nail = add_procedure(camp=world.camp, code="NAIL", name="Nail out", median_min=20, p90_min=30)
    look = add_procedure(camp=world.camp, code="LOOK", name="Eye test", median_min=5, p90_min=9, station_kind="desk")
    case = {"procedure": world.procedure.pk, "urgency": "4", "more_procedures": [nail.pk]}
    shown = desk.post(page(world, "case/"), case, follow=True).content.decode()
    assert "Alpha operation + Nail out" in shown
    answer = desk.post(page(world, "case/"), case | {"more_procedures": [nail.pk, look.pk]})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["more_procedures"])
    assert world.registration.procedure_codes.endswith(" + NAIL")
