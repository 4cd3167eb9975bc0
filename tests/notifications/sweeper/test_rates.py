"""A sender's rate, counted by all workers together: what finds no token waits for its turn, without an attempt."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from notifications.models import Attempt, Message
from notifications.services.rates import Lines, Rate, take
from notifications.services.sweep import sweep
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import appointment_at, local, run_tick, tell_all

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)
ONE = Rate(sender="twilio:sms|+1", per_second=1.0)


def test_a_bucket_holds_a_second_and_fills_evenly():
    assert take(ONE, now=NOW) is None
    assert take(ONE, now=NOW) == NOW + SECOND
    assert take(ONE, now=NOW + 0.4 * SECOND) == NOW + SECOND
    assert take(ONE, now=NOW + SECOND) is None
    assert take(ONE, now=NOW + 100 * SECOND) is None
    assert take(ONE, now=NOW + 100 * SECOND) == NOW + 101 * SECOND  # nothing was saved up


def test_senders_have_buckets_of_their_own():
    assert take(ONE, now=NOW) is None
    assert take(Rate(sender="twilio:sms|+2", per_second=1.0), now=NOW) is None


def test_a_long_text_goes_when_the_bucket_is_full_and_is_paid_off():
    assert take(ONE, cost=3, now=NOW) is None
    assert take(ONE, now=NOW + 2 * SECOND) == NOW + 3 * SECOND
    assert take(ONE, now=NOW + 3 * SECOND) is None


def test_a_clock_that_was_set_back_stops_no_sender():
    take(ONE, now=NOW + timedelta(hours=1))
    assert [take(ONE, now=NOW + n * SECOND) for n in range(3)] == [None] * 3


def test_two_workers_together_never_pass_the_rate():
    """Eight threads ask as fast as they can; whatever they get is a second's worth and what the time brought."""
    rate, workers = Rate(sender="fast", per_second=200.0), 8
    ready = Barrier(workers)

    def work(_):
        taken = []
        try:
            ready.wait(30)
            ends = time.monotonic() + 1.5
            while time.monotonic() < ends:
                now = timezone.now()
                if take(rate, now=now) is None:
                    taken.append(now)
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(workers) as pool:
        taken = sorted(moment for part in pool.map(work, range(workers)) for moment in part)
    seconds = (taken[-1] - taken[0]).total_seconds()
    assert len(taken) <= rate.most + rate.per_second * seconds + 1
    assert len(taken) > rate.most  # they did not merely find it empty


def test_those_who_wait_come_one_after_the_other():
    lines = Lines()
    turns = [lines.place(pk, ONE, cost=1, turn=NOW) for pk in range(4)]
    assert turns == [NOW + n * SECOND for n in range(4)]
    lines.new_batch()
    assert lines.place(0, ONE, cost=1, turn=NOW) == NOW  # another worker was quicker: not to the end of the line


@pytest.fixture
def four(made, mailbox, phone, settings):
    """Four texts due, by a sender of one segment a second."""
    for doctor in made.doctors.values():
        doctor.shifts.all().delete()
    for number, registration in enumerate(made.registrations):
        appointment_at(made, registration, at=local(made, 0, 8 + number))
    tell_all(made)
    Message.objects.exclude(kind="booked").delete()
    settings.SENDING_RATES = {"fake": 1.0}
    return made


def test_a_message_that_finds_no_token_waits_for_its_turn_without_an_attempt(four, phone):
    run_tick(NOW)
    assert (len(phone.sent), Attempt.objects.count()) == (1, 1)
    waiting = Message.objects.filter(state="planned").order_by("due_at")
    assert [row.due_at for row in waiting] == [NOW + n * SECOND for n in (1, 2, 3)]
    assert "Its turn at fake comes at" in waiting[0].why


def test_one_worker_stays_for_the_turns_of_its_round(four, phone):
    clock, waited = [NOW], []

    def pause(seconds):
        waited.append(seconds)
        clock[0] += timedelta(seconds=seconds)

    times = []
    phone.before = lambda: times.append(clock[0])
    sweep(clock=lambda: clock[0], until=NOW + timedelta(minutes=1), pause=pause)
    assert len(phone.sent) == 4
    gaps = [after - before for before, after in pairwise(times)]
    assert all(gap >= SECOND for gap in gaps)
    assert max(waited) <= 1.0


def test_a_second_worker_does_not_stay(four, phone):
    def never(seconds):
        raise AssertionError("it waited")

    take(Rate(sender="waits", per_second=1 / 75), now=NOW)
    sweep(clock=lambda: NOW, until=NOW + timedelta(minutes=1), pause=never)
    assert len(phone.sent) == 1


def test_nobody_waits_past_the_end_of_a_round(four, phone):
    def never(seconds):
        raise AssertionError("it waited")

    sweep(clock=lambda: NOW, until=NOW + 0.5 * SECOND, pause=never)
    assert len(phone.sent) == 1


def test_many_patients_do_not_crowd_one_token(four, phone):
    for number in range(30, 60):
        appointment_at(four, add_patient(four, number=number, procedure="LOOK"), at=local(four, 0, 9))
    tell_all(four)
    Message.objects.exclude(kind="booked").delete()
    run_tick(NOW)
    due = sorted(Message.objects.filter(state="planned").values_list("due_at", flat=True))
    assert len(set(due)) == len(due)
