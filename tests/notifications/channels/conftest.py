"""The played providers, one to a test."""

from collections.abc import Iterator

import pytest

from tests.providers.africas_talking import AfricasTalking
from tests.providers.meta import Meta
from tests.providers.ses import Ses
from tests.providers.stand_in import serving
from tests.providers.twilio import Twilio


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the developer's machine must not stand between us and the played provider."""
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with serving(Twilio()) as provider:
        yield provider


@pytest.fixture
def africas_talking() -> Iterator[AfricasTalking]:
    with serving(AfricasTalking()) as provider:
        yield provider


@pytest.fixture
def meta() -> Iterator[Meta]:
    with serving(Meta()) as provider:
        yield provider


@pytest.fixture
def ses() -> Iterator[Ses]:
    with serving(Ses()) as provider:
        yield provider
