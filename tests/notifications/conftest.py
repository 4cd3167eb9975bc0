"""A small camp in scope, and a real mail server to read from."""

import pytest
from django_scopes import scope, scopes_disabled

from tests.factories.telling import MailBox


@pytest.fixture
def made(begin_small, db):
    """A small camp of four patients. What sends needs `django_db(transaction=True)`: no open transaction."""
    with scopes_disabled():
        small = begin_small()
    with scope(organisation=small.organisation):
        yield small


@pytest.fixture
def mailbox(settings, tmp_path):
    """An SMTP server on loopback; texts go to a folder."""
    box = MailBox()
    stop = box.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
    settings.VAR_DIR = tmp_path
    yield box
    stop()
