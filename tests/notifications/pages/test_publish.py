"""Publishing: what would be told is shown first, told once, and seen on its way."""

import re

import pytest

from camps.models import CampState
from notifications.models import Message, MessageState
from notifications.services.fan_out import fan_out
from notifications.services.links import links_for
from scheduling.models import Appointment, Publication
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.organiser import change_two, place
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved
from tests.notifications.pages.test_overview import words_of

PUBLISH = "/camps/small/publish/"


def seen_on(client) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', client.get(PUBLISH).content.decode())
    assert found
    return found[1]


def test_the_first_preview_names_everybody_with_the_hour(placed, owner):
    said = words_of(owner(placed).get(PUBLISH + "?show=new"))
    assert "001 Aminatu Bello Monday 1 March, 8am Text message" in said
    assert "009 Zainab Abubakar Monday 1 March, midday List by town" in said


def test_the_preview_counts_channels_and_languages(placed, owner):
    said = words_of(owner(placed).get(PUBLISH))
    assert "Text message 10" in said
    assert "List by town 2" in said
    assert "Hausa 2 (written in English for now)" in said
    assert "French 1" in said


def test_the_preview_says_whom_no_message_reaches(placed, owner):
    said = words_of(owner(placed).get(PUBLISH))
    assert "2 patients have no phone or mail that works" in said
    assert "Zainab Abubakar , Musa Danladi" in said


def test_the_preview_shows_a_text_word_for_word_without_a_secret(placed, owner):
    client = owner(placed)
    said = words_of(client.get(PUBLISH))
    assert "Small Camp: your visit is booked for Monday 1 March" in said
    for link in links_for(placed.registrations, now=NOW).values():
        assert link not in said


def test_a_moved_place_stands_with_its_old_and_new_hour(told, owner):
    change_two(told, now=NOW)
    said = words_of(owner(told).get(PUBLISH))
    assert "005 Samuel Ikechukwu-Nwachukwu Monday 1 March, 10am Tuesday 2 March, 3:30pm" in said
    assert "Unchanged, hear nothing 10" in said
    assert "your visit has a new time" in said


def test_a_cancelled_place_stands_with_the_hour_it_had(told, owner):
    place_of = Appointment.objects.get(registration=told.registrations[3])
    cancel(appointment_id=place_of.pk, actor=SYSTEM, now=NOW, tell="on_publish")
    assert "مريم حسن Tuesday 2 March, 9am" in words_of(owner(told).get(PUBLISH + "?show=cancelled"))


def test_publishing_tells_and_wakes_the_worker(placed, owner, django_capture_on_commit_callbacks):
    client = owner(placed)
    with django_capture_on_commit_callbacks() as woken:
        answer = client.post(PUBLISH, {"seen": seen_on(client)})
    assert (answer.status_code, answer["Location"]) == (302, PUBLISH)
    placed.camp.refresh_from_db()
    assert placed.camp.state == CampState.PUBLISHED
    assert Publication.objects.get().by.name == "Ada Obi"
    assert len(woken) == 1


def test_the_page_after_publishing_says_that_messages_are_being_written(placed, owner):
    client = owner(placed)
    client.post(PUBLISH, {"seen": seen_on(client)})
    said = words_of(client.get(PUBLISH))
    assert "The messages are being written." in said
    assert "Who will be told" not in said


def test_publishing_what_nobody_saw_is_refused(placed, owner):
    client = owner(placed)
    seen = seen_on(client)
    moved(Appointment.objects.get(registration=placed.registrations[0]), to=local(placed, 1, 17), now=NOW)
    answer = client.post(PUBLISH, {"seen": seen})
    assert answer.status_code == 422
    assert "Nothing was told yet." in words_of(answer)
    assert not Publication.objects.exists()


def test_a_double_click_publishes_once(placed, owner):
    client = owner(placed)
    seen = seen_on(client)
    client.post(PUBLISH, {"seen": seen})
    fan_out(now=NOW)
    answer = client.post(PUBLISH, {"seen": seen})
    assert answer.status_code == 422
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("field", ["short_name", "help_phone", "preparation"])
def test_a_missing_field_is_named_and_publishing_waits(placed, owner, field):
    setattr(placed.camp, field, "")
    placed.camp.save()
    client = owner(placed)
    page = client.get(PUBLISH).content.decode()
    assert f'href="/camps/small/settings/#id_{field}"' in page
    assert 'name="seen"' not in page


def test_nothing_to_tell_is_said(told, owner):
    said = words_of(owner(told).get(PUBLISH))
    assert "Nothing to tell All 12 patients know the places that stand." in said


def test_a_new_place_after_publishing_is_the_only_difference(told, owner):
    from tests.factories.schedule import add_patient

    late = add_patient(told, number=40, procedure="BONE")
    place(told, late, 19, now=NOW)
    said = words_of(owner(told).get(PUBLISH))
    assert "New place 1" in said
    assert "Unchanged, hear nothing 12" in said


def test_the_progress_counts_what_left_and_what_waits(told, owner):
    Message.objects.filter(registration=told.registrations[3], rung="").update(state=MessageState.PLANNED, due_at=NOW)
    said = words_of(owner(told).get(PUBLISH + "progress/"))
    assert "18 of 19" in said
    assert "1 failed" in said
    assert "1: not known whether it arrived" in said
    assert "reminders to come" in said


def test_the_progress_answers_304_while_nothing_moved(told, owner):
    client = owner(told)
    tag = client.get(PUBLISH + "progress/")["ETag"]
    assert client.get(PUBLISH + "progress/", headers={"If-None-Match": tag}).status_code == 304
    Message.objects.filter(registration=told.registrations[3], rung="").update(state=MessageState.FAILED)
    assert client.get(PUBLISH + "progress/", headers={"If-None-Match": tag}).status_code == 200


def test_a_finished_sending_is_not_asked_for_again(told, owner):
    client = owner(told)
    assert b"data-poll" not in client.get(PUBLISH).content
    Message.objects.filter(registration=told.registrations[3], rung="").update(state=MessageState.LEASED)
    assert b'data-poll="/camps/small/publish/progress/"' in client.get(PUBLISH).content


@pytest.mark.parametrize("role", ["coordinator", "desk", "viewer", "doctor"])
def test_only_organisers_publish(placed, owner, role):
    client = owner(placed, role)
    assert client.get(PUBLISH).status_code == 403
    assert client.post(PUBLISH, {"seen": "x"}).status_code == 403
