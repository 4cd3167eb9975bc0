"""The theatre board, the gate before it, hours put right, a doctor's list."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from camps.models import Member, Patient, Registration, Role, Station
from scheduling.models import Appointment, Arrival, Desk, IdentityCheck, Milestone, Ticket, Timing
from scheduling.queries.leaders import leader_of
from scheduling.queries.theatre import theatre_times
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from tests.factories.schedule import FIRST_DAY, NOW, add_patient
from tests.factories.theatre import SURE, make_sure, operations, went
from tests.scheduling.desk import open_desk
from tests.scheduling.pages.test_placing import text


@pytest.fixture
def desk(db, time_machine):
    """A desk helper at ten past the hour of the first operations."""
    time_machine.move_to(NOW)
    opened = open_desk(Role.DESK)
    with opened.scope():
        fill_camp(camp=opened.camp, actor=SYSTEM, now=NOW)
        opened.first, opened.second = operations()
    time_machine.move_to(opened.first.starts_at + timedelta(minutes=10), tick=False)
    opened.client.force_login(opened.user)
    return opened


def board(desk):
    return text(desk.get("theatre_day", day=FIRST_DAY))


def say(desk, kind, one=None, **values):
    return desk.client.post(desk.url("mark", pk=(one or desk.first).pk), {"kind": kind, **values}, follow=True)


def came(desk, one, **ticket):
    """The patient of `one` is here, with a ticket."""
    with desk.scope():
        row = {"organisation": desk.made.organisation, "camp": desk.camp, "registration": one.registration}
        at = {"opened_at": NOW, "seen_at": NOW}
        where = Desk.objects.create(organisation=desk.made.organisation, camp=desk.camp, letter="B", **at)
        arrival = Arrival.objects.create(
            **row, desk=where, day=FIRST_DAY, letter="B", number=14, kind="on_time", at=one.starts_at
        )
        since = dict.fromkeys(("queued_at", "counts_from", "changed_at"), one.starts_at)
        Ticket.objects.create(**row, arrival=arrival, day=FIRST_DAY, **since | {"lane": "theatre"} | ticket)


def test_one_tap_after_another_runs_the_day_and_each_can_be_taken_back(desk, time_machine):
    with desk.scope():
        make_sure(desk.first)
    said = text(say(desk, "wheels_in"))
    assert "001: Wheels in at 8:10am." in said
    assert f'action="{desk.url("unmark", pk=desk.first.pk)}?kind=wheels_in"' in said
    assert "0 of 60 minutes" in said
    assert "First case 10 min late" in said
    for kind, after in (("knife", 20), ("closed", 47), ("out", 75)):
        time_machine.move_to(desk.first.starts_at + timedelta(minutes=after), tick=False)
        assert f'name="kind" value="{kind}"' in board(desk)
        say(desk, kind)
    page = board(desk)
    assert "65 of 60 minutes" in page
    assert "5 min over" in page
    with desk.scope():
        assert Timing.objects.get().minutes == 65
        times = theatre_times(desk.camp, FIRST_DAY, now=desk.first.ends_at)[desk.first.station_id]
        assert (times.first_delay, times.overrun) == (10, {desk.first.pk: 5})
    back = desk.client.post(f"{desk.url('unmark', pk=desk.first.pk)}?kind=out", follow=True)
    assert "001: taken back." in text(back)
    with desk.scope():
        assert not Timing.objects.exists()


def test_the_same_button_sent_twice_is_one_act(desk):
    with desk.scope():
        make_sure(desk.first)
    own = {"client_id": "00000000-0000-4000-8000-000000000001"}
    say(desk, "wheels_in", **own)
    desk.client.post(f"{desk.url('unmark', pk=desk.first.pk)}?kind=wheels_in")
    say(desk, "wheels_in", **own)
    with desk.scope():
        assert Milestone.objects.count() == 1
        assert not Milestone.objects.filter(undone_at=None).exists()


def test_who_was_not_made_sure_of_is_led_to_the_gate_and_stays_out(desk):
    answer = say(desk, "wheels_in")
    assert answer.request["PATH_INFO"] == desk.url("identity", pk=desk.first.pk)
    assert "Nobody made sure of the patient and the side." in text(answer)
    with desk.scope():
        assert not Milestone.objects.exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"identifiers": ["name"]}, "Two things that the list says must match"),
        ({"side": "right"}, "The list says LEFT, the patient RIGHT."),
        ({"site_marked": "no"}, "The site is not marked."),
        ({"consent_seen": ""}, "Nobody saw the consent."),
    ],
)
def test_the_gate_refuses_beside_the_field_and_shows_the_side_in_full(desk, sent, words):
    with desk.scope():
        Registration.objects.update(side="left")
    page = text(desk.get("identity", pk=desk.first.pk))
    assert "<strong>LEFT</strong>" in page
    assert "checked" not in page  # nothing is ticked beforehand
    assert 'value="born"' in page
    assert 'value="town"' not in page  # the list names none
    refused = desk.post("identity", SURE | sent, pk=desk.first.pk)
    assert refused.status_code == 422
    assert words in text(refused)
    with desk.scope():
        assert not IdentityCheck.objects.exists()
    assert desk.post("identity", SURE, pk=desk.first.pk).status_code == 302
    page = board(desk)
    assert "Identity confirmed" in page
    assert "<strong>LEFT</strong>" in page


def test_an_emergency_goes_in_with_its_reason_and_the_board_says_so(desk):
    desk.post("identity", {"emergency": "bleeding, alone"}, pk=desk.first.pk)
    assert "Emergency: identity not confirmed" in board(desk)
    say(desk, "wheels_in")
    assert "Emergency: identity not confirmed" in board(desk)


def test_namesakes_of_the_day_are_named_at_the_gate(desk):
    with desk.scope():
        Patient.objects.filter(registrations=desk.first.registration).update(name="Musa Bello", name_key="musa bello")
        assert "same name" not in text(desk.get("identity", pk=desk.first.pk))
        Patient.objects.filter(registrations=desk.second.registration).update(
            name="BELLO Musa", name_key="bello musa", town="Takum"
        )
    page = text(desk.get("identity", pk=desk.first.pk))
    assert "Somebody else has the same name today" in page
    assert f"{desk.second.registration} <bdi>BELLO Musa</bdi>" in page
    assert "Takum" in page


def test_the_board_says_where_each_patient_is_and_names_nobody(desk):
    assert "Not arrived" in board(desk)
    came(desk, desk.first, state="called", station=desk.first.station)
    page = board(desk)
    assert "B-014" in page
    assert "Called to theatre" in page
    assert "BONE" in page
    assert "001 P. 1." in page
    assert "Patient 1" not in page
    with desk.scope():
        Ticket.objects.update(state="waiting", lane="vitals")
    assert "At: Vitals" in board(desk)
    with desk.scope():
        hours = {"opens": time(7), "closes": time(20)}
        Station.objects.create(
            organisation=desk.made.organisation, camp=desk.camp, name="Bay", kind="recovery", **hours
        )
        went(desk.first, wheels_in=0, out=5)
    assert "Table being cleaned" in board(desk)
    say(desk, "clean")
    page = text(desk.client.get(desk.url("theatre_now", day=FIRST_DAY)))
    assert "In recovery" in page
    assert "Table being cleaned" not in page


def test_hours_are_put_right_on_their_page_and_what_they_were_stays_to_be_read(desk):
    with desk.scope():
        went(desk.first, wheels_in=0, knife=5)
    sent = {"wheels_in": "08:02", "knife": "08:05", "closed": "", "out": "08:09", "clean": ""}
    refused = desk.post("theatre_times", sent | {"knife": "08:01"}, pk=desk.first.pk)
    assert refused.status_code == 422
    assert "“Knife” would be before “Wheels in”." in text(refused)
    assert desk.post("theatre_times", sent, pk=desk.first.pk).status_code == 302
    with desk.scope():
        assert Timing.objects.get().minutes == 7
    page = text(desk.get("theatre_times", pk=desk.first.pk))
    assert page.count("taken back") == 1
    assert "“Wheels out” can't have happened yet" in text(
        desk.post("theatre_times", sent | {"out": "09:00"}, pk=desk.first.pk)
    ).replace("&#x27;", "'")


def test_a_doctor_sees_the_own_operations_in_order_and_may_run_the_table(desk):
    with desk.scope():
        leads = leader_of(desk.first)
        Member.objects.filter(user=desk.user).update(role=Role.DOCTOR, doctor=leads)
        Registration.objects.filter(pk=desk.first.registration_id).update(side="right")
        make_sure(desk.first, side="right")
        other = leader_of(desk.second)
    page = text(desk.get("doctors_list"))
    assert "001 P. 1." in page
    assert "RIGHT" in page
    assert "General" in page
    assert "Not arrived" in page
    assert ("003 P. 3." in page) == (leads == other)
    assert "003 P. 3." in text(desk.get("doctors_list", {"doctor": other}))
    assert desk.get("doctors_list", {"doctor": 0}).status_code == 404
    say(desk, "wheels_in")
    assert "Wheels in <time" in text(desk.get("doctors_list"))


def test_who_only_looks_has_no_buttons_and_may_not_mark(desk):
    with desk.scope():
        make_sure(desk.first)
        Member.objects.filter(user=desk.user).update(role=Role.VIEWER)
    page = board(desk)
    assert "001 P. 1." in page
    assert desk.url("mark", pk=desk.first.pk) not in page
    assert desk.post("mark", {"kind": "wheels_in"}, pk=desk.first.pk).status_code == 403
    assert desk.get("identity", pk=desk.first.pk).status_code == 403


def test_the_board_asks_the_database_as_often_for_many_as_for_few(desk):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            desk.get("theatre_now", day=FIRST_DAY)
        return len(seen)

    queries()
    few = queries()
    with desk.scope():
        for number in range(5, 10):
            add_patient(desk.made, number=number, procedure="BONE")
        fill_camp(camp=desk.camp, actor=SYSTEM, now=NOW)
        for one in operations()[:3]:
            make_sure(one)
    assert queries() == few


def test_who_lost_the_team_is_marked_on_the_board_before_anybody_is_wheeled_in(desk):
    assert "Needs cover" not in board(desk)
    with desk.scope():
        Appointment.objects.filter(pk=desk.second.pk).update(needs_cover="Ada Bone is away then")
    shown = board(desk)
    assert shown.count("Needs cover") == 1
    assert "Ada Bone is away then" in shown
