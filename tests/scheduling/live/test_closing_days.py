"""Any day whatsoever: once it is closed, everybody concerned has one fate and nobody waits anywhere."""

from datetime import time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camps.errors import CampError
from camps.models import Registration, User
from scheduling.closing.proposing import Facts, propose
from scheduling.errors import SchedulingError
from scheduling.models import OPEN, Appointment, Arrival, DayClosing, Fate, FateKind, Ticket
from scheduling.queries.closing import closing_day
from scheduling.services import calling
from scheduling.services.arriving import check_in
from scheduling.services.closing import accept_sure, close_day, reopen_day, say_fate, take_back_fate
from scheduling.services.leaving_queue import leave
from scheduling.services.sending_on import proposed_lane, send_on
from tests.factories.queue import act_at, booked, doing, seven
from tests.factories.schedule import FIRST_DAY

REFUSED = (SchedulingError, CampError)
FATES = [str(fate) for fate in FateKind]
person = st.fixed_dictionaries(
    {
        "hour": st.sampled_from([None, 8, 11, 17]),
        "comes": st.booleans(),
        "steps": st.lists(st.sampled_from(["call", "start", "on", "leave", "park", "miss"]), max_size=6),
        "says": st.lists(st.sampled_from([*FATES, "back"]), max_size=2),
    }
)


@pytest.mark.django_db
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])  # each is rolled back
@given(people=st.lists(person, min_size=4, max_size=4), again=st.booleans(), hour=st.sampled_from([12, 20]))
def test_everybody_concerned_ends_with_one_fate_and_no_open_place(hall, people, again, hour):
    with transaction.atomic():
        _try_day(hall, people, again=again, hour=hour)
        transaction.set_rollback(True)


def _try_day(hall, people, *, again, hour):
    organiser = User.objects.create_user("organiser@example.org", "a password of some length")
    now = hall.camp.instant(FIRST_DAY, time(hour))
    of_day = {"camp": hall.camp, "day": FIRST_DAY, "by": organiser, "now": now}
    registrations = list(Registration.objects.filter(camp=hall.camp).order_by("number"))
    for one, how in zip(registrations, people, strict=True):
        if how["hour"]:
            at = "Table 1" if one.procedure.is_operation else "Desk"
            booked(hall, one, at=hall.camp.instant(FIRST_DAY, time(how["hour"])), station=at).procedures.add(
                one.procedure
            )
        if how["comes"]:
            check_in(registration=one, act=act_at(hall.desk, seven(hall)), anyway=True)
            _walk(hall, one, how["steps"], now=now)
    concerned = {
        *Appointment.objects.values_list("registration", flat=True),
        *Arrival.objects.values_list("registration", flat=True),
    }
    for one, how in zip(registrations, people, strict=True):
        for said in how["says"]:
            _say(of_day, one, said)
    accept_sure(**of_day)
    for one in closing_day(hall.camp, FIRST_DAY, now=now).unclear:
        with pytest.raises(SchedulingError):
            close_day(**of_day)
        _say(of_day, one.registration, "seen")

    close_day(**of_day)
    if again:
        reopen_day(**of_day)
        _say(of_day, registrations[0], "back")
        accept_sure(**of_day)
        for one in closing_day(hall.camp, FIRST_DAY, now=now).unclear:
            _say(of_day, one.registration, "seen")
        close_day(**of_day)
    close_day(**of_day)

    with_fate = list(Fate.objects.filter(undone_at=None).values_list("registration", flat=True))
    assert sorted(with_fate) == sorted(concerned)
    assert not Ticket.objects.filter(state__in=OPEN).exists()
    assert not Appointment.objects.filter(state="booked").exists()
    assert DayClosing.objects.filter(reopened_at=None).count() == 1
    done = Appointment.objects.filter(state="done").values_list("registration", flat=True)
    meant = Fate.objects.filter(undone_at=None, fate__in=("done", "seen")).values_list("registration", flat=True)
    assert set(done) <= set(meant)


def _walk(hall, one, steps, *, now):
    """Through the hall, as far as the stations let it."""
    for step in steps:
        ticket = Ticket.objects.filter(registration=one, state__in=OPEN).first()
        if ticket is None:
            return
        act = doing(now)
        try:
            with transaction.atomic():
                if step == "call":
                    station = next(each for each in hall.stations.values() if each.serves == ticket.lane)
                    calling.call_this(ticket=ticket, station=station, doing=doing(now, reason="so"))
                elif step == "on":
                    send_on(ticket=ticket, lane=proposed_lane(ticket) or "", doing=act)
                elif step == "leave":
                    leave(ticket=ticket, doing=act)
                else:
                    getattr(calling, step)(ticket=ticket, doing=act)
        except REFUSED:
            continue


def _say(of_day, one, said):
    try:
        with transaction.atomic():
            if said == "back":
                take_back_fate(**of_day, registration=one)
            else:
                until = of_day["camp"].last_day.replace(month=12)
                say_fate(**of_day, registration=one, fate=said, reason="words", until=until)
    except REFUSED:
        pass


yes_or_no = ("arrived", "booked", "operation", "over", "operated", "in_theatre", "later")
facts = st.builds(
    Facts,
    **{name: st.booleans() for name in yes_or_no},
    queue=st.sampled_from(["", "open", "ended", "left"]),
    decided=st.sampled_from(["", "deferred", "referred"]),
    table=st.sampled_from(["", "in", "given_up", "over"]),
)


@given(of=facts)
def test_what_is_sure_has_a_fate_and_who_is_still_in_the_queue_is_never_sure(of):
    proposed = propose(of)

    assert proposed.fate in ("", *FATES)
    assert proposed.fate or not proposed.sure
    assert not (of.queue == "open" and proposed.sure)
    assert not (proposed.fate == "not_come" and of.arrived)
    assert not (proposed.sure and of.table == "in")
    if proposed.sure and of.booked and not of.arrived and not of.over:
        assert proposed.fate in ("done", "deferred", "referred", "moved", "left", "seen")
