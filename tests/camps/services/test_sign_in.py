from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from camps.errors import AlreadyStarted, Invalid, Taken, TooManyTries
from camps.models import Organisation, TokenBucket
from camps.services.beginning import begin
from camps.services.sign_in import note_signed_in, sign_in, spend_invitation, spend_reset
from camps.services.throttling import Limit, give_back, spend
from tests.factories.camps import NOW, PASSWORD, make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
EMAIL = "ada@example.test"


def attempt(password="wrong", *, email=EMAIL, network="10.0.0.1", device="", now=NOW):
    return sign_in(email=email, password=password, network=network, device=device, now=now)


def wrong(times, **values):
    for _ in range(times):
        with pytest.raises(Invalid):
            attempt(**values)


def test_the_right_password_opens():
    user = make_user(EMAIL)
    assert attempt(PASSWORD, email=" ADA@example.test ") == user


def test_a_wrong_password_an_unknown_address_and_a_closed_account_read_the_same():
    make_user(EMAIL)
    closed = make_user("closed@example.test")
    closed.is_active = False
    closed.save()
    words = set()
    for email, password in ((EMAIL, "wrong"), ("nobody@example.test", PASSWORD), ("closed@example.test", PASSWORD)):
        with pytest.raises(Invalid) as refused:
            attempt(password, email=email)
        words.add(str(refused.value))
    assert len(words) == 1


def test_the_eleventh_wrong_password_in_an_hour_must_wait():
    make_user(EMAIL)
    wrong(10)
    with pytest.raises(TooManyTries) as refused:
        attempt(PASSWORD)
    assert timedelta(minutes=5) < refused.value.wait <= timedelta(minutes=7)


def test_waiting_fills_the_bucket_try_by_try():
    make_user(EMAIL)
    wrong(10)
    assert attempt(PASSWORD, now=NOW + timedelta(minutes=7))


def test_twenty_wrong_passwords_in_a_day_must_wait_longer():
    make_user(EMAIL)
    wrong(10)
    wrong(10, now=NOW + HOUR)
    wrong(1, network="10.0.0.9", now=NOW + 2 * HOUR)
    with pytest.raises(TooManyTries) as refused:
        attempt(PASSWORD, network="10.0.0.9", now=NOW + 2 * HOUR)
    assert refused.value.wait > timedelta(minutes=20)


def test_right_passwords_do_not_count():
    make_user(EMAIL)
    assert [attempt(PASSWORD).email for _ in range(25)] == [EMAIL] * 25


def test_a_strangers_guesses_do_not_lock_a_known_device():
    make_user(EMAIL)
    wrong(10)
    assert attempt(PASSWORD, network="10.0.0.2", device="laptop")
    wrong(10, network="10.0.0.2", device="laptop")
    with pytest.raises(TooManyTries):
        attempt(PASSWORD, network="10.0.0.2", device="laptop")


def test_one_network_tries_twenty_times_an_hour_over_all_addresses():
    for n in range(20):
        wrong(1, email=f"{n}@example.test")
    with pytest.raises(TooManyTries):
        attempt(email="another@example.test")
    wrong(1, email="another@example.test", network="10.0.0.2")


def test_a_network_of_staff_tries_three_hundred_times_an_hour():
    make_user(EMAIL)
    attempt(PASSWORD)  # the password alone is not all the way in, so it is the note that counts
    note_signed_in(network="10.0.0.1", now=NOW)
    for n in range(40):
        wrong(1, email=f"{n}@example.test")
    later = NOW + timedelta(hours=13)
    for n in range(20):
        wrong(1, email=f"{n}@example.test", now=later)
    with pytest.raises(TooManyTries):
        attempt(email="last@example.test", now=later)


def test_no_address_stands_in_the_buckets():
    wrong(1)
    assert "ada" not in str(list(TokenBucket.objects.values()))
    assert TokenBucket.objects.count() == 3


def test_old_buckets_are_swept():
    wrong(1)
    wrong(1, email="other@example.test", network="10.0.0.2", now=NOW + timedelta(days=3))
    assert TokenBucket.objects.count() == 3


def test_new_passwords_and_invitations_have_limits_too():
    for _ in range(5):
        spend_reset(email=EMAIL, network="10.0.0.1", now=NOW)
    with pytest.raises(TooManyTries):
        spend_reset(email=EMAIL, network="10.0.0.2", now=NOW)
    organisation = Organisation.objects.create(name="A", slug="a")
    for _ in range(20):
        spend_invitation(organisation=organisation, now=NOW)
    with pytest.raises(TooManyTries):
        spend_invitation(organisation=organisation, now=NOW)


def test_a_bucket_is_never_more_than_full():
    limit = [Limit(what="x", who="y", most=2, per=HOUR)]
    give_back(limits=limit, now=NOW)
    spend(limits=limit, now=NOW + 9 * HOUR, message="m")
    spend(limits=limit, now=NOW + 9 * HOUR, message="m")
    with pytest.raises(TooManyTries):
        spend(limits=limit, now=NOW + 9 * HOUR, message="m")


def test_a_refusal_takes_no_try_from_the_other_buckets():
    empty, full = Limit(what="a", who="x", most=1, per=HOUR), Limit(what="b", who="x", most=1, per=HOUR)
    spend(limits=[empty], now=NOW, message="m")
    with pytest.raises(TooManyTries):
        spend(limits=[empty, full], now=NOW, message="m")
    spend(limits=[full], now=NOW, message="m")


@pytest.mark.django_db(transaction=True)
def test_tries_made_at_once_do_not_pass_a_nearly_empty_bucket():
    limits = [Limit(what="x", who=who, most=5, per=HOUR) for who in ("one", "two")]

    def one(_: int) -> bool:
        try:
            spend(limits=limits, now=NOW, message="m")
        except TooManyTries:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 5


def test_the_first_organisation_begins_once():
    first = {"organisation": "Alpha", "name": "Ada", "email": EMAIL, "password": PASSWORD}
    owner = begin(**first)
    assert (owner.email, Organisation.objects.get().name) == (EMAIL, "Alpha")
    with pytest.raises(AlreadyStarted):
        begin(**first | {"email": "eve@example.test"})


def test_a_superusers_address_is_not_taken_over():
    make_user(EMAIL)
    with pytest.raises(Taken):
        begin(organisation="Alpha", name="Eve", email=EMAIL, password="another good password")
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_make_one_organisation():
    def one(n: int) -> bool:
        try:
            begin(organisation=f"O{n}", name="N", email=f"{n}@example.test", password=PASSWORD)
        except AlreadyStarted:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1
    assert Organisation.objects.count() == 1
