import pytest

from camps.errors import InUse, Invalid
from camps.models import Member, Role
from camps.services.organisations import change_role, create_organisation, remove_member
from tests.factories.camps import NOW, make_user


def test_a_new_organisation_has_its_owner(world):
    made = create_organisation(name="Alpha Team", owner=make_user("second@example.test"))
    assert made.slug == "alpha-team-2"
    assert made.members.model is Member


def test_the_last_owner_can_neither_leave_nor_step_down(world):
    owner = world.members["owner"]
    with pytest.raises(InUse):
        remove_member(member=owner, now=NOW)
    with pytest.raises(InUse):
        change_role(member=owner, role=Role.DESK, now=NOW)
    owner.refresh_from_db()
    assert owner.role == Role.OWNER


def test_one_of_two_owners_can_leave(world):
    change_role(member=world.members["desk"], role=Role.OWNER, now=NOW)
    remove_member(member=world.members["owner"], now=NOW)
    assert Member.objects.get(role=Role.OWNER) == world.members["desk"]


def test_the_role_doctor_goes_with_a_doctor_and_no_other_role_does(world):
    with pytest.raises(Invalid, match="which doctor"):
        change_role(member=world.members["desk"], role=Role.DOCTOR, now=NOW)
    with pytest.raises(Invalid, match="Only the role Doctor"):
        change_role(member=world.members["desk"], role=Role.VIEWER, doctor=world.doctor, now=NOW)
