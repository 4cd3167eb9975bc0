"""The page on which a doctor, or the organiser for a doctor, chooses the form of the invitations."""

import pytest

from camps.models import Role
from notifications.queries.invites import choice_of
from tests.notifications.feeds.test_pages import signed_in


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.ORGANISER])
def test_the_doctor_and_the_organiser_choose_and_choose_otherwise(told, role):
    client = signed_in(told, role, told.ada if role == Role.DOCTOR else None)
    path = "/my-calendar/invitations/" if role == Role.DOCTOR else f"/doctors/{told.ada.pk}/invitations/"
    assert "As the camp says" in client.get(path).content.decode()
    assert client.post(path, {"invites": "appointment"}).status_code == 302
    assert choice_of(told.ada) == "appointment"
    assert '<option value="appointment" selected' in client.get(path).content.decode()
    assert client.post(path, {"invites": ""}).status_code == 302
    assert choice_of(told.ada) == ""
    assert client.post(path, {"invites": "dove"}).status_code == 422


def test_both_pages_lead_there_and_a_doctor_chooses_for_nobody_else(told):
    ada = signed_in(told, Role.DOCTOR, told.ada)
    assert "You are invited as each camp says" in ada.get("/my-calendar/").content.decode()
    ben = told.made.doctors["Ben Bone"]
    assert ada.post(f"/doctors/{ben.pk}/invitations/", {"invites": "appointment"}).status_code == 403
    page = signed_in(told, Role.ORGANISER).get(f"/doctors/{ben.pk}/").content.decode()
    assert f"/doctors/{ben.pk}/invitations/" in page
