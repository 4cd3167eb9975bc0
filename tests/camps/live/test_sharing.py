"""What many ask for at one moment is made once, and never for longer than it is true."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from camps.live import sharing
from camps.live.counter import _Raise
from camps.live.sharing import AGE, shared

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
raise_it = _Raise(7)


@pytest.fixture
def ask(all_share):
    """Each making gives the next number."""
    numbers = count(1)
    return lambda what="board", now=NOW, camp=7: shared(camp, what, lambda: next(numbers), now=now)


def test_it_is_made_anew_when_the_camp_changed_and_when_it_is_old(ask):
    assert [ask(), ask(), ask(now=NOW + AGE / 2)] == [1, 1, 1]
    raise_it()
    assert [ask(), ask()] == [2, 2]
    assert [ask(now=NOW + AGE), ask(now=NOW + AGE)] == [3, 3]
    assert ask(now=NOW) == 4  # a clock that was put back
    assert ask(now=NOW - AGE / 2) == 4  # who waited while it was made had begun before


def test_each_camp_and_each_thing_has_its_own(ask):
    assert [ask(), ask(what=("board", "fr")), ask(camp=8), ask()] == [1, 2, 3, 1]


def test_a_change_while_it_is_made_is_not_lost(ask):
    shared(7, "board", raise_it, now=NOW)
    assert ask() == 1


def test_inside_a_transaction_everybody_makes_it_alone(db):
    assert shared(7, "board", object, now=NOW) is not shared(7, "board", object, now=NOW)


def test_with_redis_away_everybody_makes_it_alone(ask, redis_away):
    assert [ask(), ask()] == [1, 2]


def test_what_could_not_be_made_is_asked_for_again(ask):
    with pytest.raises(ZeroDivisionError):
        shared(7, "board", lambda: 1 / 0, now=NOW)
    assert ask() == 1


def test_who_comes_while_it_is_made_waits_for_it(ask):
    begun, go_on, got = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        go_on.wait(10)
        return "slow"

    def one(make):
        got.append(shared(7, "board", make, now=NOW))

    threads = [threading.Thread(target=one, args=(slow,))]
    threads[0].start()
    begun.wait(10)
    threads.append(threading.Thread(target=one, args=(lambda: "again",)))
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert got == ["slow", "slow"]


def test_the_number_is_read_when_it_is_ones_turn(ask, monkeypatch):
    """Read before, those who waited while it changed would each make it anew, for a number that is over."""
    in_turn = []
    monkeypatch.setattr(sharing, "counter", lambda _: in_turn.append(sharing._locks[7, "board"].locked()) or "1")
    ask()
    assert in_turn == [True]


def test_no_more_is_kept_than_there_is_room_for(ask, monkeypatch):
    monkeypatch.setattr(sharing, "MOST", 3)
    for what in range(3):
        ask(what=what)
    ask(what=3, now=NOW + AGE)  # the others are too old by now
    assert len(sharing._kept) == 1
    for what in range(5):
        ask(what=what, now=NOW + AGE + timedelta(seconds=1))
    assert len(sharing._kept) <= 3
