"""Saying one's wishes: on the page behind the link, at the desk, and as a doctor."""

import re

import pytest
from django_scopes import scope

from camps.models import ConsentRecord
from notifications.models import OptOut, Preference
from tests.camps.access.test_get_changes_nothing import digest
from tests.factories.camps import make_world
from tests.factories.telling import add_mail
from tests.notifications.visit.conftest import begin_published as begin_published  # noqa: PLC0414
from tests.notifications.visit.conftest import clock as clock  # noqa: PLC0414
from tests.notifications.visit.conftest import operation as operation  # noqa: PLC0414
from tests.notifications.visit.conftest import phone as phone  # noqa: PLC0414
from tests.notifications.visit.conftest import published as published  # noqa: PLC0414
from tests.notifications.visit.conftest import words

SAID = {"language": "fr", "way": "sms", "morning": "9", "evening": "", "unwanted": ["questions"]}


def page(told) -> str:
    return f"{told.path}/wishes"


def test_a_patient_chooses_language_way_hours_and_what_to_leave_out(phone, operation):
    answer = phone.post(page(operation), SAID, follow=True)
    assert "Merci. Nous ferons ainsi désormais." in words(answer)
    row = Preference.objects.get(patient=operation.registration.patient)
    assert (row.channels, str(row.quiet_from), str(row.quiet_until)) == (["sms"], "20:00:00", "09:00:00")
    assert (row.wording, row.said_by) == ("discreet", "patient")
    operation.registration.patient.refresh_from_db()
    assert operation.registration.patient.language == "fr"
    assert list(OptOut.objects.values_list("category", "ended_at")) == [("questions", None)]


def test_the_page_shows_what_stands(phone, operation):
    phone.post(page(operation), SAID)
    html = phone.get(page(operation)).content.decode()
    for chosen in ('value="sms"[^>]* checked', 'value="9" selected', 'value="questions"[^>]* checked'):
        assert re.search(chosen, html), chosen
    assert not re.search('value="reminders"[^>]* checked', html)


def test_the_next_way_is_kept_for_where_the_first_fails(phone, operation):
    add_mail(operation.registration, "one@example.org")
    phone.post(page(operation), SAID)
    assert Preference.objects.get().channels == ["sms", "mail"]


def test_the_link_alone_neither_shows_nor_takes_a_wish_to_be_named(phone, operation, settings):
    settings.WHATSAPP_PROVIDERS = ["played"]
    add_mail(operation.registration, "one@example.org")
    html = phone.get(page(operation)).content.decode()
    for hidden in ("one@example.org", "Patient", "0001", 'name="wording"', "WhatsApp"):
        assert hidden not in html
    phone.post(page(operation), {**SAID, "wording": "plain"})
    assert Preference.objects.get().wording == "discreet"
    assert phone.post(page(operation), {**SAID, "way": "whatsapp"}).status_code == 422
    assert not ConsentRecord.objects.filter(purpose="whatsapp").exists()


def test_who_showed_to_be_the_patient_may_be_named(phone, operation):
    phone.post(f"{operation.path}/who", {"known": "0001"})
    assert 'name="wording"' in phone.get(page(operation)).content.decode()
    phone.post(page(operation), {**SAID, "wording": "plain"})
    assert Preference.objects.get().wording == "plain"


def test_a_page_filled_in_wrongly_says_where(phone, operation):
    answer = phone.post(page(operation), {**SAID, "language": "xx"})
    assert answer.status_code == 422
    assert "<title>Error:" in answer.content.decode()
    assert not Preference.objects.exists()


def test_looking_at_the_wishes_changes_nothing(phone, operation):
    before = digest()
    for look in (phone.get, phone.head):
        for _ in range(3):
            assert look(page(operation)).status_code == 200
    assert digest() == before


@pytest.mark.django_db
def test_the_desk_writes_down_what_was_said(phone):
    world = make_world("Alpha")
    path = f"/camps/{world.camp.slug}/messages/people/{world.registration.number}/wishes/"
    said = {"language": "en", "first": "call", "then": "", "wording": "plain", "unwanted": ["reminders"]}
    answer = world.client("desk").post(path, {**said, "quiet_from": "19:00", "quiet_until": "09:30"})
    assert answer.status_code == 302
    with scope(organisation=world.organisation):
        row = Preference.objects.get(patient=world.registration.patient_id)
    assert (row.channels, row.wording, row.said_by) == (["call"], "plain", "staff")
    assert world.client("viewer").get(path).status_code == 403


@pytest.mark.django_db
def test_a_doctor_says_language_and_quiet_hours():
    world = make_world("Alpha")
    client = world.client("doctor")
    client.post("/my-calendar/wishes/", {"language": "fr", "quiet_from": "18:00", "quiet_until": "10:00"})
    with scope(organisation=world.organisation):
        row = Preference.objects.select_related("doctor").get()
    assert (str(row.quiet_from), str(row.quiet_until), row.doctor.language) == ("18:00:00", "10:00:00", "fr")
    refused = client.post("/my-calendar/wishes/", {"language": "fr", "quiet_from": "08:00", "quiet_until": "10:00"})
    assert "Quiet from 08:00 until 10:00 is no night." in refused.content.decode()
