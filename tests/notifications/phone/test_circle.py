"""The whole circle with real sending: the question asks for 1 or 2, the answer acts, the thanks leave at once."""

import re
from datetime import timedelta

import pytest
from django_scopes import scope

from camps.models import Contact
from notifications.channels import local
from notifications.models import Message
from scheduling.models import Appointment
from tests.factories.schedule import NOW
from tests.factories.telling import appointment_at, run_tick, tell_all
from tests.factories.telling import local as local_hour
from tests.notifications.phone.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(made, mailbox, settings, tmp_path, clock):
    """A week before the visit the question has left; nothing waits."""
    made.at = local_hour(made, 0, 9)
    appointment_at(made, made.registrations[0], at=made.at)
    tell_all(made)
    run_tick(NOW)
    made.morning = made.at - timedelta(days=7) + timedelta(hours=2)  # the reader's morning is over
    clock.move_to(made.morning)
    run_tick(made.morning)
    return made


def texts(settings) -> list[str]:
    """What reached phones, in no order: the clock that names the files stands still."""
    return [text.text for text in local.messages(settings.VAR_DIR / "sms")]


def the_text(settings, words: str) -> str:
    """The one text with these words."""
    (found,) = [text for text in texts(settings) if words in text]
    return found


def test_reply_1_with_its_code_confirms_and_is_thanked(asked, phone, settings):
    code = re.search(r"Reply 1 (\d{4}) if you", the_text(settings, "Reply 1 ")).group(1)
    phone.says(f"1 {code}")
    assert Appointment.objects.get().confirmed_at == asked.morning
    run_tick(asked.morning)
    thanks = the_text(settings, "thank you")
    assert thanks.startswith("Small Camp: thank you, we expect you on Monday 1 March, 9am")
    assert re.search(r"/v/\S{22}$", thanks)


def test_what_goes_back_leaves_in_the_middle_of_the_night(asked, phone, settings, clock):
    night = asked.morning.replace(hour=3) + timedelta(days=1)
    clock.move_to(night)
    phone.says("2")
    run_tick(night)
    assert the_text(settings, "Another time").startswith("Small Camp: thank you")


def test_ten_copies_are_answered_by_one_text(asked, phone, settings):
    before = len(texts(settings))
    for _ in range(10):
        phone.says("1", event_id="same")
        run_tick(asked.morning)
    assert len(texts(settings)) == before + 1


def test_after_stop_nothing_leaves_for_this_phone(asked, phone, settings):
    before = len(texts(settings))
    phone.says("STOP")
    for days in range(8):
        run_tick(asked.morning + timedelta(days=days, hours=1))
    assert len(texts(settings)) == before
    with scope(organisation=asked.organisation):
        left = Message.objects.filter(channel="sms", ended_at__gt=asked.morning).values_list("state", flat=True)
    assert set(left) == {"suppressed"}


def test_where_answers_are_not_taken_in_no_text_asks_for_one(made, mailbox, settings, clock):
    settings.SMS_REPLIES = False
    appointment_at(made, made.registrations[0], at=local_hour(made, 0, 9))
    tell_all(made)
    for days in range(21, 28):
        run_tick(NOW + timedelta(days=days, hours=1))
    assert len(texts(settings)) >= 2
    assert [text for text in texts(settings) if re.search(r"\breply\b", text, re.IGNORECASE)] == []


def test_a_phone_of_two_is_asked_for_both_and_told_the_codes_when_it_is_not_clear(
    made, mailbox, phone, settings, clock
):
    """Two visits on different days are two texts; an answer without a code is asked which, with the code of each."""
    Contact.objects.filter(patient=made.registrations[1].patient).update(value=PHONE)
    appointment_at(made, made.registrations[0], at=local_hour(made, 0, 9))
    appointment_at(made, made.registrations[1], at=local_hour(made, 1, 9), station="Desk")
    tell_all(made)
    run_tick(NOW)
    phone.says("1")
    run_tick(NOW + timedelta(hours=2))
    codes = re.findall(r"(\d{4}) \((\w+ \d+ March), 9am\)", the_text(settings, "which visit"))
    assert [day for _, day in codes] == ["Monday 1 March", "Tuesday 2 March"]
    phone.says(f"2 {codes[1][0]}, 1 {codes[0][0]}")
    with scope(organisation=made.organisation):
        confirmed = Appointment.objects.order_by("starts_at").values_list("confirmed_at", flat=True)
    assert [at is not None for at in confirmed] == [True, False]
