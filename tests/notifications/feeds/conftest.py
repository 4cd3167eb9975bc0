"""A camp whose doctors were told of their shifts and cases, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django_scopes import scope, scopes_disabled

from camps.models import Camp, Doctor, Shift
from notifications.models import Told
from notifications.services.feeds import NewFeed, create_feed
from scheduling.models import Appointment
from tests.factories.schedule import SmallCamp, small_camp
from tests.factories.telling import appointment_at, local

NOW = datetime.fromisoformat("2027-02-20T09:00:00+00:00")
TOLD_AT = NOW - timedelta(days=2)


@dataclass
class TheTold:
    """What `told` gives: two cases and a shift of Ada's, told to her and to the camp's feeds."""

    made: SmallCamp
    ada: Doctor
    cases: list[Appointment]
    shift: Shift

    @property
    def camp(self) -> Camp:
        return self.made.camp


def tell(subject: Appointment | Shift, recipient: str, *, at: datetime = TOLD_AT, **other: object) -> Told:
    """Write what the fan-out would write."""
    values = {
        "organisation_id": subject.organisation_id,
        "sequence": subject.sequence,
        "starts_at": subject.starts_at,
        "ends_at": subject.ends_at,
        "venue": subject.camp.venue,
        "at": at,
        **other,
    }
    of = {"appointment": subject, "shift": None} if isinstance(subject, Appointment) else {"shift": subject}
    if isinstance(subject, Appointment):
        values.setdefault("station", subject.station)
    row, _ = Told.objects.update_or_create(recipient=recipient, **of, defaults=values)
    return row


def told_to_ada() -> TheTold:
    made = small_camp(patients=4, state="published")
    with scope(organisation=made.organisation), time_machine.travel(NOW, tick=False):
        ada = made.doctors["Ada Bone"]
        cases = [
            appointment_at(made, made.registrations[number], at=local(made, 0, 9 + 2 * number), doctors=(ada,))
            for number in (0, 1)
        ]
        shift = Shift.objects.filter(doctor=ada).order_by("starts_at")[0]
        for case in cases:
            tell(case, f"doctor:{ada.pk}")
            tell(case, f"camp:{made.camp.pk}")
        tell(shift, f"doctor:{ada.pk}")
    return TheTold(made, ada, cases, shift)


@pytest.fixture
def begin_ada(kept):
    return kept("begin_ada", told_to_ada)


@pytest.fixture
def told(begin_ada, db):
    """Inside the organisation's scope, at `NOW`."""
    with scopes_disabled():
        told = begin_ada()
    with scope(organisation=told.made.organisation), time_machine.travel(NOW, tick=False):
        yield told


@pytest.fixture
def feed(told) -> NewFeed:
    """Ada's phone."""
    return create_feed(doctor=told.ada, name="My phone", now=TOLD_AT)


def path_of(new: NewFeed) -> str:
    return new.address.removeprefix("http://localhost:8000")


def fetch(new: NewFeed, **headers: str):
    """Ask for the feed as a calendar does: no cookie, no session."""
    return Client().get(path_of(new), headers=headers)
