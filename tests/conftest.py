"""Real PostgreSQL and Redis for every test: started once a run, by xdist's controller, in a folder of its own."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from hypothesis import settings as hypothesis_settings

from camps.live import again, sharing
from config.embedded.places import socket_folder
from config.embedded.servers import running_servers
from tests.emptying import empty_by_deleting
from tests.factories.draws import same_draws  # noqa: F401 - for every test
from tests.kept import _dropped_at_the_end, keep_only_what_is_wanted, kept

__all__ = ["_dropped_at_the_end", "kept"]

# A slow example on a busy machine is no failure. `make test` says the same of the same code, twice and on any machine:
# it tries the same examples. `make faults` looks for new ones, and what it finds becomes an @example.
hypothesis_settings.register_profile("campline", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.register_profile("searching", deadline=None, max_examples=200)
hypothesis_settings.load_profile("campline")

_servers = pytest.StashKey[ExitStack]()


def _is_xdist_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    """xdist's workers find what their controller started; pytest alone is its own controller."""
    if _is_xdist_worker(config):
        return
    stack = ExitStack()
    var = Path(os.environ["CAMPLINE_TEST_VAR"])
    stack.callback(shutil.rmtree, var, ignore_errors=True)
    config.stash[_servers] = stack
    (var / "static").mkdir()  # whitenoise warns without it
    stack.enter_context(running_servers())
    _spare_the_disk()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """pytest-django's databases, emptied in a quicker way."""
    with pytest.MonkeyPatch.context() as patch:
        empty_by_deleting(patch)
        yield


@pytest.fixture
def begin_small(kept):
    """The small camp, for `made` and its like."""
    from tests.factories.schedule import small_camp

    return kept("begin_small", small_camp)


@pytest.fixture(autouse=True)
def nobody_counted_yet() -> None:
    """Redis keeps its counts from one test to the next, and every test comes from one address."""
    caches["live"].clear()


@pytest.fixture
def all_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """What requests share they share here too, though a test's rows stand in a transaction (camps/live/sharing.py)."""
    monkeypatch.setattr(sharing, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(sharing, "_kept", {})
    monkeypatch.setattr(again, "_shown", {})
    monkeypatch.setattr(again, "_callers", {})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """What an earlier test began with is gone before this one's database is opened."""
    keep_only_what_is_wanted(item)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: the collector need not look at it again with each of thousands."""
    gc.collect()
    gc.freeze()


def _spare_the_disk() -> None:
    """Rows of a test need not outlive a power cut; each of its TRUNCATEs would wait for the disk otherwise."""
    with psycopg.connect(host=socket_folder(settings.VAR_DIR), user="postgres", autocommit=True) as database:
        for name in ("fsync", "full_page_writes"):
            database.execute(f"ALTER SYSTEM SET {name} = off")
        database.execute("SELECT pg_reload_conf()")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever started the servers stops them."""
    if stack := config.stash.get(_servers, None):
        stack.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long tests run when asked for (`-m long`, as `make faults` does), and are left out otherwise, not skipped."""
    if config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
