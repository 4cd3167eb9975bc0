"""The number of a camp: raised on commit and only then, begun anywhere, and nobody's trouble when Redis is away."""

import logging

import pytest
from django.db import transaction

from camps.live import counter as module
from camps.live.counter import changed, counter

CAMP = 7


def number() -> int:
    found = counter(CAMP)
    assert found is not None
    return int(found)


@pytest.fixture
def commits(db, django_capture_on_commit_callbacks):
    """A transaction that the test ends: what waits for its commit runs where the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_change_is_told_on_commit_and_not_before(commits):
    before = number()
    with commits():
        changed(CAMP)
        assert number() == before
    assert number() == before + 1


def test_many_changes_of_one_transaction_raise_it_once(commits):
    before, of_another = number(), counter(CAMP + 1)
    with commits() as told, transaction.atomic():
        for _ in range(3):
            changed(CAMP)
            with transaction.atomic():
                changed(CAMP)
        changed(CAMP + 1)
    assert (len(told), number()) == (2, before + 1)
    assert int(counter(CAMP + 1)) == int(of_another) + 1


def test_what_is_rolled_back_raises_nothing(commits):
    before = number()
    with commits(), transaction.atomic():
        changed(CAMP)
        transaction.set_rollback(True)
    assert number() == before


def test_a_savepoint_rolled_back_does_not_take_the_change_after_it_along(commits):
    before = number()
    with commits():
        with transaction.atomic():
            changed(CAMP)
            transaction.set_rollback(True)
        changed(CAMP)
    assert number() == before + 1


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_it_is_told_at_once():
    before = number()
    changed(CAMP)
    assert number() == before + 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [counter, changed])
def test_a_flushed_redis_begins_somewhere_else(redis, first):
    seen = set()
    for _ in range(5):
        redis.flushdb()
        first(CAMP)
        seen.add(number())
        assert redis.ttl(f"live.camp.{CAMP}") == -1  # for ever: one that ran out in between would be a flush
    assert len(seen) == 5
    assert max(seen) > 2**32


def test_of_two_first_readers_both_get_the_same_number(redis, monkeypatch):
    def slow() -> int:
        redis.set(f"live.camp.{CAMP}", 41)  # another was quicker, after our GET found nothing
        return 17

    monkeypatch.setattr(module, "_somewhere", slow)
    assert (number(), number()) == (41, 41)


@pytest.mark.django_db(transaction=True)
def test_redis_away_fails_nobody_and_is_said_once(redis_away, caplog):
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            changed(CAMP)
            assert counter(CAMP) is None
    assert [record.getMessage() for record in caplog.records] == [
        "Redis is away (ConnectionError): live pages are read anew at each asking"
    ]


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_did_not_answer_is_left_alone_by_readers_until_a_raise_finds_it_back(monkeypatch, settings):
    before = number()
    monkeypatch.setitem(module._away, settings.CACHES["live"]["LOCATION"], float("inf"))
    assert counter(CAMP) is None
    changed(CAMP)
    assert number() == before + 1
