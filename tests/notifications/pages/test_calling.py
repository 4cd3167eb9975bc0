"""Calls in the order of the loss that silence would cause, and what they bring."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from camps.models import Contact, Urgency
from notifications.errors import NotByHand
from notifications.models import Answer, Channel, Message, MessageState, OptOut
from notifications.queries.call_list import call_list
from notifications.services.answers.deciding import give_place_up
from notifications.services.calling import put_on_the_list, says_cannot_come, says_coming, wrong_number
from scheduling.models import Appointment, TimeRequest
from scheduling.services.booking import Actor, confirm
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail
from tests.notifications.pages.test_overview import words_of

CALLS, TICK = "/camps/small/messages/calls/", "/camps/small/messages/tick/"
A_DAY = timedelta(hours=24)


@pytest.fixture
def helper(told):
    return member_of(told.organisation, "coordinator")


def to_call(made) -> Message:
    return Message.objects.get(camp=made.camp, channel=Channel.CALL)


def asked(made, *numbers, now=NOW) -> list[Appointment]:
    """These patients were asked whether they come, a day before `now`, and said nothing."""
    found = []
    for number in numbers:
        rows = Message.objects.filter(registration__number=number, kind="confirm", channel="sms")
        rows.update(state=MessageState.SENT, ended_at=now - A_DAY)
        found.append(Appointment.objects.get(registration__number=number))
        Appointment.objects.filter(registration__number=number).update(confirmed_at=None)
    return found


def names(made, now=NOW) -> list[str]:
    return [str(entry.registration) for entry in call_list(made.camp, now=now)]


def test_who_did_not_answer_for_a_day_is_asked_by_phone(told):
    asked(told, 7)
    assert names(told) == ["001", "007"]
    assert call_list(told.camp, now=NOW)[1].says == "asks"
    assert names(told, now=NOW - timedelta(minutes=1)) == ["001"]


def test_who_answered_by_any_way_is_not_asked(told, helper):
    places = asked(told, 5, 7, 11)
    Appointment.objects.filter(pk=places[0].pk).update(confirmed_at=NOW)
    Answer.objects.create(
        organisation=told.organisation, camp=told.camp, appointment=places[1], by="sms", meaning="words", at=NOW
    )
    assert names(told) == ["001", "011"]


def test_looking_at_the_list_writes_nothing(told, owner):
    asked(told, 7)
    before = Message.objects.count()
    assert "Please ask whether the patient comes on" in words_of(owner(told).get(CALLS))
    assert Message.objects.count() == before


def test_the_urgent_stand_first_then_the_longest_at_a_table_then_the_nearest(told):
    places = asked(told, 5, 7, 11)
    told.registrations[10].urgency = Urgency.URGENT
    told.registrations[10].save()
    Appointment.objects.filter(pk=places[1].pk).update(ends_at=places[1].starts_at + timedelta(hours=4))
    assert names(told) == ["011", "007", "001", "005"]


def test_who_comes_is_confirmed_and_told(told, owner):
    (place,) = asked(told, 7)
    owner(told, "desk").post(TICK, {"a": str(place.pk), "outcome": "comes", "list": "calls"})
    place.refresh_from_db()
    assert place.confirmed_at == NOW
    answer = Answer.objects.get()
    assert (answer.by, answer.meaning, answer.effect) == ("call", "coming", "The place is confirmed.")
    row = Message.objects.get(channel=Channel.CALL, kind="confirm")
    assert (row.state, row.attempts.get().detail) == (MessageState.SENT, "Told in person, says Ada Obi.")
    assert names(told) == ["001"]


def test_who_cannot_come_keeps_the_place_until_somebody_decides(told, helper):
    says_cannot_come(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    answer = Answer.objects.get()
    assert (answer.meaning, answer.needs_person, answer.text) == (
        "cannot",
        True,
        "On the phone to Ada Obi: I cannot come.",
    )
    assert Appointment.objects.get(registration__number=1).state == "booked"
    assert names(told) == []


def test_a_wrong_number_is_called_no_more_and_the_next_phone_is(told, helper):
    first = told.registrations[0].patient
    second = Contact.objects.create(
        organisation=told.organisation, patient=first, kind="phone", value="+2348030000777", rank=5
    )
    wrong_number(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    entry = call_list(told.camp, now=NOW)[0]
    assert (entry.registration.number, entry.phone) == (1, second.value)
    assert first.contacts.order_by("rank").first().failed_why == "Wrong number, says Ada Obi."


def test_a_wrong_number_without_another_way_is_told_in_town(told, helper):
    wrong_number(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    assert names(told) == []
    row = Message.objects.get(registration=told.registrations[0], channel=Channel.TOWN)
    assert row.state == MessageState.PLANNED


def test_two_callers_at_once_leave_one_row(told, helper):
    (place,) = asked(told, 7)
    first = put_on_the_list(camp=told.camp, appointment_id=place.pk, now=NOW)
    says_coming(camp=told.camp, message_ids=[first.pk], by=helper, now=NOW)
    with pytest.raises(NotByHand, match="answered, or somebody called"):
        put_on_the_list(camp=told.camp, appointment_id=place.pk, now=NOW)


def test_no_answer_leaves_the_person_on_the_list_behind_those_not_tried(told, owner):
    (place,) = asked(told, 7)
    owner(told).post(TICK, {"a": str(place.pk), "outcome": "not_reached", "list": "calls"})
    assert names(told) == ["001", "007"]
    assert len(call_list(told.camp, now=NOW)[1].tries) == 1


def test_who_wants_no_more_questions_is_not_called_for_one(told, helper):
    row = to_call(told)
    Message.objects.filter(pk=row.pk).update(kind="confirm", rung="7d")
    OptOut.objects.create(
        organisation=told.organisation, contact=row.contact, category="questions", how="the visit page", at=NOW
    )
    assert names(told) == []


def test_a_doctor_is_not_said_to_come(told, helper):
    row = to_call(told)
    Message.objects.filter(pk=row.pk).update(doctor=told.doctors["Ada Bone"])
    with pytest.raises(NotByHand, match="Only a patient"):
        says_coming(camp=told.camp, message_ids=[row.pk], by=helper, now=NOW)


def test_the_list_costs_the_same_for_one_silent_person_as_for_three(told, django_assert_max_num_queries):
    add_mail(told.registrations[6], "seven@example.org")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for numbers in ((7,), (5, 7, 11)):
        asked(told, *numbers)
        with CaptureQueriesContext(connection) as queries:
            call_list(told.camp, now=NOW)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def undo(client, page):
    """Press the Undo of the notice on this page."""
    [address] = re.findall(r'<form method="post" action="([^"]*untick[^"]*\?[^"]*)"', page.content.decode())
    return client.post(address.replace("&amp;", "&"), follow=True)


def ticked(client, outcome, **what):
    return client.post(TICK, {"outcome": outcome, "list": "calls", **what}, follow=True)


def stands(number) -> tuple:
    """What an undo has to bring back: the confirmation, the answers, the open wishes."""
    place = Appointment.objects.get(registration__number=number)
    answers = list(Answer.objects.order_by("pk").values_list("pk", "meaning", "needs_person", "done_at", "effect"))
    wishes = list(TimeRequest.objects.order_by("pk").values_list("pk", "state", "answered_at"))
    return bool(place.confirmed_at), place.state, answers, wishes


@pytest.mark.parametrize("outcome", ["comes", "cannot"])
@pytest.mark.parametrize("confirmed", [None, NOW - A_DAY])
def test_what_a_call_brought_is_undone_on_the_list(told, owner, outcome, confirmed):
    Appointment.objects.filter(registration__number=1).update(confirmed_at=confirmed)
    before, client = stands(1), owner(told, "desk")
    page = ticked(client, outcome, m=to_call(told).pk)
    assert names(told) == []
    assert stands(1) != before
    assert "Taken back: 1 message." in words_of(undo(client, page))
    assert stands(1) == before
    assert names(told) == ["001"]
    said = "I am coming" if outcome == "comes" else "I cannot come"
    assert to_call(told).attempts.get().detail == (
        f"Told in person, says Ada Obi. On the phone to Ada Obi: {said}. Taken back by Ada Obi."
    )


def test_somebody_who_was_asked_is_asked_again_after_an_undo(told, owner):
    (place,) = asked(told, 7)
    client = owner(told, "desk")
    undo(client, ticked(client, "cannot", a=place.pk))
    assert names(told) == ["001", "007"]
    assert call_list(told.camp, now=NOW)[1].says == "asks"


def wished(told) -> TimeRequest:
    """The patient asked for another time from the calendar, before the call."""
    place = Appointment.objects.get(registration__number=1)
    wish = TimeRequest.objects.filter(appointment=place).first() or TimeRequest.objects.create(
        organisation=told.organisation, appointment=place, asked_at=NOW - A_DAY
    )
    Answer.objects.create(
        organisation=told.organisation,
        camp=told.camp,
        appointment=place,
        recipient=to_call(told).recipient,
        by="mail",
        meaning="other",
        at=NOW - A_DAY,
        needs_person=True,
        effect="It waits among the requests.",
        time_request=wish,
    )
    return wish


def test_an_undo_brings_back_an_earlier_answer_and_a_wish_that_the_call_had_settled(told, owner):
    wish = wished(told)
    before, client = stands(1), owner(told, "desk")
    page = ticked(client, "comes", m=to_call(told).pk)
    wish.refresh_from_db()
    assert wish.state == "withdrawn"
    undo(client, page)
    assert stands(1) == before


def test_an_answer_that_something_followed_is_not_undone(told, owner):
    client = owner(told)
    page = ticked(client, "cannot", m=to_call(told).pk)
    give_place_up(
        camp=told.camp, answer_id=Answer.objects.get().pk, by=told.organisation.members.order_by("pk")[0].user, now=NOW
    )
    after = stands(1)
    assert "Something happened to this place since" in words_of(undo(client, page))
    assert stands(1) == after
    assert to_call(told).state == MessageState.SENT


def test_an_undo_does_not_take_back_what_the_patient_said_later(told, owner):
    client = owner(told)
    place = Appointment.objects.get(registration__number=1)
    page = ticked(client, "cannot", m=to_call(told).pk)
    confirm(appointment_id=place.pk, actor=Actor(said_by="patient"), now=NOW + timedelta(minutes=1))
    assert "Something happened to this place since" in words_of(undo(client, page))
    place.refresh_from_db()
    assert place.confirmed_at == NOW + timedelta(minutes=1)


def test_an_undo_does_not_open_an_old_wish_beside_a_newer_one(told, owner):
    wish, client = wished(told), owner(told)
    page = ticked(client, "comes", m=to_call(told).pk)
    wish.refresh_from_db()
    assert wish.state == "withdrawn"
    TimeRequest.objects.create(
        organisation=told.organisation, appointment=wish.appointment, asked_at=timezone.now() + A_DAY
    )
    after = stands(1)
    assert "Something happened to this place since" in words_of(undo(client, page))
    assert stands(1) == after


def test_a_tick_without_an_answer_is_undone_as_before(told, owner):
    client = owner(told)
    assert "Taken back: 1 message." in words_of(undo(client, ticked(client, "reached", m=to_call(told).pk)))
    assert names(told) == ["001"]
