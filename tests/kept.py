"""Rows that many tests begin with are written once: each test works in a savepoint above them.

A camp in the middle of its telling takes half a second to write, and hundreds of tests look at one. `kept` writes it in
a transaction around the next tests that ask for the same; whatever comes after them, or commits, finds nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scopes_disabled

Make = Callable[[], Any]


@dataclass
class Keeper:
    """What stands now, under the name of the fixture that wants it, and the transaction it stands in."""

    name: str = ""
    make: Any = None
    made: Any = None
    around: ExitStack | None = None

    def keep(self, name: str, make: Make, *, blocker: Any) -> None:
        """Have it standing, whether it was before or not."""
        maker = getattr(make, "func", make)
        if self.name == name:
            assert self.make is maker, f"two fixtures are named {name}"
            return
        if _fixture(self.name) == _fixture(name):
            self.drop()  # the same with another parameter
        assert not self.name, f"{name} and {self.name} can't both be kept for one test"
        with ExitStack() as stack:
            stack.enter_context(blocker.unblock())
            stack.enter_context(transaction.atomic())
            stack.callback(transaction.set_rollback, True)
            with scopes_disabled():
                self.made = make()
            connection.check_constraints()  # else the end of each test would look at all of them
            self.name, self.make, self.around = name, maker, stack.pop_all()

    def drop(self) -> None:
        """Empty the database again."""
        around, self.name, self.make, self.made, self.around = self.around, "", None, None, None
        if around is not None:
            around.close()


KEEPER = Keeper()


def keep_only_what_is_wanted(item: pytest.Item) -> None:
    """Before a test is set up: what earlier ones began with is gone, unless this one begins with it too."""
    if KEEPER.name and (_fixture(KEEPER.name) not in getattr(item, "fixturenames", ()) or _commits(item)):
        KEEPER.drop()


@pytest.fixture(scope="session")
def _dropped_at_the_end(django_db_setup: None) -> Iterator[None]:
    yield
    KEEPER.drop()


@pytest.fixture
def kept(
    request: pytest.FixtureRequest, _dropped_at_the_end: None, django_db_blocker: Any
) -> Callable[[str, Make], Make]:
    """`begin = kept("name of the fixture that asks", make)`; later, with the database open, `begin()` is your own copy.

    Ask before `db` does its part: a test that commits, or whose transaction has begun, has it made for itself. A
    fixture with parameters adds the one it has: `kept("name[parameter]", make)`.
    """
    own = _commits(request.node) or (connection.in_atomic_block and not KEEPER.name)

    def begin(name: str, make: Make) -> Make:
        if own:
            return make
        KEEPER.keep(name, make, blocker=django_db_blocker)
        return lambda: deepcopy(KEEPER.made)

    return begin


def _fixture(name: str) -> str:
    """Without its parameter."""
    return name.partition("[")[0]


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return marked or not {"transactional_db", "live_server"}.isdisjoint(getattr(item, "fixturenames", ()))
