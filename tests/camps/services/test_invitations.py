from datetime import timedelta

import pytest
from django_scopes import scope

from camps.errors import Invalid, InvitationGone, Taken
from camps.models import Invitation, Member, Role, User
from camps.services.invitations import accept, accept_as, find_open, invite, revoke
from tests.factories.camps import NOW, PASSWORD, make_user, make_world


def offer(world, **values):
    given = {"email": "Ada@Example.test", "role": Role.DESK, "by": None, "now": NOW, **values}
    return invite(organisation=world.organisation, **given)


def join(token, now=NOW):
    return accept(token=token, name="Ada", password=PASSWORD, now=now)


def test_an_invitation_gives_the_place_it_names(world):
    member = join(offer(world).token)
    assert (member.user.email, member.role, member.organisation) == ("ada@example.test", "desk", world.organisation)
    assert member.user.check_password(PASSWORD)


def test_the_token_is_not_kept(world):
    made = offer(world)
    assert made.token not in str(Invitation.objects.filter(pk=made.invitation.pk).values())
    assert len(made.token) == 22


def test_an_invitation_works_once(world):
    token = offer(world).token
    join(token)
    with pytest.raises(InvitationGone):
        accept_as(token=token, user=User.objects.get(email="ada@example.test"), now=NOW)


def test_an_invitation_ends_after_seven_days(world):
    token = offer(world).token
    find_open(token=token, now=NOW + timedelta(days=7, seconds=-1))
    with pytest.raises(InvitationGone):
        join(token, now=NOW + timedelta(days=7))
    assert not User.objects.filter(email="ada@example.test").exists()


def test_a_withdrawn_invitation_does_not_open(world):
    made = offer(world)
    revoke(invitation=made.invitation, now=NOW)
    with pytest.raises(InvitationGone):
        join(made.token)


def test_a_second_invitation_ends_the_first(world):
    first, second = offer(world), offer(world)
    with pytest.raises(InvitationGone):
        find_open(token=first.token, now=NOW)
    assert find_open(token=second.token, now=NOW) == second.invitation


def test_an_unknown_token_reads_like_a_used_one(world):
    used = offer(world).token
    join(used)
    words = []
    for token in (used, "not-a-token"):
        with pytest.raises(InvitationGone) as refused:
            find_open(token=token, now=NOW)
        words.append(str(refused.value))
    assert words[0] == words[1]


def test_a_link_sets_no_password_on_an_account_that_stands(world):
    user = make_user("ada@example.test")
    token = offer(world).token
    with pytest.raises(Taken):
        accept(token=token, name="Eve", password="another good password", now=NOW)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert accept_as(token=token, user=user, now=NOW).user == user


def test_a_link_sent_to_somebody_else_gives_no_place(world):
    with pytest.raises(InvitationGone, match="sent to"):
        accept_as(token=offer(world).token, user=make_user("eve@example.test"), now=NOW)


def test_a_member_is_not_invited_again(world):
    with pytest.raises(Taken):
        offer(world, email=world.members["desk"].user.email)


def test_a_doctor_is_invited_as_somebody(world):
    with pytest.raises(Invalid):
        offer(world, role=Role.DOCTOR)
    assert join(offer(world, role=Role.DOCTOR, doctor=world.doctor).token).doctor == world.doctor


def test_an_invitation_leads_into_its_own_organisation_whatever_the_scope(world):
    other = make_world("Beta")
    token = offer(world).token
    with scope(organisation=other.organisation):
        join(token)
    assert Member.objects.filter(user__email="ada@example.test").count() == 1
