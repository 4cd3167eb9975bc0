import pytest

from scheduling import tasks
from tests.factories.schedule import NOW
from tests.scheduling.desk import open_desk


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return open_desk()


@pytest.fixture
def queue(monkeypatch):
    """What is handed to a worker, kept instead."""
    handed = []
    monkeypatch.setattr(tasks.plan, "delay_on_commit", handed.append)
    return handed
