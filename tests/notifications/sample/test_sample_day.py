"""The camp of today that a fresh machine shows beside the one to come."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

import pytest
from django_scopes import scope

from camps.sheets.bundle import read_bundle
from notifications.services.sample_camp import FOLDER, new_team
from notifications.services.sample_day import sample_day, under_way
from scheduling.models import Arrival, Milestone, Ticket, TicketEvent, TicketState

TEN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)  # in Lagos


@pytest.fixture
def team(db):
    made = new_team()
    with scope(organisation=made):
        yield made


def test_today_is_three_hours_old_with_people_at_stations_in_line_and_on_the_table(team):
    camp = sample_day(team, now=TEN)

    assert (camp.first_day, camp.day_opens) == (TEN.date(), time(7))
    assert Arrival.objects.filter(camp=camp).count() > 30
    states = Counter(Ticket.objects.filter(camp=camp).values_list("state", flat=True))
    assert min(states[TicketState.WAITING], states[TicketState.SERVING], states[TicketState.DONE]) >= 3, states
    assert Milestone.objects.filter(camp=camp, kind="wheels_in").count() >= 2
    assert not TicketEvent.objects.filter(at__gte=TEN).exists()
    assert sample_day(team, now=TEN + timedelta(hours=1)) == camp  # once a day


@pytest.mark.parametrize(("hour", "opens"), [(0, 1), (3, 1), (4, 1), (5, 2), (10, 7), (11, 8), (16, 13), (23, 13)])
def test_at_any_hour_its_day_lies_within_today(hour, opens):
    bundle = under_way(read_bundle(FOLDER), datetime(2026, 11, 22, hour))
    assert bundle.camp.day_opens == time(opens)
    assert bundle.camp.day_opens < bundle.camp.day_closes
    assert all(station.opens < station.closes for station in bundle.stations)
    assert all(doctor.starts < doctor.ends for doctor in bundle.doctors if doctor.starts)
