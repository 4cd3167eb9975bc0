"""A house for the benchmarks: real servers in a folder of their own, an empty database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings

from config.embedded.servers import running_servers


@contextmanager
def open_house() -> Iterator[None]:
    """Start PostgreSQL and Redis, make the database; everything is gone afterwards."""
    try:
        with running_servers():
            name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            with override_settings(ALLOWED_HOSTS=["*"]):
                yield
            connection.creation.destroy_test_db(name, verbosity=0)
    finally:
        shutil.rmtree(settings.VAR_DIR, ignore_errors=True)
