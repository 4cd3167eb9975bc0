"""The mail server whose mails are read back."""

from collections.abc import Iterator

import pytest

from tests.notifications.mail.sink import Sink, running_sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as running:
        yield running
