"""A provider that fails five times in a row rests for a minute, for all workers; then one of them tries it once."""

from datetime import timedelta

import pytest

from notifications.channels.errors import not_known, refused_for_good, refused_for_now
from notifications.models import Attempt, Message, ProviderHealth
from notifications.services import circuit
from notifications.services.outgoing import Outgoing
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
KEY = "fake:sms"


def fail(times, *, now=NOW):
    return [circuit.failed(KEY, words="temporary", now=now) for _ in range(times)]


@pytest.fixture
def many(made, mailbox, phone):
    """Nine patients with a phone, a text due for each; the doctors are told nothing."""
    for doctor in made.doctors.values():
        doctor.shifts.all().delete()
    registrations = [*made.registrations, *(add_patient(made, number=n, procedure="LOOK") for n in range(20, 25))]
    for number, registration in enumerate(registrations):
        appointment_at(made, registration, at=local(made, 0, 8) + number * MINUTE)
    tell_all(made)
    Message.objects.exclude(kind="booked").delete()
    assert Message.objects.count() == 9
    return made


@pytest.mark.parametrize("fault", [refused_for_now("503"), not_known("read timeout")])
def test_the_sixth_is_not_tried_and_waits_without_an_attempt(many, phone, fault):
    phone.faults["*"] = [fault] * 9
    run_tick(NOW)
    assert Attempt.objects.count() == 5
    waiting = Message.objects.filter(attempts_made=0, channel="sms")
    assert set(waiting.values_list("state", "due_at")) == {("planned", NOW + MINUTE)}
    assert len(waiting) == 4


def test_another_worker_knows_of_it(many, phone):
    fail(5)
    run_tick(NOW + SECOND)
    assert phone.sent == []
    assert Attempt.objects.count() == 0


def test_after_the_rest_one_try_decides_for_all(many, phone):
    fail(5)
    phone.faults["*"] = [refused_for_now("503")]
    run_tick(NOW + MINUTE)
    assert Attempt.objects.count() == 1
    assert ProviderHealth.objects.get(provider=KEY).rests_until == NOW + 2 * MINUTE
    run_tick(NOW + 2 * MINUTE)
    run_tick(NOW + 3 * MINUTE)
    assert len(phone.sent) == 9
    health = ProviderHealth.objects.get(provider=KEY)
    assert (health.failures, health.rests_until) == (0, None)


def test_only_one_worker_makes_the_try(transactional_db):
    fail(5)
    later = NOW + MINUTE
    assert [circuit.take_one_try(KEY, now=later) for _ in range(3)] == [True, False, False]
    assert circuit.take_one_try(KEY, now=later + MINUTE)  # that worker died


def test_failures_that_are_not_in_a_row_rest_nobody(many, phone):
    fail(4)
    run_tick(NOW)
    assert len(phone.sent) == 9
    assert fail(1) == [None]


def test_a_refusal_for_good_is_an_answer(many, phone):
    phone.faults["*"] = [refused_for_good("no")] * 9
    run_tick(NOW)
    assert Attempt.objects.count() == 9
    assert circuit.resting() == {}


def test_a_clock_that_was_set_back_does_not_rest_a_provider_for_an_hour(many, phone):
    fail(5, now=NOW + timedelta(hours=1))
    run_tick(NOW)
    assert len(phone.sent) == 9


def test_the_second_provider_is_used_while_the_first_rests(many, phone, channels):
    channels.of["sms"].append(phone.provider("second"))
    fail(5)
    run_tick(NOW + SECOND)
    assert set(Attempt.objects.values_list("provider", flat=True)) == {"second"}
    assert len(phone.sent) == 9


def test_a_sign_of_life_is_written_once_a_minute_and_not_once_a_message(many, phone):
    run_tick(NOW)
    [before] = ProviderHealth.objects.filter(provider=KEY).values_list("last_ok_at", flat=True)
    assert before == NOW
    with Outgoing() as outgoing:
        outgoing.look_around()
        assert outgoing.rests(outgoing.providers("sms", invitation=False)[0], now=NOW) is None
