"""After a changed day only those who move hear of it: nobody who stays, and nobody who waits for a decision."""

from datetime import time

import pytest

from notifications.models import Message
from notifications.services.fan_out import fan_out
from scheduling.models import Appointment
from scheduling.planning.changes import PowerCut
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.replanning import accept_proposal, propose
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.factories.telling import tell_all


@pytest.mark.usefixtures("db")
def test_in_a_power_cut_only_who_moves_is_told_and_who_lost_the_place_is_not(made):
    for number in range(5, 16, 2):
        add_patient(made, number=number, procedure="BONE")
    fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
    tell_all(made)
    made.camp.refresh_from_db()
    Message.objects.filter(rung="").update(state="sent", ended_at=NOW)
    seven = made.camp.instant(FIRST_DAY, time(7))
    was = dict(Appointment.objects.filter(state="booked").values_list("registration", "arrive_at"))
    tables = tuple(sorted(made.stations[name].resources.get().pk for name in ("Table 1", "Table 2")))
    rows = propose(camp=made.camp, change=PowerCut(0, tables, 480, 14 * 60), by=None, now=seven, steps=5)
    before = Message.objects.count()
    accept_proposal(plan=rows[0], actor=SYSTEM, now=seven)
    fan_out(now=seven)
    booked = Appointment.objects.filter(state="booked")
    moved = {one.registration_id for one in booked if one.arrive_at != was[one.registration_id]}
    lost = set(booked.filter(needs_cover__startswith="lost its place").values_list("registration", flat=True))
    assert moved
    assert lost
    told = [row for row in Message.objects.order_by("pk")[before:] if row.doctor_id is None and not row.rung]
    assert {row.registration_id for row in told} == moved
    assert {row.kind for row in told} == {"moved"}
    assert len(told) == len(moved)
    assert set(was) == set(booked.values_list("registration", flat=True))
