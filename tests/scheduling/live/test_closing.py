"""The end of a day: what the facts propose, what a person says, and what closing it leads to."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.errors import Invalid
from camps.models import Decision, Registration, User
from scheduling.errors import Gone, NotAllowed
from scheduling.models import Appointment, DayClosing, Fate, ScheduleChange, Ticket, Timing
from scheduling.queries.closing import closing_day
from scheduling.queries.real_times import Real, real_times
from scheduling.queries.report import camp_report
from scheduling.queries.served import served
from scheduling.services.closing import (
    accept_sure,
    close_day,
    move_to_later,
    reopen_day,
    say_fate,
    take_back_fate,
)
from scheduling.services.leaving_queue import leave
from scheduling.services.slots import make_slots
from scheduling.services.timings.entering import enter_timing
from tests.factories.queue import arrive, booked, doing, ticket_of
from tests.factories.schedule import FIRST_DAY, add_patient
from tests.factories.theatre import went

pytestmark = pytest.mark.django_db
NEXT_DAY = FIRST_DAY + timedelta(days=1)


@pytest.fixture
def organiser(hall):
    return User.objects.create_user("organiser@example.org", "a password of some length")


@pytest.fixture
def evening(hall):
    return hall.camp.instant(FIRST_DAY, time(20))


@pytest.fixture
def of_day(hall, organiser, evening):
    """What every act of this day's closing says."""
    return {"camp": hall.camp, "day": FIRST_DAY, "by": organiser, "now": evening}


def on(hall, number):
    return Registration.objects.get(camp=hall.camp, number=number)


def place(hall, number, hour=9, *, day=FIRST_DAY):
    one = on(hall, number)
    at = "Table 1" if one.procedure.is_operation else "Desk"
    made = booked(hall, one, at=hall.camp.instant(day, time(hour)), station=at)
    made.procedures.add(one.procedure)
    return made


def proposals(hall, now):
    return {
        one.registration.number: (one.proposed.fate, one.proposed.sure)
        for one in closing_day(hall.camp, FIRST_DAY, now=now).people
    }


def served_at_the_table(hall, number, *, minutes=50):
    """Comes at seven, is called to the table at nine, and the way ends after so many minutes."""
    appointment, ticket = place(hall, number), ticket_of(arrive(hall, on(hall, number)))
    begun = hall.camp.instant(FIRST_DAY, time(9))
    Ticket.objects.filter(pk=ticket.pk).update(
        lane="theatre",
        appointment=appointment,
        station=appointment.station,
        state="done",
        called_at=begun,
        started_at=begun,
        ended_at=begun + timedelta(minutes=minutes),
    )
    return appointment


def test_the_facts_of_the_day_propose_a_fate(hall, evening):
    served_at_the_table(hall, 1)
    place(hall, 2)
    seen = ticket_of(arrive(hall, on(hall, 4)))
    Ticket.objects.filter(pk=seen.pk).update(state="done")
    place(hall, 3)
    arrive(hall, on(hall, 3))

    assert proposals(hall, evening) == {
        1: ("done", True),
        2: ("not_come", True),
        3: ("", False),
        4: ("seen", True),
    }


def test_whose_hour_is_to_come_is_not_said_to_be_absent(hall, of_day):
    place(hall, 2, hour=17)
    noon = hall.camp.instant(FIRST_DAY, time(12))
    assert proposals(hall, noon) == {2: ("", False)}

    with pytest.raises(NotAllowed, match="is not over"):
        say_fate(**of_day | {"now": noon}, registration=on(hall, 2), fate="not_come")


def test_one_tap_gives_all_the_sure_ones_a_fate_and_leaves_the_others(hall, of_day):
    served_at_the_table(hall, 1)
    place(hall, 2)
    place(hall, 3)
    arrive(hall, on(hall, 3))

    assert accept_sure(**of_day, reasons={2: "transport"}) == 2
    assert accept_sure(**of_day) == 0

    assert set(Fate.objects.values_list("registration__number", "fate", "reason_kind")) == {
        (1, "done", ""),
        (2, "not_come", "transport"),
    }


def test_a_day_is_not_closed_while_somebody_has_no_fate(hall, of_day):
    place(hall, 3)
    arrive(hall, on(hall, 3))

    with pytest.raises(NotAllowed, match="1 of 1 have no fate yet: card 003"):
        close_day(**of_day)


def test_closing_ends_what_the_day_left_open(hall, of_day):
    operation, look = served_at_the_table(hall, 1), place(hall, 2)
    absent, stays = place(hall, 3, hour=10), arrive(hall, on(hall, 4))
    Ticket.objects.filter(pk=ticket_of(arrive(hall, on(hall, 2))).pk).update(state="done")
    accept_sure(**of_day, reasons={3: "fear"})
    say_fate(**of_day, registration=on(hall, 4), fate="left", reason_kind="family")

    close_day(**of_day)

    states = dict(Appointment.objects.values_list("pk", "state"))
    assert states == {operation.pk: "done", look.pk: "done", absent.pk: "cancelled"}
    assert Appointment.objects.get(pk=absent.pk).cancel_reason == "did not come: fear"
    assert ticket_of(stays).state == "left"
    assert set(ScheduleChange.objects.values_list("appointment", "kind", "tell")) == {
        (operation.pk, "done", "nobody"),
        (look.pk, "done", "nobody"),
        (absent.pk, "cancelled", "nobody"),
    }


def test_who_was_served_is_not_planned_again_and_who_did_not_come_may_be(hall, of_day):
    served_at_the_table(hall, 1)
    place(hall, 3)
    accept_sure(**of_day)
    close_day(**of_day)

    again = Registration.objects.filter(decision="listed", number__in=(1, 3)).exclude(served())
    assert list(again.values_list("number", flat=True)) == [3]


def test_whoever_needs_no_operation_after_all_leaves_the_list(hall, of_day):
    place(hall, 1)
    arrive(hall, on(hall, 1))
    say_fate(**of_day, registration=on(hall, 1), fate="seen")

    close_day(**of_day)

    one = on(hall, 1)
    assert (one.decision, one.decision_reason) == ("not_now", "Examined, no operation: Monday 1 March 2027.")
    assert Appointment.objects.get().state == "cancelled"


def test_the_deferred_and_the_referred_are_decided_about(hall, of_day):
    for number in (1, 3):
        place(hall, number)
        arrive(hall, on(hall, number))
    say_fate(**of_day, registration=on(hall, 1), fate="deferred", reason_kind="no_time", until=date(2027, 9, 1))
    say_fate(**of_day, registration=on(hall, 3), fate="referred", reason_kind="unfit", reason="Teaching Hospital")

    close_day(**of_day)

    assert [(on(hall, n).decision, on(hall, n).decision_reason) for n in (1, 3)] == [
        ("deferred", "No theatre time"),
        ("referred", "Teaching Hospital"),
    ]
    assert on(hall, 1).deferred_until == date(2027, 9, 1)
    assert not Appointment.objects.exclude(state="cancelled").exists()


def test_somebody_is_moved_to_the_next_day_and_told_at_once(hall, of_day):
    make_slots(camp=hall.camp)
    hall.camp.state = "published"
    hall.camp.save()
    was = place(hall, 1)
    arrive(hall, on(hall, 1))

    moved = move_to_later(
        **of_day,
        registration=on(hall, 1),
        station=hall.stations["Table 1"],
        start=hall.camp.instant(NEXT_DAY, time(9)),
        reason_kind="no_time",
        seen=was.changed_at.isoformat(),
    )
    close_day(**of_day)

    assert moved.pk == was.pk
    assert Appointment.objects.get().state == "booked"
    assert ScheduleChange.objects.get().tell == "at_once"
    assert Fate.objects.get().fate == "moved"
    assert ticket_of(on(hall, 1).arrivals.get()).state == "left"


def test_minutes_that_the_queue_saw_are_learned_once(hall, of_day):
    operation = served_at_the_table(hall, 1, minutes=50)
    accept_sure(**of_day)

    close_day(**of_day)

    timing = Timing.objects.get()
    assert (timing.appointment, timing.minutes, timing.source, timing.codes) == (operation, 50, "queue", ["BONE"])


@pytest.mark.parametrize("minutes", [2, 400])
def test_a_slip_at_the_station_teaches_nothing(hall, of_day, minutes):
    served_at_the_table(hall, 1, minutes=minutes)
    accept_sure(**of_day)

    close_day(**of_day)

    assert not Timing.objects.exists()


def test_who_is_still_at_the_table_when_the_day_is_closed_teaches_nothing(hall, of_day):
    served_at_the_table(hall, 1)
    Ticket.objects.update(state="serving", ended_at=None)
    at_ten = of_day | {"now": hall.camp.instant(FIRST_DAY, time(10))}
    assert proposals(hall, at_ten["now"]) == {1: ("", False)}
    say_fate(**at_ten, registration=on(hall, 1), fate="done")

    close_day(**at_ten)

    assert Appointment.objects.get().state == "done"
    assert not Timing.objects.exists()
    assert real_times(hall.camp, [FIRST_DAY]) == {}


def at_nine(minutes, hall):
    return hall.camp.instant(FIRST_DAY, time(9)) + timedelta(minutes=minutes)


def test_moments_marked_at_the_table_come_before_what_the_queue_saw(hall, of_day):
    operation = served_at_the_table(hall, 1, minutes=50)
    went(operation, wheels_in=5, knife=15, out=45)
    accept_sure(**of_day)

    close_day(**of_day)

    assert real_times(hall.camp, [FIRST_DAY]) == {operation.pk: Real(at_nine(5, hall), at_nine(45, hall), "theatre")}
    assert (Timing.objects.get().minutes, Timing.objects.get().source) == (40, "entered")


def test_hours_that_a_person_enters_after_the_moments_put_them_right(hall, of_day):
    operation = place(hall, 1)
    went(operation, wheels_in=5, knife=15, out=45)
    hours = {"started_at": at_nine(0, hall), "ended_at": at_nine(55, hall)}
    enter_timing(appointment=operation, **hours, surgeon=None, by=None, now=of_day["now"])

    assert real_times(hall.camp, [FIRST_DAY]) == {operation.pk: Real(*hours.values(), "entered")}


def test_who_went_out_before_the_knife_was_not_operated_on_whatever_the_queue_says(hall, of_day):
    went(served_at_the_table(hall, 1), wheels_in=0, out=20)
    assert proposals(hall, of_day["now"]) == {1: ("", False)}
    say_fate(**of_day, registration=on(hall, 1), fate="deferred", until=date(2027, 9, 1))

    close_day(**of_day)

    assert not Timing.objects.exists()
    assert [step.many for step in camp_report(hall.camp).funnel if step.name == "operated"] == [0]


def test_a_person_looks_at_who_is_still_on_the_table_by_the_theatres_board(hall, of_day):
    operation = place(hall, 1)
    went(operation, wheels_in=0, knife=10)  # never checked in, nor wheeled out

    assert proposals(hall, of_day["now"]) == {1: ("done", False)}
    with pytest.raises(NotAllowed, match="was at the table"):
        say_fate(**of_day, registration=on(hall, 1), fate="not_come")


def test_closed_twice_is_closed_once(hall, of_day):
    place(hall, 2)
    accept_sure(**of_day)

    assert close_day(**of_day) == close_day(**of_day)
    assert (DayClosing.objects.count(), ScheduleChange.objects.count()) == (1, 1)


def test_an_opened_day_can_be_put_right_and_closed_again(hall, of_day):
    served_at_the_table(hall, 1)
    accept_sure(**of_day)
    close_day(**of_day)
    with pytest.raises(NotAllowed, match="closed"):
        take_back_fate(**of_day, registration=on(hall, 1))

    reopen_day(**of_day)
    assert (Appointment.objects.get().state, Timing.objects.count()) == ("booked", 0)
    take_back_fate(**of_day, registration=on(hall, 1))
    accept_sure(**of_day)
    close_day(**of_day)

    assert (Appointment.objects.get().state, Timing.objects.count(), DayClosing.objects.count()) == ("done", 1, 2)
    assert Fate.objects.filter(undone_at=None).count() == 1
    reopen_day(**of_day)
    with pytest.raises(Gone):
        reopen_day(**of_day)


def test_who_has_no_fate_any_more_is_still_asked_for(hall, of_day):
    place(hall, 2)
    accept_sure(**of_day)
    close_day(**of_day)
    reopen_day(**of_day)
    take_back_fate(**of_day, registration=on(hall, 2))

    assert proposals(hall, of_day["now"]) == {2: ("", False)}


def test_why_somebody_did_not_come_may_be_learned_after_the_day_is_closed(hall, of_day):
    place(hall, 2)
    accept_sure(**of_day)
    close_day(**of_day)

    say_fate(**of_day, registration=on(hall, 2), fate="not_come", reason_kind="transport")

    assert Fate.objects.get().reason_kind == "transport"
    with pytest.raises(NotAllowed, match="closed"):
        say_fate(**of_day, registration=on(hall, 2), fate="seen")


def test_what_is_unclear_is_refused_by_name(hall, of_day):
    place(hall, 2)
    arrive(hall, on(hall, 2))
    for said, field in (
        ({"fate": "gone"}, "fate"),
        ({"fate": "left", "reason_kind": "other"}, "reason"),
        ({"fate": "left", "reason_kind": "rain"}, "reason_kind"),
        ({"fate": "referred"}, "reason"),
        ({"fate": "deferred", "until": FIRST_DAY}, "until"),
    ):
        with pytest.raises(Invalid) as refused:
            say_fate(**of_day, registration=on(hall, 2), **said)
        assert refused.value.field == field
    for fate in ("not_come", "moved"):
        with pytest.raises(NotAllowed):
            say_fate(**of_day, registration=on(hall, 2), fate=fate)
    with pytest.raises(NotAllowed, match="not expected"):
        say_fate(**of_day, registration=on(hall, 1), fate="seen")
    assert not Fate.objects.exists()


def test_who_left_by_the_queue_has_left(hall, of_day):
    leave(ticket=ticket_of(arrive(hall, on(hall, 4))), doing=doing(of_day["now"]))

    assert proposals(hall, of_day["now"]) == {4: ("left", True)}


def test_the_page_asks_for_as_much_with_many_people_as_with_one(hall, evening):
    place(hall, 1)
    arrive(hall, on(hall, 1))

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            closing_day(hall.camp, FIRST_DAY, now=evening)
        return len(seen)

    few = statements()
    for number in range(20, 24):
        add_patient(hall, number=number, procedure="LOOK", decision=Decision.LISTED)
        place(hall, number)
        arrive(hall, on(hall, number))
    assert statements() == few <= 10
