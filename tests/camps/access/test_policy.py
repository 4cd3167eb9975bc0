"""The decision table, written out a second time: a change of rights must be made in two places on purpose."""

import pytest
from django_scopes import scope

from camps.models import Role
from camps.policy import EXPERT, RIGHTS, Verb, can, may
from tests.factories.camps import make_world

pytestmark = pytest.mark.django_db

EVERYBODY = ["owner", "organiser", "coordinator", "desk", "doctor", EXPERT, "viewer"]
TABLE = """
                     owner organiser coordinator desk doctor expert viewer
see_camp             yes   yes       yes         yes  yes    no     yes
edit_camp            yes   yes       no          no   no     no     no
edit_availability    yes   yes       yes         no   no     no     no
see_registrations    yes   yes       yes         yes  yes    no     yes
see_registration     yes   yes       yes         yes  yes    yes    yes
edit_registrations   yes   yes       yes         yes  no     no     no
import_sheets        yes   yes       yes         no   no     no     no
screen               yes   yes       yes         no   no     no     no
see_schedule         yes   yes       yes         yes  yes    no     yes
edit_schedule        yes   yes       yes         no   no     no     no
run_queue            yes   yes       yes         yes  yes    no     no
run_theatre          yes   yes       yes         yes  yes    no     no
publish              yes   yes       no          no   no     no     no
see_messages         yes   yes       yes         yes  no     no     yes
handle_messages      yes   yes       yes         yes  no     no     no
edit_links           yes   yes       yes         yes  no     no     no
edit_feeds           yes   yes       no          no   no     no     no
use_own_feed         no    no        no          no   yes    yes    no
see_own_cases        no    no        no          no   yes    yes    no
manage_members       yes   yes       no          no   no     no     no
manage_owners        yes   no        no          no   no     no     no
see_outbox           yes   no        no          no   no     no     no
"""
COLUMNS = TABLE.split("\n")[1].split()
ROWS = {line.split()[0]: dict(zip(COLUMNS, line.split()[1:], strict=True)) for line in TABLE.split("\n")[2:-1]}


@pytest.fixture
def world():
    made = make_world("Alpha")
    with scope(organisation=made.organisation):
        yield made


def test_the_table_names_every_verb_and_every_column():
    assert set(ROWS) == set(Verb)
    assert set(COLUMNS) == set(RIGHTS) == set(EVERYBODY)


def test_a_role_may_what_the_table_says(world):
    found = {verb: {name: "yes" if may(world.members[name], verb) else "no" for name in COLUMNS} for verb in ROWS}
    assert found == ROWS


def test_an_organiser_may_what_the_table_says_in_the_own_organisation(world):
    own = {"use_own_feed", "see_own_cases"}
    allowed = {verb for verb in ROWS if can(world.members["organiser"], verb, world.camp)}
    assert allowed == {verb for verb in ROWS if ROWS[verb]["organiser"] == "yes"} - own


def test_nobody_may_anything_in_another_organisation(world):
    other = make_world("Beta")
    things = [other.organisation, other.camp, other.registration, other.referred, other.doctor, other.expert]
    members = world.members.values()
    assert [(member, verb) for member in members for verb in Verb for thing in things if can(member, verb, thing)] == []


def test_a_stranger_may_nothing(world):
    assert not any(can(None, verb, world.camp) for verb in Verb)


def test_what_belongs_to_no_organisation_is_refused(world):
    things = [None, "a camp", 7, object(), world.members["owner"].user]
    assert not any(can(world.members["owner"], verb, thing) for verb in Verb for thing in things)


def test_a_person_whose_account_is_closed_may_nothing(world):
    owner = world.members["owner"]
    owner.user.is_active = False
    assert not any(can(owner, verb, world.camp) for verb in Verb)


def test_an_expert_sees_the_referred_case_and_no_other(world):
    expert = world.members[EXPERT]
    assert can(expert, "see_registration", world.referred)
    assert not can(expert, "see_registration", world.registration)
    assert not can(expert, "see_registration", world.camp)


def test_a_doctor_uses_the_own_feed_and_no_other(world):
    doctor = world.members[Role.DOCTOR]
    assert can(doctor, "use_own_feed", world.doctor)
    assert not can(doctor, "use_own_feed", world.expert)
    assert not can(doctor, "use_own_feed", world.camp)


def test_a_doctor_without_a_doctors_row_sees_no_case(world):
    member = world.members[Role.DOCTOR]
    member.doctor = None
    assert not any(can(member, verb, world.registration) for verb in Verb)


def test_an_unknown_verb_is_an_error_and_not_a_no(world):
    with pytest.raises(ValueError, match="fly"):
        may(world.members["owner"], "fly")
