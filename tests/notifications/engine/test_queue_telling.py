"""Those who wait are texted when the time moves and when their turn is near: once, and only while they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import ConsentRecord, StationClosure
from notifications.models import Message, ToldTime
from notifications.services import last_look
from notifications.services.letters import facts_for, letter_for
from notifications.services.looks import look_at
from notifications.services.queue_telling import camps_with_a_queue, tell_queue
from scheduling.services import calling
from scheduling.services.leaving_queue import leave
from tests.factories.queue import arrive, doing, open_hall, seven, ticket_of
from tests.factories.schedule import add_patient, small_camp

MINUTE = timedelta(minutes=1)


def waiting_camp():
    """Ten who wait for vitals at a quarter past seven, and were seen by one round."""
    made = small_camp(state="published")
    with scope(organisation=made.organisation):
        open_hall(made)
        for number in range(5, 11):
            add_patient(made, number=number, procedure="LOOK")
        made.tickets = [ticket_of(arrive(made, one, minutes=n)) for n, one in enumerate(made.registrations)]
        made.now = seven(made) + 15 * MINUTE
        assert tell_queue(made.camp, now=made.now) == 0
    return made


@pytest.fixture
def begin_waiting(kept):
    return kept("begin_waiting", waiting_camp)


@pytest.fixture
def waiting(begin_waiting, db):
    with scopes_disabled():
        made = begin_waiting()
    with scope(organisation=made.organisation):
        yield made


def stop_for(made, minutes):
    """Nobody is served at the vitals for so long."""
    for name in ("Vitals 1", "Vitals 2"):
        StationClosure.objects.create(
            organisation=made.organisation,
            station=made.stations[name],
            starts_at=made.now,
            ends_at=made.now + minutes * MINUTE,
        )


def texts(made, number, **more):
    return list(Message.objects.filter(registration=made.registrations[number], **more).order_by("pk"))


def said(message, now):
    look = look_at([message.pk], now=now)[message.pk]
    assert last_look.objection(look, now=now) is None
    return letter_for(look.message, None, facts_for(look.message, None, now=now, link=look.link)).text


def test_what_the_page_shows_on_joining_is_written_down_and_costs_no_text(waiting):
    assert ToldTime.objects.count() == 10
    assert Message.objects.count() == 0


def test_a_stop_of_ninety_minutes_is_told_once_with_both_hours(waiting):
    stop_for(waiting, 90)
    now = waiting.now + MINUTE
    tell_queue(waiting.camp, now=now)
    (message,) = texts(waiting, 9)

    assert (message.kind, message.channel, message.due_at) == ("come_at", "sms", now)
    old, told = ToldTime.objects.order_by("ticket")[9], said(message, now)
    assert told.startswith("Small Camp: token A-010: please come at about 9am, not 7:30am.")
    assert "/v/" in told
    assert old.revision == 1
    tell_queue(waiting.camp, now=now)
    tell_queue(waiting.camp, now=now + 25 * MINUTE)
    assert texts(waiting, 9) == [message]


def test_a_text_that_waits_gives_way_to_a_newer_one(waiting):
    stop_for(waiting, 60)
    tell_queue(waiting.camp, now=waiting.now + MINUTE)
    stop_for(waiting, 180)
    tell_queue(waiting.camp, now=waiting.now + 25 * MINUTE)

    assert [one.state for one in texts(waiting, 9)] == ["superseded", "planned"]
    assert len({one.idem_key for one in texts(waiting, 9)}) == 2


def test_nothing_leaves_once_the_person_is_called_or_gone(waiting):
    stop_for(waiting, 90)
    now = waiting.now + MINUTE
    tell_queue(waiting.camp, now=now)
    station = waiting.stations["Vitals 1"]
    calling.call_this(ticket=waiting.tickets[9], station=station, doing=doing(now, reason="asked for"))
    leave(ticket=waiting.tickets[8], doing=doing(now))

    for number in (8, 9):
        (message,) = texts(waiting, number)
        ending = last_look.objection(look_at([message.pk], now=now)[message.pk], now=now)
        assert (ending.state, ending.why) == ("suppressed", "They wait there no more.")
    tell_queue(waiting.camp, now=now + 60 * MINUTE)
    assert [len(texts(waiting, number)) for number in (8, 9)] == [1, 1]


def test_a_call_changes_the_mark_under_which_a_text_may_leave(waiting):
    stop_for(waiting, 90)
    tell_queue(waiting.camp, now=waiting.now)
    (message,) = texts(waiting, 9)
    mark = look_at([message.pk], now=waiting.now)[message.pk].mark
    assert look_at([message.pk], now=waiting.now)[message.pk].mark == mark
    leave(ticket=waiting.tickets[9], doing=doing(waiting.now))
    assert look_at([message.pk], now=waiting.now)[message.pk].mark != mark


def test_two_before_you_is_said_once_and_not_to_who_found_nobody_there(waiting):
    for number in range(2):
        ticket = calling.call_next(station=waiting.stations["Vitals 1"], doing=doing(waiting.now))
        calling.park(ticket=ticket, doing=doing(waiting.now, reason="paper"))
        tell_queue(waiting.camp, now=waiting.now + number * MINUTE)

    assert said(texts(waiting, 4, kind="nearly")[0], waiting.now + MINUTE).startswith(
        "Small Camp: token A-005, two people are before you. Please stay near."
    )
    tell_queue(waiting.camp, now=waiting.now + 30 * MINUTE)
    nearly = Message.objects.filter(kind="nearly").values_list("registration__number", flat=True)
    assert sorted(nearly) == [4, 5]  # the first three found nobody before them


def test_who_said_stop_or_has_no_phone_is_left_in_peace_and_nobody_has_to_ring(waiting):
    waiting.registrations[8].patient.contacts.all().delete()
    ConsentRecord.objects.create(
        organisation=waiting.organisation,
        patient=waiting.registrations[9].patient,
        purpose=ConsentRecord.Purpose.TEXTS,
        given=False,
        giver="self",
        how="STOP by text",
        at=waiting.now,
    )
    stop_for(waiting, 90)
    tell_queue(waiting.camp, now=waiting.now)
    assert [texts(waiting, 8), texts(waiting, 9)] == [[], []]
    assert set(Message.objects.values_list("channel", flat=True)) == {"sms"}


def test_a_second_beat_that_read_the_same_rows_writes_nothing(waiting, monkeypatch):
    stop_for(waiting, 90)
    known = list(ToldTime.objects.all())
    tell_queue(waiting.camp, now=waiting.now)
    before = Message.objects.count()
    monkeypatch.setattr(
        "notifications.services.queue_telling.ToldTime.objects.filter",
        lambda **asked: known if "ticket__in" in asked else ToldTime._base_manager.filter(**asked),
    )
    assert tell_queue(waiting.camp, now=waiting.now) == 0
    assert Message.objects.count() == before > 0


def test_only_published_camps_with_somebody_waiting_are_looked_at(waiting):
    assert camps_with_a_queue(now=waiting.now) == [waiting.camp]
    assert camps_with_a_queue(now=waiting.now + timedelta(days=3)) == []
    waiting.camp.state = "draft"
    waiting.camp.save()
    assert camps_with_a_queue(now=waiting.now) == []
