"""What a patient's calendar answers, and what becomes of the place."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from notifications.models import Answer, InboundMail, Message
from notifications.services.fan_out import fan_out
from notifications.services.visits import give_up
from scheduling.models import Appointment, ScheduleChange, TimeRequest
from scheduling.services.time_requests import decline
from tests.conformance.itip.checker import violations
from tests.factories.replies import apple, exchange_proposes, google, outlook_com
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved, run_tick
from tests.notifications.answers.conftest import LATER, comes_in

pytestmark = pytest.mark.django_db(transaction=True)


def said():
    return list(Answer.objects.order_by("pk").values_list("meaning", "needs_person", "effect"))


@pytest.mark.parametrize("calendar", [google, outlook_com, apple])
def test_an_accept_confirms_the_place(invited, to_amina, calendar):
    row = comes_in(calendar(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    assert (row.state, row.reason, row.appointment) == ("done", "", invited.appointment)
    assert Appointment.objects.get().confirmed_at == LATER
    assert said() == [("coming", False, "The place is confirmed.")]
    change = ScheduleChange.objects.get(kind="confirmed")
    assert (change.said_by, change.tell) == ("patient", "nobody")


def test_a_decline_keeps_the_place_and_waits_for_a_person(invited, to_amina):
    comes_in(outlook_com(to_amina, "declined", at=NOW, comment="my mother is ill"), to=to_amina.organizer)
    assert Appointment.objects.get().state == "booked"
    assert said() == [("cannot", True, "The place is kept until somebody decides.")]
    assert Answer.objects.get().text == "my mother is ill"


def test_a_decline_takes_the_confirmation_back(invited, to_amina):
    comes_in(google(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    comes_in(google(to_amina, "declined", at=NOW + timedelta(minutes=1)), to=to_amina.organizer)
    assert Appointment.objects.get().confirmed_at is None


def test_a_decline_of_a_place_that_was_given_up_asks_nobody(invited, to_amina):
    give_up(appointment_id=invited.appointment.pk, seen=invited.appointment.arrive_at, now=NOW)
    comes_in(google(to_amina, "declined", at=NOW), to=to_amina.organizer)
    assert said() == [("cannot", False, "The place was given up before.")]


def test_a_perhaps_is_kept_and_does_nothing(invited, to_amina):
    comes_in(apple(to_amina, "tentative", at=NOW), to=to_amina.organizer)
    assert said() == [("perhaps", False, "")]
    assert Appointment.objects.get().confirmed_at is None


def test_an_accept_after_a_decline_settles_it(invited, to_amina):
    comes_in(google(to_amina, "declined", at=NOW), to=to_amina.organizer)
    comes_in(google(to_amina, "accepted", at=NOW + timedelta(minutes=1), sequence=0), to=to_amina.organizer)
    declined = Answer.objects.get(meaning="cannot")
    assert declined.done_at == LATER
    assert declined.effect.endswith("A newer answer came.")
    assert Appointment.objects.get().confirmed_at == LATER


def test_an_accept_of_an_hour_that_is_moved_but_not_told_confirms_nothing(invited, to_amina):
    moved(invited.appointment, to=local(invited, 0, 15), now=NOW)
    comes_in(google(to_amina, "accepted", at=NOW), to=to_amina.organizer)
    assert Appointment.objects.get().confirmed_at is None
    assert said() == [("coming", False, "Nothing is confirmed. This place has another time meanwhile.")]


def test_another_time_is_a_request_and_the_place_is_kept(invited, to_amina):
    wanted = local(invited, 1, 11)
    comes_in(exchange_proposes(to_amina, start=wanted, at=NOW, comment="market day"), to=to_amina.organizer)
    wish = TimeRequest.objects.get()
    assert (wish.state, wish.wanted_at, wish.note) == ("open", wanted, "market day")
    assert said() == [("other", False, "It waits among the requests.")]
    assert Appointment.objects.get().arrive_at == local(invited, 0, 9)


def test_an_accept_after_another_time_was_proposed_takes_the_wish_back(invited, to_amina):
    comes_in(exchange_proposes(to_amina, start=local(invited, 1, 11), at=NOW), to=to_amina.organizer)
    comes_in(google(to_amina, "accepted", at=NOW + timedelta(minutes=1)), to=to_amina.organizer)
    assert TimeRequest.objects.get().state == "withdrawn"


def test_a_refused_proposal_is_answered_in_the_calendar_it_came_from(invited, to_amina, mailbox):
    comes_in(exchange_proposes(to_amina, start=local(invited, 1, 11), at=NOW), to=to_amina.organizer)
    decline(request=TimeRequest.objects.get(), words="No table is free then.", by=None, now=LATER)
    fan_out(now=LATER)
    run_tick(LATER)
    [kept] = Message.objects.filter(kind="time_kept")
    assert kept.state == "sent"
    mail = message_from_bytes(mailbox.raw[-1], policy=policy.default)
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "DECLINECOUNTER"
    lines = part.get_content().replace("\r\n ", "").split("\r\n")
    assert "METHOD:DECLINECOUNTER" in lines
    assert f"UID:{to_amina.uid}" in lines
    assert f"ORGANIZER:mailto:{to_amina.organizer}" in lines
    assert [line for line in lines if line.startswith("COMMENT:Monday 1 March 2027\\, 9am ")]
    assert violations(part.get_payload(decode=True)) == []


def test_a_refusal_of_a_wish_from_the_page_carries_no_calendar(invited, to_amina, mailbox):
    TimeRequest.objects.create(organisation=invited.organisation, appointment=invited.appointment, asked_at=NOW)
    decline(request=TimeRequest.objects.get(), words="No table is free then.", by=None, now=LATER)
    fan_out(now=LATER)
    run_tick(LATER)
    assert b"text/calendar" not in mailbox.raw[-1]


def test_the_mail_and_what_it_said_stay_readable(invited, to_amina):
    raw = google(to_amina, "accepted", at=NOW, comment="with my son")
    comes_in(raw, to=to_amina.organizer)
    row = InboundMail.objects.get()
    assert bytes(row.raw) == raw
    assert row.said == "Accepted by amina@example.org: with my son"
    assert Answer.objects.get().mail == row
