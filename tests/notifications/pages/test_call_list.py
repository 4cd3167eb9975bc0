"""The call list and the list by town: whom to tell, what to say, and who ticked whom off."""

from datetime import timedelta

import pytest
from django_scopes import scope, scopes_disabled

from camps.models import User
from notifications.errors import NotByHand
from notifications.models import Attempt, Channel, Message, MessageState
from notifications.queries.call_list import call_list, town_list
from notifications.queries.reach import figures_of
from notifications.services.call_list import not_reached, reached, take_back
from scheduling.models import Appointment
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved, tell_all
from tests.notifications.pages.test_overview import words_of

CALLS, TOWNS = "/camps/small/messages/calls/", "/camps/small/messages/towns/"
TICK, UNTICK = "/camps/small/messages/tick/", "/camps/small/messages/untick/"


@pytest.fixture
def helper(told) -> User:
    return member_of(told.organisation, "coordinator")


def to_call(made) -> Message:
    return Message.objects.get(camp=made.camp, channel=Channel.CALL)


def by_hand(message) -> list[tuple[str, str]]:
    return list(message.attempts.order_by("n").values_list("outcome", "detail"))


def test_the_call_list_says_whom_to_ring_and_what_to_say(told, owner):
    said = words_of(owner(told).get(CALLS))
    assert "Aminatu Bello 001 +2348030000001" in said
    assert "Please come on Monday 1 March, 8am , General Hospital, gate 2." in said


def test_a_call_that_is_too_late_is_not_on_the_list(told):
    assert len(call_list(told.camp, now=NOW)) == 1
    assert call_list(told.camp, now=to_call(told).not_after) == []


def test_several_failures_of_one_person_are_one_call(told):
    again = to_call(told)
    again.pk, again.idem_key, again.kind, again.rung = None, "again", "confirm", "7d"
    again.save()
    entry = call_list(told.camp, now=NOW)[0]
    assert len(call_list(told.camp, now=NOW)) == 1
    assert len(entry.messages) == 2


def test_who_was_reached_is_told_and_who_ticked_is_kept(told, owner):
    client = owner(told, "desk")
    client.post(TICK, {"m": str(to_call(told).pk), "outcome": "reached", "list": "calls"})
    message = to_call(told)
    assert (message.state, message.ended_at) == (MessageState.SENT, NOW)
    attempt = message.attempts.get()
    user = User.objects.get(email__startswith="desk")
    assert (attempt.provider, attempt.provider_ref, attempt.outcome) == ("person", f"user:{user.pk}", "accepted")
    assert attempt.detail == "Told in person, says Ada Obi."
    assert figures_of(told.camp).told == 9


def test_the_notice_has_an_undo_that_puts_it_back(told, owner):
    client = owner(told)
    page = client.post(TICK, {"m": str(to_call(told).pk), "outcome": "reached", "list": "calls"}, follow=True)
    assert f'action="{UNTICK}?m={to_call(told).pk}&amp;list=calls"' in page.content.decode()
    client.post(f"{UNTICK}?m={to_call(told).pk}&list=calls")
    assert (to_call(told).state, to_call(told).ended_at) == (MessageState.PLANNED, None)
    assert by_hand(to_call(told)) == [("unknown", "Told in person, says Ada Obi. Taken back by Ada Obi.")]


def test_who_was_not_reached_stays_on_the_list_with_the_try(told, helper):
    not_reached(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    entry = call_list(told.camp, now=NOW)[0]
    assert [attempt.detail for attempt in entry.tries] == ["Not reached, says Ada Obi."]
    assert entry.message.state == MessageState.PLANNED


def test_somebody_not_tried_yet_comes_before_somebody_tried(told, helper):
    not_reached(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    other = Message.objects.filter(registration=told.registrations[3], rung="", channel="sms").get()
    other.pk, other.idem_key, other.channel, other.state = None, "call2", Channel.CALL, MessageState.PLANNED
    other.ended_at, other.not_after = None, to_call(told).not_after + timedelta(days=1)
    other.save()
    assert [entry.name for entry in call_list(told.camp, now=NOW)] == ["مريم حسن", "Aminatu Bello"]


def test_one_tick_cannot_be_given_twice(told, helper):
    reached(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)
    with pytest.raises(NotByHand, match="settled already"):
        reached(camp=told.camp, message_ids=[to_call(told).pk], by=helper, now=NOW)


def test_a_message_that_leaves_by_itself_is_not_settled_by_hand(told, helper):
    planned = Message.objects.filter(channel="sms", state=MessageState.PLANNED).order_by("pk").first()
    with pytest.raises(NotByHand):
        reached(camp=told.camp, message_ids=[planned.pk], by=helper, now=NOW)
    planned.refresh_from_db()
    assert planned.state == MessageState.PLANNED


def test_what_a_machine_sent_is_not_taken_back(told, helper):
    sent = Message.objects.filter(state=MessageState.SENT).order_by("pk").first()
    with pytest.raises(NotByHand, match="nothing of yours"):
        take_back(camp=told.camp, message_ids=[sent.pk], by=helper, now=NOW)


def test_a_tick_taken_back_is_not_taken_back_again(told, helper):
    pk = to_call(told).pk
    reached(camp=told.camp, message_ids=[pk], by=helper, now=NOW)
    take_back(camp=told.camp, message_ids=[pk], by=helper, now=NOW)
    with pytest.raises(NotByHand):
        take_back(camp=told.camp, message_ids=[pk], by=helper, now=NOW)


def test_a_refused_tick_says_so_and_changes_nothing(told, owner):
    client = owner(told)
    said = words_of(client.post(TICK, {"m": "999999,x,", "outcome": "reached"}, follow=True))
    assert "This is not on the list any more. Load the page again" in said


def test_an_unknown_message_that_arrived_counts_as_told(told, helper):
    silent = Message.objects.get(state=MessageState.UNKNOWN)
    reached(camp=told.camp, message_ids=[silent.pk], by=helper, now=NOW)
    silent.refresh_from_db()
    assert (silent.state, silent.why) == (MessageState.SENT, "It had arrived, says Ada Obi.")
    take_back(camp=told.camp, message_ids=[silent.pk], by=helper, now=NOW)
    silent.refresh_from_db()
    assert silent.state == MessageState.UNKNOWN


def test_an_unknown_text_that_did_not_arrive_goes_on_the_call_list(told, helper):
    silent = Message.objects.get(state=MessageState.UNKNOWN)
    not_reached(camp=told.camp, message_ids=[silent.pk], by=helper, now=NOW)
    silent.refresh_from_db()
    assert silent.state == MessageState.FAILED
    assert {entry.name for entry in call_list(told.camp, now=NOW)} == {"Aminatu Bello", "Ọláwálé Adéyẹmí"}


def test_the_list_by_town_names_town_person_and_hour(told, owner):
    said = words_of(owner(told).get(TOWNS))
    assert "Gembu 2 009 Zainab Abubakar Please come on Monday 1 March, midday" in said


def test_the_list_by_town_says_what_moved(told, helper):
    heard = next(entry for entry in town_list(told.camp) if entry.registration.number == 9)
    reached(camp=told.camp, message_ids=[message.pk for message in heard.messages], by=helper, now=NOW)
    moved(Appointment.objects.get(registration=told.registrations[8]), to=local(told, 1, 15), now=NOW)
    tell_all(told)
    entry = next(entry for entry in town_list(told.camp) if entry.registration.number == 9)
    assert entry.says == "moved"
    assert entry.told.starts_at == local(told, 1, 15)
    assert len(town_list(told.camp, with_done=True)) == 2


def test_the_paper_for_the_notice_board_holds_no_name(told, owner):
    client = owner(told)
    board, named = (
        client.get(TOWNS + "paper/").content.decode(),
        client.get(TOWNS + "paper/?names=yes").content.decode(),
    )
    assert "Zainab" not in board
    assert "009" in board
    assert "Zainab Abubakar" in named
    assert "0803 000 0399" in board


def test_the_paper_still_holds_who_has_heard(told, owner):
    client = owner(told)
    first = town_list(told.camp)[0]
    client.post(TICK, {"m": first.ids, "outcome": "reached", "list": "town"})
    assert len(town_list(told.camp)) == 1
    assert "009" in client.get(TOWNS + "paper/").content.decode()


def test_ticking_messages_of_another_organisation_changes_nothing(told, owner):
    with scopes_disabled():
        from tests.notifications.pages.test_ledger import told_camp_elsewhere

        other = told_camp_elsewhere()
    with scope(organisation=other.organisation):
        foreign = Message.objects.order_by("pk").first()
        Message.objects.filter(pk=foreign.pk).update(channel=Channel.CALL)
    owner(told).post(TICK, {"m": str(foreign.pk), "outcome": "reached"})
    with scope(organisation=other.organisation):
        foreign.refresh_from_db()
        assert foreign.state == MessageState.PLANNED
        assert not Attempt.objects.exists()


def test_a_viewer_sees_the_lists_but_ticks_nothing(told, owner):
    client = owner(told, "viewer")
    assert b"Not reached" not in client.get(CALLS).content
    assert client.post(TICK, {"m": str(to_call(told).pk), "outcome": "reached"}).status_code == 403
