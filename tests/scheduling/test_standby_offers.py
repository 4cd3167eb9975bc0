"""A place that became free is offered to one who waits: one question at a time, nothing held, booked by a yes."""

from datetime import time, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connections, transaction
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camps.models import Decision, Registration
from scheduling.errors import NotAllowed, SchedulingError, Taken
from scheduling.intervals import minute
from scheduling.models import Allocation, Appointment, AppointmentState, OfferState, ScheduleChange, StandbyOffer
from scheduling.queries.gaps import gap_named, gaps_today, who_fits
from scheduling.services.booking import SYSTEM, Actor, cancel
from scheduling.services.by_hand import place_by_hand
from scheduling.services.standby_offers import answer_offer, go_on, offer_gap, withdraw_offer
from tests.factories.schedule import FIRST_DAY, add_patient
from tests.scheduling.changed_day import live, on_table

PATIENT = Actor(said_by="patient")


@pytest.fixture
def gap(day):
    """Somebody of the middle of the list at Table 1 gave the place up; three wait for one."""
    day.waiting = [
        add_patient(day, number=number, procedure="BONE", decision=Decision.STANDBY, km_to_venue=km)
        for number, km in ((50, 5), (51, 20), (52, None))
    ]
    gone = on_table(day, "Table 1")[2]
    cancel(appointment_id=gone.pk, actor=SYSTEM, now=day.now)
    day.gone = gone
    return day


def the_gap(day, now=None):
    now = now or day.now
    return next(one for one in gaps_today(day.camp, now=now) if day.gone.pk in [each.pk for each in one.freed])


def ask(day, people=None, *, now=None, minutes=30):
    now, found = now or day.now, the_gap(day, now)
    return offer_gap(
        camp=day.camp,
        station=found.station,
        since=found.since,
        until=found.until,
        registrations=[one.pk for one in (people or day.waiting)],
        minutes=minutes,
        by=None,
        now=now,
    )


def later(day, minutes):
    return day.now + timedelta(minutes=minutes)


def states():
    return [(one.registration.number, str(one.state)) for one in StandbyOffer.objects.order_by("pk")]


def test_a_place_that_was_given_up_is_a_gap_and_says_whose_it_was(gap):
    found = the_gap(gap)
    assert found.station.name == "Table 1"
    assert found.since <= gap.gone.starts_at
    assert found.until >= gap.gone.ends_at
    assert gap_named(gap.camp, found.key, now=later(gap, 5)).until == found.until


def test_who_fits_is_told_with_the_order_of_asking_and_why_not_the_others(gap):
    far = add_patient(gap, number=60, procedure="BONE", decision=Decision.STANDBY, km_to_venue=900)
    Registration.objects.filter(pk=gap.waiting[1].pk).update(urgency=2)
    found, _ = who_fits(the_gap(gap), minutes=30, now=gap.now)
    assert [fit.who.number for fit in found if fit.may_be_asked] == [51, 50, 52]
    assert [fit.faults for fit in found if fit.who.key == far.pk] == [("too far: 900 km are about 1820 minutes",)]
    assert [fit.faults for fit in found if fit.who.key == gap.gone.registration_id] == [("had this very place",)]
    ask(gap)
    found, _ = who_fits(the_gap(gap), minutes=30, now=gap.now)
    assert next(fit.faults for fit in found if fit.who.number == 50) == ("is asked already",)


def test_a_gap_that_is_too_short_says_so(gap):
    left = (the_gap(gap).until - gap.now) // timedelta(minutes=1) - 20
    found, _ = who_fits(the_gap(gap), minutes=left, now=gap.now)
    assert {fit.faults[0] for fit in found} == {"takes 60 minutes, and 20 are left after the answer"}


def test_an_offer_holds_nothing_and_tells_nobody_of_a_change(gap):
    before = Allocation.objects.filter(live=True).count(), ScheduleChange.objects.count()
    offer = ask(gap)
    assert (offer.registration.number, offer.state, offer.expires_at) == (50, "open", later(gap, 30))
    assert the_gap(gap).since <= offer.starts_at < offer.ends_at <= the_gap(gap).until
    assert offer.expires_at <= offer.starts_at
    assert (Allocation.objects.filter(live=True).count(), ScheduleChange.objects.count()) == before


def test_yes_books_the_place_and_only_this_patient_and_the_team_are_told(gap):
    offer, changes = ask(gap), ScheduleChange.objects.count()
    done = answer_offer(offer=offer, yes=True, actor=PATIENT, now=later(gap, 5))
    assert (done.state, done.appointment.starts_at) == ("accepted", offer.starts_at)
    (change,) = ScheduleChange.objects.order_by("pk")[changes:]
    assert (change.kind, change.tell, change.said_by) == ("booked", "at_once", "patient")
    assert change.appointment.registration == gap.waiting[0]
    again = answer_offer(offer=offer, yes=True, actor=PATIENT, now=later(gap, 6))
    assert again.state == "accepted"
    assert ScheduleChange.objects.count() == changes + 1


def test_no_asks_the_next_at_once_and_time_asks_the_one_after(gap):
    offer = ask(gap)
    assert answer_offer(offer=offer, yes=False, actor=PATIENT, now=later(gap, 5)).state == "declined"
    assert states() == [(50, "declined"), (51, "open")]
    assert go_on(now=later(gap, 34)) == 0
    assert go_on(now=later(gap, 35)) == 1
    assert go_on(now=later(gap, 35)) == 0
    assert states() == [(50, "declined"), (51, "expired"), (52, "open")]
    assert go_on(now=later(gap, 65)) == 1
    assert states()[-1] == (52, "expired")
    assert Registration.objects.filter(decision=Decision.STANDBY, number__gte=50).count() == 3


def test_an_answer_after_its_time_counts_for_nothing(gap):
    offer = ask(gap, gap.waiting[:1])
    assert not offer.is_open(offer.expires_at)
    answer_offer(offer=offer, yes=True, actor=PATIENT, now=offer.expires_at)
    assert gap.waiting[0].pk not in live()
    assert go_on(now=offer.expires_at) == 1


def test_somebody_who_was_booked_there_meanwhile_keeps_it_and_the_answer_says_so(gap):
    offer = ask(gap, gap.waiting[:1])
    quick = add_patient(gap, number=70, procedure="BONE")
    place_by_hand(
        registration=quick, station=offer.station, start=offer.starts_at, overruled=True, actor=SYSTEM, now=gap.now
    )
    done = answer_offer(offer=offer, yes=True, actor=PATIENT, now=later(gap, 5))
    assert (done.state, done.appointment) == (OfferState.TAKEN, None)
    gap.waiting[0].refresh_from_db()
    assert gap.waiting[0].decision == Decision.STANDBY
    assert gap.waiting[0].pk not in live()


def test_a_question_taken_back_can_t_be_answered_and_the_gap_may_be_offered_again(gap):
    offer = ask(gap)
    assert withdraw_offer(offer=offer, by=None, now=later(gap, 1)).state == "withdrawn"
    assert answer_offer(offer=offer, yes=True, actor=PATIENT, now=later(gap, 2)).state == "withdrawn"
    assert go_on(now=later(gap, 60)) == 0
    assert ask(gap, gap.waiting[1:]).registration == gap.waiting[1]


def test_a_gap_and_a_patient_are_asked_once_at_a_time(gap):
    ask(gap, gap.waiting[:1])
    with pytest.raises(Taken, match="asked already"):
        ask(gap, gap.waiting[1:])
    other = StandbyOffer.objects.get()
    other.pk, other.number, other.station = None, 2, gap.stations["Table 2"]
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


def test_nobody_is_asked_who_has_a_place_or_is_not_cleared_nor_in_a_draft(gap):
    placed = Registration.objects.get(pk=next(iter(live())))
    with pytest.raises(NotAllowed, match="has a place already"):
        ask(gap, [placed])
    gap.camp.clearance_required = True
    gap.camp.save()
    with pytest.raises(NotAllowed):
        ask(gap)
    gap.camp.state = "draft"
    with pytest.raises(NotAllowed, match="not published"):
        ask(gap)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(("ask", "yes", "no", "tick", "hand")), st.integers(0, 2)), max_size=8))
def test_whatever_is_said_in_whatever_order_nothing_is_held_beyond_its_time_and_nobody_is_booked_twice(gap, acts):
    with transaction.atomic():
        _play(gap, acts)
        transaction.set_rollback(True)


def _play(gap, acts):
    for step, (act, who) in enumerate(acts):
        now = later(gap, 1 + 7 * step)
        person = gap.waiting[who]
        try:
            with transaction.atomic():
                if act == "ask":
                    ask(gap, [person, *gap.waiting], now=now, minutes=15)
                elif act == "tick":
                    go_on(now=now)
                elif act == "hand":
                    found = the_gap(gap, now)
                    start = found.since + timedelta(minutes=5 - minute(found.since) % 5)
                    place_by_hand(
                        registration=person, station=found.station, start=start, overruled=True, actor=SYSTEM, now=now
                    )
                elif offer := StandbyOffer.objects.filter(registration=person).first():
                    answer_offer(offer=offer, yes=act == "yes", actor=PATIENT, now=now)
        except (SchedulingError, StopIteration):
            pass
        after_round = [one for one in StandbyOffer.objects.filter(state="open") if one.is_open(now)]
        assert len({one.registration_id for one in after_round}) == len(after_round)
        booked = Appointment.objects.filter(state=AppointmentState.BOOKED, registration__in=gap.waiting)
        assert booked.count() == booked.values("registration").distinct().count()
        taken = StandbyOffer.objects.filter(state="accepted")
        assert all(one.appointment.registration_id == one.registration_id for one in taken)
        assert all(one.answered_at < one.expires_at for one in taken)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["offer", "accept"])
def test_two_at_once_make_one_offer_and_one_booking(gap, what):
    offer = ask(gap, gap.waiting[:1]) if what == "accept" else None
    barrier, said = Barrier(2), []

    def act(number):
        try:
            with scope(organisation=gap.organisation):
                barrier.wait()
                if offer is None:
                    said.append(ask(gap, [gap.waiting[number]]).state)
                else:
                    said.append(answer_offer(offer=offer, yes=True, actor=PATIENT, now=later(gap, 5)).state)
        except Taken:
            said.append("taken")
        finally:
            connections.close_all()

    threads = [Thread(target=act, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert StandbyOffer.objects.count() == 1
    if offer is None:
        assert sorted(said) == ["open", "taken"]
    else:
        assert said == ["accepted", "accepted"]
        assert Appointment.objects.filter(registration=gap.waiting[0]).count() == 1


def test_a_desk_is_no_gap_and_the_day_ends_with_the_table(gap):
    closes = gap.camp.instant(FIRST_DAY, time(18))
    found = gaps_today(gap.camp, now=gap.now)
    assert {one.station.name for one in found} <= {"Table 1", "Table 2"}
    assert max(one.until for one in found) <= closes
