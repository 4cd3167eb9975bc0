"""Real PostgreSQL and Redis for every test: started once a run, by xdist's controller, in a folder of its own."""

import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from config.embedded.servers import running_servers

# A slow example on a busy machine is no failure.
hypothesis_settings.register_profile("campline", deadline=None)
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
