"""One patient with a phone and a mail, told of a place; nothing has left yet."""

import pytest

from notifications.services.preferences import save_wishes
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, tell_all
from tests.notifications.sweeper.conftest import channels as channels  # noqa: PLC0414  the played providers
from tests.notifications.sweeper.conftest import phone as phone  # noqa: PLC0414


@pytest.fixture
def visit(made):
    """Registration 1, an operation, at 9 of the first day, told by text and by mail."""
    registration = made.registrations[0]
    registration.mail = add_mail(registration, "one@example.org")
    registration.phone = registration.patient.contacts.get(kind="phone")
    appointment_at(made, registration, at=local(made, 0, 9))
    tell_all(made)
    return registration


@pytest.fixture
def wish(visit):
    """Say it as the patient: `wish(channels=["mail"])`; what is not named stays as the camp does it."""

    def say(**fields):
        given = {"language": "", "channels": [], "quiet_from": None, "quiet_until": None, "said_by": "patient"}
        return save_wishes(patient=visit.patient, **{"now": NOW, **given, **fields})

    return say
