"""Telling somebody once more: said why, by any way there is, and never twice by accident."""

from datetime import timedelta

import pytest

from notifications.errors import NotByHand, SentLately
from notifications.models import Channel, Message, MessageState, Told
from notifications.services.resending import tell_again, ways_of
from scheduling.models import Appointment
from tests.factories.organiser import member_of
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved, tell_all
from tests.notifications.pages.test_overview import words_of

LATER = NOW + timedelta(minutes=30)  # the messages of `told` left an hour before NOW


@pytest.fixture
def sent(told):
    """Grace Danjuma's text: sent an hour and a half ago."""
    return Message.objects.get(registration=told.registrations[2], rung="", channel="sms")


@pytest.fixture
def again(told, sent):
    by = member_of(told.organisation, "coordinator")

    def tell(**fields):
        way = fields.pop("way", f"sms:{sent.contact_id}")
        given = {"reason": "nothing came", "seen": 0, "sure": False, "by": by, "now": LATER, **fields}
        return tell_again(message_id=sent.pk, way=way, **given)

    return tell


def test_it_is_a_new_message_that_says_who_wanted_it_and_why(sent, again):
    made = again()
    assert (made.state, made.channel, made.kind, made.instead_of_id) == ("planned", "sms", "booked", sent.pk)
    assert made.facts["again"] == {"by": "Ada Obi", "reason": "nothing came"}
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT


def test_two_taps_are_one_message(sent, again):
    again()
    assert again(sure=True) is None
    assert Message.objects.filter(instead_of=sent).count() == 1


def test_what_left_within_the_hour_asks_first(sent, again):
    with pytest.raises(SentLately, match="less than an hour ago"):
        again(now=NOW - timedelta(minutes=1))
    assert again(now=NOW - timedelta(minutes=1), sure=True)


def test_what_is_just_leaving_asks_first(sent, again):
    again()
    with pytest.raises(SentLately):
        again(seen=1)
    assert again(seen=1, sure=True).idem_key != again(seen=2, sure=True).idem_key


def test_every_way_there_is_can_be_chosen(told, sent, again):
    patient = told.registrations[2].patient
    assert [way.channel for way in ways_of(patient)] == [Channel.SMS, Channel.MAIL, Channel.CALL]
    called = again(way=f"call:{sent.contact_id}")
    assert (called.channel, called.state) == (Channel.CALL, MessageState.PLANNED)


def test_a_contact_that_was_told_nothing_is_told_the_place_that_stands(told, sent, again):
    mail = told.registrations[2].patient.contacts.get(kind="mail")
    Told.objects.filter(recipient=f"contact:{mail.pk}").delete()
    made = again(way=f"mail:{mail.pk}")
    row = Told.objects.get(recipient=f"contact:{mail.pk}")
    assert (row.starts_at, row.revision) == (Told.objects.get(recipient=sent.recipient).starts_at, made.revision)


def test_a_contact_that_knew_another_hour_reads_a_sequence_that_only_rises(told, sent, again):
    mail = told.registrations[2].patient.contacts.get(kind="mail")
    Told.objects.filter(recipient=f"contact:{mail.pk}").update(
        starts_at=local(told, 1, 7), sequence=7, revision=4, at=NOW - timedelta(days=2)
    )
    made = again(way=f"mail:{mail.pk}")
    row = Told.objects.get(recipient=f"contact:{mail.pk}")
    assert (row.sequence, row.revision, made.sequence, made.revision) == (8, 5, 8, 5)
    assert row.starts_at == Told.objects.get(recipient=sent.recipient).starts_at


def test_what_was_called_off_since_is_not_told_as_standing(told, sent, again):
    Told.objects.filter(appointment=sent.appointment).update(cancelled=True)
    with pytest.raises(NotByHand, match="Something newer was told since"):
        again()


def test_a_place_that_moved_is_told_as_it_stands(told, sent, again):
    moved(Appointment.objects.get(pk=sent.appointment_id), to=local(told, 1, 15), now=NOW)
    tell_all(told)
    made = again(now=NOW + timedelta(hours=3))
    assert made.not_after == local(told, 1, 15)


def test_a_way_that_is_gone_is_refused(again):
    with pytest.raises(NotByHand, match="This way is gone"):
        again(way="sms:999999")


def test_the_page_asks_why_and_warns_of_what_left_a_moment_ago(told, sent, owner):
    client = owner(told)
    path = f"/camps/small/messages/{sent.pk}/again/"
    asked = words_of(client.get(path))
    assert "Tell Grace Danjuma again" in asked
    assert client.post(path, {"way": f"sms:{sent.contact_id}", "seen": "0", "reason": ""}).status_code == 422
    assert not Message.objects.filter(instead_of=sent).exists()
    given = {"way": f"sms:{sent.contact_id}", "seen": "0", "reason": "nothing came"}
    said = words_of(client.post(path, given, follow=True))
    assert "It is on its way." in said
    assert "Told again, says Ada Obi: nothing came" in said
    refused = client.post(path, {**given, "seen": "1"})
    assert refused.status_code == 422
    assert "The same left less than an hour ago" in words_of(refused)


def test_a_viewer_tells_nothing_again(told, sent, owner):
    assert owner(told, "viewer").get(f"/camps/small/messages/{sent.pk}/again/").status_code == 403
