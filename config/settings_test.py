"""The settings of the tests: the same, in a temporary folder of their own, each xdist worker in its own databases."""

import os
import tempfile

# Made by the first process of the run (tests/conftest.py removes it); xdist's workers inherit the name.
if "CAMPLINE_TEST_VAR" not in os.environ:
    os.environ["CAMPLINE_TEST_VAR"] = tempfile.mkdtemp(prefix="campline-test-")
os.environ["VAR_DIR"] = os.environ["CAMPLINE_TEST_VAR"]
os.environ["CAMPLINE_ENV_FILE"] = os.devnull  # a developer's own .env must not change what the tests see
os.environ["CAMPLINE_MODE"] = "local"

from config.settings import *  # noqa: F403  the point of this module

from config import settings as base  # isort: skip
from config.redis_urls import database_of, for_kombu, with_database  # isort: skip

_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_first = database_of(base.REDIS_URL) + 2 * _worker
REDIS_URL = with_database(base.REDIS_URL, _first)
LIVE_REDIS_URL = with_database(base.REDIS_URL, _first + 1)
CELERY_BROKER_URL = for_kombu(REDIS_URL)
CACHES = {**base.CACHES, "live": {**base.CACHES["live"], "LOCATION": LIVE_REDIS_URL}}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; no password here guards anything
STORAGES = {**base.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # a file is looked for when asked for; each test's client would look for all of them
