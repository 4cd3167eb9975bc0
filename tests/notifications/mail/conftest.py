"""The mail server of these tests."""

from collections.abc import Iterator

import pytest

from notifications.channels.smtp import MailConnection
from tests.notifications.mail.sink import Sink, running_sink


@pytest.fixture(scope="module")
def server() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def sink(server: Sink) -> Sink:
    server.mails.clear()
    server.connections.clear()
    return server


@pytest.fixture
def connection(sink: Sink) -> Iterator[MailConnection]:
    with MailConnection(host=sink.host, port=sink.port) as opened:
        yield opened
