"""Inviting, as the organiser sees it."""

import re

from django.core import mail
from django.test import Client
from django_scopes import scopes_disabled

from camps.models import Invitation


def link_in(message) -> str:
    return re.search(r"http://localhost:\d+(/invitation/\S+)", message.body)[1]


def test_an_invitation_goes_out_by_mail_with_a_link_that_opens(world, client):
    assert client.post("/members/", {"email": "ngozi@example.test", "role": "desk"})["Location"] == "/members/"
    message = mail.outbox[0]
    assert (message.to, message.subject) == (["ngozi@example.test"], "Join Alpha Team on Campline")
    assert Client().get(link_in(message)).status_code == 200
    assert "ngozi@example.test" in client.get("/members/").content.decode()


def test_sending_again_ends_the_earlier_link(world, client):
    client.post("/members/", {"email": "ngozi@example.test", "role": "desk"})
    with scopes_disabled():
        first = Invitation.objects.get(email="ngozi@example.test")
    client.post(f"/invitations/{first.pk}/again/")
    old, new = (Client().get(link_in(message)).status_code for message in mail.outbox)
    assert (old, new) == (410, 200)


def test_a_withdrawn_invitation_does_not_open(world, client):
    client.post("/members/", {"email": "ngozi@example.test", "role": "desk"})
    with scopes_disabled():
        pk = Invitation.objects.get(email="ngozi@example.test").pk
    client.post(f"/invitations/{pk}/revoke/")
    assert Client().get(link_in(mail.outbox[0])).status_code == 410


def test_a_mail_that_does_not_go_out_is_said_and_can_be_sent_again(world, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client.post("/members/", {"email": "ngozi@example.test", "role": "desk"}, follow=True).content.decode()
    assert "could not be sent" in page
    assert "Send again" in page


def test_an_organiser_does_not_repeat_an_owners_invitation(world):
    world.client().post("/members/", {"email": "boss@example.test", "role": "owner"})
    with scopes_disabled():
        pk = Invitation.objects.get(email="boss@example.test").pk
    assert world.client("organiser").post(f"/invitations/{pk}/again/").status_code == 403
