"""An operation that is over early lets the rest of its time go, one that takes longer takes of what follows."""

from datetime import timedelta

import pytest

from camps.models import Decision, Procedure
from scheduling.models import Allocation, Appointment, ScheduleChange
from scheduling.planning.changes import Nothing
from scheduling.queries.cover import faults_of
from scheduling.queries.gaps import gaps_today, who_fits
from scheduling.services.booking import SYSTEM, cancel
from scheduling.services.by_hand import place_by_hand
from scheduling.services.slots import make_slots
from scheduling.services.standby_offers import answer_offer, offer_gap
from scheduling.services.theatre.marking import set_times, unmark
from tests.factories.schedule import add_patient
from tests.factories.theatre import went
from tests.scheduling.changed_day import on_table, proposed

EARLY = {"wheels_in": 0, "knife": 5, "out": 20}  # an hour is booked, and a quarter of cleaning after it


@pytest.fixture
def table(day):
    """Table 1 of the first day: `first` and whoever follows. Two wait on standby: for 20 and for 100 minutes."""
    for code, minutes in (("SHORT", 20), ("LONG", 100)):
        day.procedures[code] = Procedure.objects.create(
            organisation=day.organisation,
            camp=day.camp,
            code=code,
            name=f"{code} operation",
            specialty="orthopaedics",
            median_min=minutes,
            p90_min=minutes,
            turnover_min=5,
            station_kind="table",
            anaesthesia="none",
        )
    make_slots(camp=day.camp)  # windows take in as many as such short ones allow
    day.short, day.long = (
        add_patient(day, number=number, procedure=code, decision=Decision.STANDBY)
        for number, code in ((50, "SHORT"), (51, "LONG"))
    )
    day.first, day.second = on_table(day, "Table 1")[:2]
    return day


def at(day, minutes):
    return day.first.starts_at + timedelta(minutes=minutes)


def until(day, *parts):
    """How many minutes after its beginning the first one's holds end."""
    held = Allocation.objects.filter(appointment=day.first, live=True, part__in=parts)
    return {(hold.period.upper - day.first.starts_at) // timedelta(minutes=1) for hold in held}


def gap_after(day, minutes):
    """The free time of Table 1 before the second one, as it shows then: minutes from and to, with who was over."""
    for gap in gaps_today(day.camp, now=at(day, minutes)):
        if gap.station.name == "Table 1" and gap.until <= day.second.starts_at:
            since, ends = ((when - day.first.starts_at) // timedelta(minutes=1) for when in (gap.since, gap.until))
            return since, ends, [one.appointment for one in gap.over]
    return None


def offered(day, minutes, *, who=None):
    (gap,) = [one for one in gaps_today(day.camp, now=at(day, minutes)) if one.over]
    return offer_gap(
        camp=day.camp,
        station=gap.station,
        since=gap.since,
        until=gap.until,
        registrations=[(who or day.short).pk],
        minutes=5,
        by=None,
        now=at(day, minutes),
    )


def test_wheels_out_frees_team_and_patient_at_once_and_the_table_after_its_cleaning(table):
    went(table.first, **EARLY)
    assert until(table, "surgeon", "anaesthetist", "patient") == {20}
    assert until(table, "station") == {35}
    assert gap_after(table, 21) == (35, 120, [table.first])

    went(table.first, clean=25)
    assert until(table, "station") == {25}
    assert gap_after(table, 26) == (27, 120, [table.first])


def test_nobody_is_told_the_hours_stand_as_booked_and_it_is_on_record(table):
    before = Appointment.objects.values("starts_at", "ends_at", "sequence", "changed_at").get(pk=table.first.pk)
    went(table.first, **EARLY)
    assert Appointment.objects.values(*before).get(pk=table.first.pk) == before
    (change,) = ScheduleChange.objects.filter(appointment=table.first).exclude(kind="booked")
    assert (change.kind, change.tell) == ("freed", "nobody")
    assert faults_of(appointment_ids=[table.first.pk]) == {}


def test_who_was_given_up_before_the_knife_frees_the_rest_too(table):
    went(table.first, wheels_in=0, out=10)
    assert until(table, "surgeon", "station") == {10, 25}


def test_standby_of_the_right_length_is_offered_it_and_takes_it(table):
    went(table.first, **EARLY, clean=25)
    (gap,) = [one for one in gaps_today(table.camp, now=at(table, 26)) if one.over]
    found, _ = who_fits(gap, minutes=5, now=at(table, 26))
    assert [(fit.who.number, fit.faults) for fit in found] == [
        (50, ()),
        (51, ("takes 100 minutes, and 89 are left after the answer",)),
    ]

    done = answer_offer(offer=offered(table, 26), yes=True, actor=SYSTEM, now=at(table, 28))
    assert (done.state, done.appointment.station) == ("accepted", table.first.station)
    assert table.first.ends_at > done.appointment.starts_at == at(table, 35)


def test_what_was_said_too_early_is_held_again(table):
    went(table.first, **EARLY, clean=25)
    for kind in ("clean", "out"):
        unmark(appointment=table.first, kind=kind, by=None, now=at(table, 26))
    assert until(table, "surgeon", "patient") == {60}
    assert until(table, "station") == {75}
    assert gap_after(table, 27) == (75, 120, [])
    went(table.first, out=40)
    assert until(table, "station") == {55}


def test_what_somebody_took_meanwhile_is_not_held_again(table):
    went(table.first, **EARLY, clean=25)
    taken = answer_offer(offer=offered(table, 26), yes=True, actor=SYSTEM, now=at(table, 28)).appointment
    for kind in ("clean", "out"):
        unmark(appointment=table.first, kind=kind, by=None, now=at(table, 29))
    assert until(table, "station") == {35}
    assert until(table, "patient") == {60}
    assert taken.allocations.filter(live=True).count() >= 3

    cancel(appointment_id=taken.pk, actor=SYSTEM, now=at(table, 30))
    set_times(
        appointment=table.first,
        times={kind: at(table, minutes) for kind, minutes in {**EARLY, "out": 50}.items()},
        by=None,
        now=at(table, 55),
    )
    assert until(table, "station") == {65}  # ten minutes before what was booked, which is known still


def test_who_is_operated_on_before_the_booked_hour_leaves_a_minute_of_it(table):
    went(table.first, wheels_in=-50, knife=-40, out=-5)
    assert until(table, "surgeon", "patient") == {1}
    assert gap_after(table, -4) == (10, 120, [table.first])


def test_an_overrun_takes_of_the_gap_that_follows(table):
    cancel(appointment_id=table.second.pk, actor=SYSTEM, now=table.now)
    went(table.first, wheels_in=20)
    third = on_table(table, "Table 1")[1].starts_at

    def free(minutes):
        return [
            ((gap.since - table.first.starts_at) // timedelta(minutes=1), gap.until)
            for gap in gaps_today(table.camp, now=at(table, minutes))
            if gap.station == table.first.station and gap.until <= third
        ]

    assert free(30) == [(95, third)]  # came in twenty minutes late
    assert free(100) == [(116, third)]  # and is there still: a minute from now, and the cleaning
    assert free(215) == []  # what is left is too short for anybody


def test_a_yes_to_a_gap_that_an_overrun_took_comes_too_late(table):
    cancel(appointment_id=table.second.pk, actor=SYSTEM, now=table.now)
    went(table.first, wheels_in=0)
    (gap,) = [one for one in gaps_today(table.camp, now=at(table, 50)) if table.second in one.freed]
    offer = offer_gap(
        camp=table.camp,
        station=gap.station,
        since=gap.since,
        until=gap.until,
        registrations=[table.short.pk],
        minutes=20,
        by=None,
        now=at(table, 50),
    )
    assert offer.starts_at == at(table, 75)
    done = answer_offer(offer=offer, yes=True, actor=SYSTEM, now=at(table, 68))
    assert (done.state, done.appointment) == ("taken", None)


def test_whoever_is_booked_by_hand_into_freed_time_can_t_be_booked_over(table):
    went(table.first, **EARLY, clean=25)
    quick = add_patient(table, number=70, procedure="SHORT")
    offer = offered(table, 26)
    place_by_hand(
        registration=quick,
        station=offer.station,
        start=offer.starts_at,
        overruled=True,
        actor=SYSTEM,
        now=at(table, 27),
    )
    assert answer_offer(offer=offer, yes=True, actor=SYSTEM, now=at(table, 28)).state == "taken"
    assert proposed(table, Nothing(0), now=at(table, 29))  # the two do not contradict one another
