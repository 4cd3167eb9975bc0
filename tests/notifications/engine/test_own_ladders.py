"""A camp's own ladder becomes rows, and a change after publishing moves only what is still to come."""

from datetime import time, timedelta

import pytest

from camps.errors import Invalid, Taken
from notifications.ladder import Rung
from notifications.models import CampTelling, LadderRung, Message, MessageState
from notifications.services.camp_telling import change_telling
from notifications.services.fan_out import fan_out
from notifications.services.ladders import Of, back_to_usual, begin_ladder, remove_rung, save_rung
from notifications.services.replanning import LADDER_CHANGED
from notifications.wording import URGENT_KINDS
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, tell_all, they_hear

LATER = NOW + timedelta(hours=1)
TWO_DAYS = Rung(name="", days_before=2, kind="three_days")
THREE_HOURS = Rung(name="", hours_before=3, kind="prepare")


def of(registration, **where):
    rows = Message.objects.filter(registration=registration, **where).exclude(rung="").order_by("due_at", "id")
    return [(row.rung, row.kind, row.channel, row.state) for row in rows]


def planned(registration):
    return [(rung, kind) for rung, kind, _, _ in of(registration, state="planned")]


@pytest.fixture
def surgery(made):
    return Of(made.camp, "surgery")


@pytest.fixture
def booked(made):
    """Patient 1 comes for an operation at 14:00 on the first day; nobody was told."""
    made.appointment = appointment_at(made, made.registrations[0], at=local(made, 0, 14))
    return made


@pytest.fixture
def told(booked):
    tell_all(booked)
    return booked


def test_the_first_change_begins_with_the_usual_rungs(made, surgery):
    save_rung(of=surgery, rung=THREE_HOURS, by=None, now=NOW)
    assert list(LadderRung.objects.order_by("pk").values_list("name", "text")) == [
        ("7d", "confirm"),
        ("3d", "three_days"),
        ("1d", "day_before"),
        ("3h", "prepare"),
    ]


def test_publishing_plans_the_camps_own_rungs(booked, surgery):
    remove_rung(of=surgery, name="3d", by=None, now=NOW)
    save_rung(of=surgery, rung=THREE_HOURS, by=None, now=NOW)
    tell_all(booked)
    assert planned(booked.registrations[0]) == [("7d", "confirm"), ("1d", "day_before"), ("3h", "prepare")]
    row = Message.objects.get(rung="3h")
    assert (row.due_at, row.not_after) == (local(booked, 0, 11), local(booked, 0, 14))


def test_a_procedures_ladder_passes_the_kinds(booked, surgery):
    booked.appointment.procedures.add(booked.procedures["BONE"])
    begin_ladder(camp=booked.camp, procedure=booked.procedures["BONE"], by=None, now=NOW)
    own = Of(booked.camp, "surgery", booked.procedures["BONE"])
    for name in ("7d", "3d"):
        remove_rung(of=own, name=name, by=None, now=NOW)
    appointment_at(booked, booked.registrations[2], at=local(booked, 1, 14))
    tell_all(booked)
    assert planned(booked.registrations[0]) == [("1d", "day_before")]
    assert [rung for rung, _ in planned(booked.registrations[2])] == ["7d", "3d", "1d"]
    with pytest.raises(Taken, match="Bone operation"):
        begin_ladder(camp=booked.camp, procedure=booked.procedures["BONE"], by=None, now=NOW)


def test_a_change_after_publishing_replaces_what_is_to_come(told, surgery):
    remove_rung(of=surgery, name="3d", by=None, now=LATER)
    save_rung(of=surgery, rung=TWO_DAYS, by=None, now=LATER)
    assert fan_out(now=LATER) == 1
    assert of(told.registrations[0]) == [
        ("7d", "confirm", "sms", "planned"),
        ("3d", "three_days", "sms", "superseded"),
        ("2d", "three_days", "sms", "planned"),
        ("1d", "day_before", "sms", "planned"),
    ]
    assert Message.objects.get(rung="3d").why == LADDER_CHANGED
    week, two = Message.objects.get(rung="7d"), Message.objects.get(rung="2d")
    assert week.not_after == two.due_at


def test_the_change_is_made_once_however_often_the_fan_out_runs(told, surgery):
    save_rung(of=surgery, rung=TWO_DAYS, by=None, now=LATER)
    counts = [fan_out(now=LATER + timedelta(minutes=n)) for n in range(3)]
    assert counts == [1, 0, 0]
    row = CampTelling.objects.get()
    assert row.planned_at == row.changed_at


def test_a_camp_that_changes_its_mind_gets_its_reminder_back(told, surgery):
    remove_rung(of=surgery, name="3d", by=None, now=LATER)
    fan_out(now=LATER)
    back_to_usual(of=surgery, now=LATER + timedelta(minutes=5))
    fan_out(now=LATER + timedelta(minutes=5))
    assert [rung for rung, _ in planned(told.registrations[0])] == ["7d", "3d", "1d"]
    assert Message.objects.filter(rung="3d").count() == 1


def test_what_was_sent_stays_and_is_not_said_again_at_another_hour(told, surgery):
    week = Message.objects.get(rung="7d")
    Message.objects.filter(pk=week.pk).update(state=MessageState.SENT, ended_at=week.due_at)
    morning_over = week.due_at + timedelta(minutes=5)
    evening = Rung(name="", days_before=7, kind="three_days", from_hour=time(17), until_hour=time(18))
    save_rung(of=surgery, rung=evening, name="7d", by=None, now=morning_over)
    fan_out(now=morning_over)
    assert of(told.registrations[0], rung="7d") == [("7d", "confirm", "sms", "sent")]


def test_another_hour_moves_the_row_it_is(told, surgery):
    afternoon = Rung(name="", days_before=3, kind="three_days", from_hour=time(16), until_hour=time(17))
    save_rung(of=surgery, rung=afternoon, name="3d", by=None, now=LATER)
    before = Message.objects.get(rung="3d").pk
    fan_out(now=LATER)
    row = Message.objects.get(rung="3d")
    assert row.pk == before
    assert row.due_at.astimezone(told.camp.zone).hour == 16


def test_a_draft_nobody_knows_of_moves_no_reminder(told, surgery):
    moved(told.appointment, to=local(told, 1, 16), now=LATER)
    save_rung(of=surgery, rung=THREE_HOURS, by=None, now=LATER)
    fan_out(now=LATER)
    assert Message.objects.get(rung="3h").due_at == local(told, 0, 11)


def test_who_is_on_the_list_by_town_gets_no_rung(made, surgery):
    made.registrations[0].patient.contacts.all().delete()
    appointment_at(made, made.registrations[0], at=local(made, 0, 14))
    tell_all(made)
    save_rung(of=surgery, rung=TWO_DAYS, by=None, now=LATER)
    fan_out(now=LATER)
    assert of(made.registrations[0]) == []


def test_a_rung_by_text_alone_leaves_the_mail_out_but_nobody(booked, surgery):
    add_mail(booked.registrations[0], "one@example.org")
    booked.registrations[2].patient.contacts.all().delete()
    add_mail(booked.registrations[2], "three@example.org")
    appointment_at(booked, booked.registrations[2], at=local(booked, 1, 14))
    by_text = Rung(name="", days_before=3, kind="three_days", channels=("sms",))
    save_rung(of=surgery, rung=by_text, name="3d", by=None, now=NOW)
    tell_all(booked)
    assert [channel for _, _, channel, _ in of(booked.registrations[0], rung="3d")] == ["sms"]
    assert [channel for _, _, channel, _ in of(booked.registrations[2], rung="3d")] == ["mail"]
    # A change afterwards comes to the same rows.
    save_rung(of=surgery, rung=TWO_DAYS, by=None, now=LATER)
    fan_out(now=LATER)
    assert [channel for _, _, channel, _ in of(booked.registrations[0], rung="3d")] == ["sms"]


@pytest.mark.parametrize(
    ("rung", "field"),
    [
        (Rung(name="", days_before=61, kind="confirm"), "days_before"),
        (Rung(name="", days_before=3, kind="confirm", from_hour=time(9), until_hour=time(9, 30)), "from_hour"),
        (Rung(name="", days_before=4, kind="moved"), "text"),
        (Rung(name="", days_before=4, kind="confirm", channels=("town",)), "channels"),
    ],
)
def test_a_reminder_that_cant_stand_changes_nothing(made, surgery, rung, field):
    with pytest.raises(Invalid) as refused:
        save_rung(of=surgery, rung=rung, by=None, now=NOW)
    assert refused.value.field == field
    assert refused.value.cure
    assert not LadderRung.objects.exists()
    assert not CampTelling.objects.exists()


def test_a_reminder_that_is_gone_cant_be_changed(made, surgery):
    with pytest.raises(Invalid, match="no reminder “9d”"):
        save_rung(of=surgery, rung=TWO_DAYS, name="9d", by=None, now=NOW)


def quiet(made, **changed):
    usual = {
        "quiet_from": time(20),
        "quiet_until": time(8),
        "urgent_hours": 24,
        "breaks_quiet": URGENT_KINDS,
        "instructions_in_sms": False,
        "sms_price": None,
        "currency": "",
    }
    return change_telling(camp=made.camp, now=NOW, **(usual | changed))


def test_quiet_hours_that_a_reminder_falls_into_are_refused(made):
    with pytest.raises(Invalid, match="A reminder goes then") as refused:
        quiet(made, quiet_until=time(9))
    assert refused.value.field == "quiet_from"


def test_a_price_needs_its_currency(made):
    with pytest.raises(Invalid) as refused:
        quiet(made, sms_price=4)
    assert refused.value.field == "currency"


def test_own_quiet_hours_hold_a_first_text_until_the_morning(booked):
    quiet(booked, quiet_from=time(19), quiet_until=time(7))
    evening = local(booked, -20, 19, 30)
    tell_all(booked, now=evening)
    assert Message.objects.get(kind="booked").due_at == local(booked, -19, 7)


def test_a_move_the_night_before_waits_where_the_camp_says_so(told):
    quiet(told, breaks_quiet=())
    they_hear()
    night = local(told, -1, 21)
    moved(told.appointment, to=local(told, 0, 16), now=night, tell="at_once")
    fan_out(now=night)
    assert Message.objects.get(kind="moved").due_at == local(told, 0, 8)
