"""Several procedures for one patient, under one anaesthetic."""

import pytest

from camps.errors import InUse, Invalid
from camps.models import Decision, Procedure
from camps.services.procedures import add_procedure, remove_procedure
from camps.services.registrations import NewPerson, change_registration, register, register_many
from camps.services.screening import screen
from tests.factories.camps import NOW, make_camp


@pytest.fixture
def hernia(world) -> Procedure:
    return add_procedure(camp=world.camp, code="HERN", name="Hernia", median_min=40, p90_min=60)


def test_the_main_one_comes_first_and_none_twice(world, hernia):
    extra = add_procedure(camp=world.camp, code="AAA", name="Other", median_min=10, p90_min=20)
    made = change_registration(
        registration=world.registration, procedure=hernia, more_procedures=[world.procedure, hernia, extra, extra]
    )
    assert made.procedure_codes == f"HERN + AAA + {world.procedure.code}"
    assert sum(one.median_min for one in made.procedures) == 40 + 10 + world.procedure.median_min


def test_whole_sheets_of_people_keep_their_pairs(world, hernia):
    people = [NewPerson(name="One", procedure=hernia, more_procedures=[world.procedure]), NewPerson(name="Two")]
    made = []
    register_many(camp=world.camp, people=people, by=None, now=NOW, how="sheet", on_chunk=made.extend)
    assert [one.procedure_codes for one in made] == [f"HERN + {world.procedure.code}", ""]


def test_what_is_done_in_two_kinds_of_place_is_refused_and_nothing_is_written(world):
    look = add_procedure(camp=world.camp, code="LOOK", name="Eye test", median_min=5, p90_min=9, station_kind="desk")
    with pytest.raises(Invalid, match="can't be done under one anaesthetic") as refusal:
        change_registration(registration=world.registration, procedure=world.procedure, more_procedures=[look])
    assert refusal.value.field == "more_procedures"
    with pytest.raises(Invalid):
        register(
            camp=world.camp,
            person=NewPerson(name="One", procedure=world.procedure, more_procedures=[look]),
            by=None,
            now=NOW,
        )


def test_another_camps_procedure_is_refused(world):
    other = make_camp(world.organisation, name="Other")
    foreign = add_procedure(camp=other, code="HERN", name="Hernia", median_min=40, p90_min=60)
    with pytest.raises(Invalid, match="no procedure of this camp"):
        change_registration(registration=world.registration, procedure=world.procedure, more_procedures=[foreign])


def test_more_without_a_main_one_is_refused(world, hernia):
    with pytest.raises(Invalid) as refusal:
        change_registration(registration=world.registration, procedure=None, more_procedures=[hernia])
    assert refusal.value.field == "procedure"


def test_a_procedure_asked_for_beside_another_is_not_deleted(world, hernia):
    change_registration(registration=world.registration, procedure=world.procedure, more_procedures=[hernia])
    with pytest.raises(InUse):
        remove_procedure(procedure=hernia)


def test_the_rules_of_each_of_them_decide(world, hernia):
    hernia.max_age_years = 3
    hernia.save()
    change_registration(registration=world.registration, procedure=world.procedure, more_procedures=[hernia])
    screen(camp=world.camp, now=NOW)
    world.registration.refresh_from_db()
    assert world.registration.decision == Decision.NOT_NOW
    assert "Hernia needs at most 3 years" in world.registration.decision_reason
