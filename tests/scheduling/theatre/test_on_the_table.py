"""Nobody's place is taken away or changed while he or she lies on the table, from wherever it is tried."""

from datetime import timedelta

import pytest

from camps.models import Decision
from scheduling.errors import NotAllowed, OnTheTable
from scheduling.models import Appointment, AppointmentState, Fate, ScheduleChange
from scheduling.planning.changes import NoShow, RunningLate, TableAway
from scheduling.services.booking import Actor, cancel
from scheduling.services.by_hand import place_by_hand, swap_by_hand, version
from scheduling.services.camp_changes import cancel_camp, cancel_day
from scheduling.services.closing import say_fate
from scheduling.services.decisions import decide
from scheduling.services.orphans import orphan
from scheduling.services.theatre.marking import unmark
from tests.factories.schedule import FIRST_DAY
from tests.factories.theatre import went
from tests.scheduling.changed_day import HOUR, accepted, live, on_table, proposed, unit
from tests.scheduling.pages.test_wrong import desk, text  # noqa: F401 - a fixture

STAFF = Actor(reason="by hand")


@pytest.fixture
def lying(day):
    """The first of Table 1 was wheeled in a little early; it is ten minutes past the hour."""
    day.first, day.other = on_table(day, "Table 1")[:2]
    went(day.first, wheels_in=-5)
    day.now = day.first.starts_at + timedelta(minutes=10)
    return day


def swapped(day):
    return swap_by_hand(
        first=day.first, second=day.other, seen=(version(day.first), version(day.other)), overruled=True, actor=STAFF,
        now=day.first.starts_at - timedelta(minutes=1),
    )  # fmt: skip


def placed(day):
    start = day.first.starts_at + timedelta(days=1)
    return place_by_hand(
        registration=day.first.registration,
        station=day.first.station,
        start=start,
        seen=version(day.first),
        overruled=True,
        actor=STAFF,
        now=day.now,
    )


WAYS = {
    "cancel": lambda day: cancel(appointment_id=day.first.pk, actor=STAFF, now=day.now),
    "move": placed,
    "swap": swapped,
    "lose": lambda day: orphan(appointment_ids=[day.first.pk], why="no power", actor=STAFF, now=day.now),
    "did not come": lambda day: accepted(day, proposed(day, NoShow(0, day.first.registration_id))[0]),
    "decide": lambda day: decide(
        registrations=[day.first.registration_id], decision=Decision.NOT_NOW, reason="no", cancel_places=True, by=None,
        now=day.now,
    ),
    "cancel the day": lambda day: cancel_day(camp=day.camp, day=FIRST_DAY, by=None, now=day.now),
    "cancel the camp": lambda day: cancel_camp(camp=day.camp, by=None, now=day.now),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_who_lies_on_the_table_keeps_the_place_and_the_refusal_says_what_to_do(lying, way):
    before = list(Appointment.objects.order_by("pk").values_list("state", "starts_at", "station"))
    changes = ScheduleChange.objects.count()
    with pytest.raises(OnTheTable) as refused:
        WAYS[way](lying)
    assert (refused.value.field, refused.value.value) == ("appointment", ("001",))
    assert refused.value.message == "Card 001 is on Table 1."
    assert "wheeled out" in refused.value.cure
    assert list(Appointment.objects.order_by("pk").values_list("state", "starts_at", "station")) == before
    assert ScheduleChange.objects.count() == changes


@pytest.mark.parametrize("how", ["out", "never in", "yesterday"])
def test_who_is_out_or_was_not_in_after_all_may_lose_the_place(lying, how):
    if how == "out":
        went(lying.first, out=9)
    elif how == "never in":
        unmark(appointment=lying.first, kind="wheels_in", by=None, now=lying.now)
    now = lying.now + timedelta(days=how == "yesterday")
    assert cancel(appointment_id=lying.first.pk, actor=STAFF, now=now).state == AppointmentState.CANCELLED


def test_a_list_that_runs_late_moves_those_who_wait_not_who_is_in(lying):
    change = RunningLate(0, unit(lying, "Table 1"), 8 * HOUR + 10, 30)
    plan = proposed(lying, change)[0]
    accepted(lying, plan)
    now = live()
    assert now[lying.first.registration_id].starts_at == lying.first.starts_at


def test_a_proposal_made_before_somebody_was_wheeled_in_early_is_refused_as_a_whole(day):
    second = on_table(day, "Table 1")[1]
    away = TableAway(0, unit(day, "Table 1"), 9 * HOUR + 30, 18 * HOUR)
    plan = proposed(day, away)[0]
    went(second, wheels_in=-60)
    before = list(Appointment.objects.order_by("pk").values_list("starts_at", "station"))
    with pytest.raises(OnTheTable):
        accepted(day, plan, now=second.starts_at - timedelta(minutes=50))
    assert list(Appointment.objects.order_by("pk").values_list("starts_at", "station")) == before
    again = proposed(day, away, now=second.starts_at - timedelta(minutes=50))[0]
    accepted(day, again, now=second.starts_at - timedelta(minutes=49))
    assert live()[second.registration_id].starts_at == second.starts_at


def test_a_fate_that_takes_the_place_away_is_refused_until_the_board_says_out(lying):
    with pytest.raises(NotAllowed, match="is on the table"):
        say_fate(
            camp=lying.camp, day=FIRST_DAY, registration=lying.first.registration, fate="left", by=None, now=lying.now
        )
    assert not Fate.objects.exists()


def test_the_page_that_cancels_says_why_not(desk):  # noqa: F811 - the fixture
    with desk.scope():
        first = Appointment.objects.filter(station__name="Table 1").order_by("starts_at")[0]
        went(first, wheels_in=0)
    for answer in (
        desk.post("cancel", {"reason": "no"}, pk=first.pk),
        desk.post("place", {"station": first.station_id, "start": "2027-03-02T09:00"}, number=1),
    ):
        assert answer.status_code in (409, 422)
    refused = text(desk.post("cancel", {}, pk=first.pk))
    assert "Card 001 is on Table 1." in refused
    assert "Say first on the theatre&#x27;s board" in refused
