"""A closed link is told to nobody: the messages to come name the phone to call."""

from datetime import timedelta

import pytest

from notifications.models import Message
from notifications.services.fan_out import fan_out
from notifications.services.last_look import told_of
from notifications.services.link_messages import send_new_link
from notifications.services.links import close, link_for, renew
from notifications.services.samples import text_of
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved, run_tick

LATER = NOW + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_what_is_told_after_the_closing_carries_no_link(made, visit, mailbox, phone):
    run_tick(NOW)
    address = link_for(visit, now=NOW)
    close(visit, now=LATER)
    moved(visit.appointments.get(), to=local(made, 1, 11), now=LATER, tell="at_once")
    fan_out(now=LATER)
    run_tick(LATER)
    assert address in phone.sent[0][1]
    assert "/v/" not in phone.sent[1][1]
    assert "0803 000 0399" in phone.sent[1][1]
    moved_mail = mailbox.to("one@example.org")[-1]
    assert "/v/" not in moved_mail.get_body(("plain",)).get_content()
    assert "0803 000 0399" in moved_mail.get_body(("plain",)).get_content()


@pytest.mark.django_db(transaction=True)
def test_who_chose_it_is_named_in_the_text_that_leaves(visit, wish, mailbox, phone):
    wish(wording="plain")
    run_tick(NOW)
    assert phone.sent[0][1].startswith("Small Camp: Patient, your visit is booked")


def test_a_new_link_asked_for_twice_is_counted_once(visit):
    link_for(visit, now=NOW)
    renew(visit, seen=1, now=LATER)
    assert [send_new_link(visit, now=LATER) for _ in range(2)] == [2, 0]
    assert Message.objects.filter(kind="new_link").count() == 2


def test_what_is_shown_as_to_come_is_what_will_leave(visit, wish):
    """The page of a message, and the preview of what somebody will get."""
    to_come = Message.objects.select_related("camp__venue", "registration__patient").get(
        registration=visit, kind="day_before", channel="sms"
    )
    wish(wording="plain")
    link_for(visit, now=NOW)
    assert "Patient, come" in text_of(to_come, told_of(to_come), now=NOW).text
    close(visit, now=LATER)
    shown = text_of(to_come, told_of(to_come), now=LATER).text
    assert "/v/" not in shown
    assert "0803 000 0399" in shown
