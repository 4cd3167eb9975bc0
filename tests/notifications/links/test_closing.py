"""A link is closed and made anew by people who may; old papers and texts then open nothing."""

from datetime import timedelta

import pytest

from camps.models import Contact
from notifications.errors import LinkRefused
from notifications.models import Message, MessageState, VisitLink
from notifications.queries.links import LinkStage, link_state
from notifications.services.fan_out import fan_out
from notifications.services.link_messages import send_new_link
from notifications.services.links import Expired, Unknown, close, find, link_for, renew
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, run_tick, tell_all

LATER = NOW + timedelta(hours=1)


def token_in(address):
    return address.rpartition("/")[2]


@pytest.fixture
def visit(made):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return made.registrations[0]


def test_a_closed_link_opens_nothing_until_a_new_one_is_made(visit):
    old = token_in(link_for(visit, now=NOW))
    close(visit, now=LATER)
    assert isinstance(find(old, LATER), Expired)
    new = token_in(renew(visit, seen=1, now=LATER))
    assert find(old, LATER) == Unknown()
    assert find(new, LATER) == visit


def test_what_a_link_is_in_words_follows_its_life(visit):
    assert link_state(visit, now=NOW).stage == LinkStage.NONE
    link_for(visit, now=NOW)
    state = link_state(visit, now=LATER)
    assert (state.stage, state.made_at, state.version) == (LinkStage.OPEN, NOW, 1)
    close(visit, now=LATER)
    state = link_state(visit, now=LATER)
    assert (state.stage, state.closed_at) == (LinkStage.CLOSED, LATER)
    renew(visit, seen=1, now=LATER)
    state = link_state(visit, now=LATER)
    assert (state.stage, state.made_at, state.version) == (LinkStage.OPEN, LATER, 2)
    ends = state.ends_at
    assert link_state(visit, now=ends).stage == LinkStage.OVER


def test_what_does_not_exist_is_not_closed(visit):
    with pytest.raises(LinkRefused, match="There is no link yet"):
        close(visit, now=NOW)
    assert not VisitLink.objects.exists()


def test_a_second_tap_makes_no_second_link(visit):
    link_for(visit, now=NOW)
    new = renew(visit, seen=1, now=LATER)
    with pytest.raises(LinkRefused, match="just now"):
        renew(visit, seen=1, now=LATER)
    assert link_for(visit, now=LATER) == new


def test_the_new_link_is_sent_once_to_the_phone_and_the_mail(visit):
    add_mail(visit, "a@example.org")
    tell_all_of(visit)
    renew(visit, now=LATER)
    for _ in range(2):
        send_new_link(visit, now=LATER)
    sent = Message.objects.filter(kind="new_link").order_by("channel")
    assert [(row.channel, row.state) for row in sent] == [("mail", "planned"), ("sms", "planned")]


def tell_all_of(visit):
    """The mail is told too, now that there is one."""
    visit.camp.publications.create(organisation=visit.organisation, number=99, act="published", at=NOW)
    fan_out(now=NOW)


def test_a_newer_link_takes_the_place_of_the_message_that_waits(visit):
    renew(visit, now=LATER)
    send_new_link(visit, now=LATER)
    renew(visit, seen=2, now=LATER)
    send_new_link(visit, now=LATER)
    states = Message.objects.filter(kind="new_link").order_by("id").values_list("state", flat=True)
    assert list(states) == [MessageState.SUPERSEDED, MessageState.PLANNED]


def test_closing_ends_the_message_that_would_carry_the_link(visit):
    renew(visit, now=LATER)
    send_new_link(visit, now=LATER)
    close(visit, now=LATER)
    assert Message.objects.get(kind="new_link").state == MessageState.SUPERSEDED


def test_who_was_told_of_no_place_is_sent_no_link(made):
    patient = made.registrations[1]
    link_for(patient, now=NOW)
    renew(patient, seen=1, now=NOW)
    with pytest.raises(LinkRefused, match="nowhere to send"):
        send_new_link(patient, now=NOW)


def test_who_has_no_phone_is_given_the_card_instead(visit):
    link_for(visit, now=NOW)
    Contact.objects.filter(patient=visit.patient).delete()
    renew(visit, seen=1, now=NOW)
    with pytest.raises(LinkRefused, match="nowhere to send"):
        send_new_link(visit, now=NOW)


def test_a_closed_link_is_not_sent(visit):
    link_for(visit, now=NOW)
    close(visit, now=NOW)
    with pytest.raises(LinkRefused, match="closed"):
        send_new_link(visit, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_text_that_leaves_carries_the_new_link(made, mailbox, settings):
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    run_tick(NOW)
    visit = made.registrations[0]
    new = renew(visit, seen=1, now=LATER)
    send_new_link(visit, now=LATER)
    run_tick(LATER)
    message = Message.objects.get(kind="new_link")
    assert message.state == MessageState.SENT
    assert new in message.body
    assert link_state(visit, now=LATER).carried_by == 1


def test_the_move_that_is_told_next_carries_the_link_and_ends_its_own_message(made, visit):
    link_for(visit, now=NOW)
    renew(visit, seen=1, now=LATER)
    send_new_link(visit, now=LATER)
    moved(visit.appointments.get(), to=local(made, 0, 11), now=LATER, tell="at_once")
    fan_out(now=LATER)
    assert Message.objects.get(kind="new_link").state == MessageState.SUPERSEDED
