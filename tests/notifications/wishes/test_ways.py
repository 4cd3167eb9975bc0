"""The way a person wants to be told is the way he or she is told, also of what was planned before."""

from datetime import time, timedelta

import pytest

from camps.errors import Invalid
from camps.models import ConsentRecord
from camps.services.patients import record_consent
from notifications.models import Attempt, Channel, Message, MessageState, Preference, Told
from notifications.queries.audience import reached_at
from notifications.services.fan_out import fan_out
from scheduling.services.booking import SYSTEM, cancel
from tests.factories.schedule import NOW
from tests.factories.telling import local, moved, they_hear

LATER = NOW + timedelta(hours=1)


def ways(visit) -> list[tuple[str, ...]]:
    return [one.channels for one in reached_at(visit.patient, camp=visit.camp)]


def waiting(visit) -> set[tuple[str, str, str]]:
    rows = Message.objects.filter(registration=visit, state=MessageState.PLANNED)
    return {(row.channel, row.rung, row.recipient) for row in rows}


def test_who_said_nothing_is_told_by_mail_and_text(visit):
    assert ways(visit) == [(Channel.MAIL,), (Channel.SMS,)]


@pytest.mark.parametrize(
    ("channels", "expected"),
    [(["sms"], Channel.SMS), (["mail", "sms"], Channel.MAIL), (["call"], Channel.CALL)],
)
def test_one_wished_way_is_the_only_one(visit, wish, channels, expected):
    wish(channels=channels)
    assert ways(visit) == [(expected,)]


def test_the_next_way_takes_over_where_the_first_one_fails(visit, wish):
    wish(channels=["sms", "mail"])
    visit.patient.contacts.filter(kind="phone").update(failed_at=NOW)
    assert ways(visit) == [(Channel.MAIL,)]


def test_a_person_calls_where_no_wished_way_works(visit, wish):
    wish(channels=["mail"])
    visit.patient.contacts.filter(kind="mail").update(failed_at=NOW)
    assert ways(visit) == [(Channel.CALL,)]


def test_whatsapp_needs_a_yes_on_record(visit, wish, settings):
    settings.WHATSAPP_PROVIDERS = ["played"]
    wish(channels=["whatsapp", "mail"])
    assert ways(visit) == [(Channel.WHATSAPP,)]
    record = ConsentRecord.objects.get(patient=visit.patient, purpose="whatsapp")
    assert (record.given, record.how) == (True, "chosen as the way to be told, by patient")
    record_consent(patient=visit.patient, purpose="whatsapp", given=False, how="said", now=LATER, by=None)
    assert ways(visit) == [(Channel.MAIL,)]


def test_whatsapp_is_passed_over_where_nobody_agreed_to_it(visit, settings):
    settings.WHATSAPP_PROVIDERS = ["played"]
    Preference.objects.create(
        organisation=visit.organisation, patient=visit.patient, channels=["whatsapp", "sms"], changed_at=NOW
    )
    assert ways(visit) == [(Channel.SMS,)]


def test_what_waits_at_the_other_contact_ends_where_the_wished_one_has_its_own(visit, wish):
    mail, phone = f"contact:{visit.mail.pk}", f"contact:{visit.phone.pk}"
    before = waiting(visit)
    wish(channels=["mail"])
    assert waiting(visit) == {row for row in before if row[2] == mail}
    ended = Message.objects.filter(recipient=phone).values_list("state", "why")
    assert set(ended) == {(MessageState.SUPERSEDED, "The person wants to be told another way.")}


def test_a_wish_taken_back_brings_the_reminders_back_once(visit, wish):
    before = waiting(visit)
    wish(channels=["mail"])
    wish(channels=[])
    rungs = {row for row in before if row[1]}
    assert rungs <= waiting(visit)
    assert len(waiting(visit)) == Message.objects.filter(registration=visit, state=MessageState.PLANNED).count()


def test_what_waits_goes_to_a_mail_that_was_told_nothing(made, visit, wish):
    Told.objects.filter(recipient=f"contact:{visit.mail.pk}").delete()
    Message.objects.filter(contact=visit.mail).delete()
    rungs = {row.rung for row in Message.objects.filter(registration=visit)}
    wish(channels=["mail"])
    assert waiting(visit) == {(Channel.MAIL, rung, f"contact:{visit.mail.pk}") for rung in rungs}
    assert all(row.message_id for row in Message.objects.filter(registration=visit))
    assert Told.objects.get(appointment__registration=visit, recipient__startswith="contact:").recipient == (
        f"contact:{visit.mail.pk}"
    )


def test_a_text_becomes_a_whatsapp_message_of_the_same_phone(visit, wish, settings):
    settings.WHATSAPP_PROVIDERS = ["played"]
    phone = f"contact:{visit.phone.pk}"
    wish(channels=["sms"])
    rungs = {rung for _, rung, recipient in waiting(visit) if recipient == phone}
    wish(channels=["whatsapp"])
    assert waiting(visit) == {(Channel.WHATSAPP, rung, phone) for rung in rungs}


def test_what_is_being_sent_is_left_to_its_worker(visit, wish):
    leaving = Message.objects.get(contact=visit.phone, rung="")
    Message.objects.filter(pk=leaving.pk).update(state=MessageState.LEASED, lease_owner="w")
    Attempt.objects.create(organisation=visit.organisation, message=leaving, n=1, provider="x", started_at=NOW)
    wish(channels=["mail"])
    leaving.refresh_from_db()
    assert (leaving.state, leaving.channel) == (MessageState.LEASED, Channel.SMS)


def test_a_move_is_told_the_wished_way_alone(made, visit, wish):
    they_hear()
    wish(channels=["mail"])
    moved(visit.appointments.get(), to=local(made, 1, 11), now=LATER, tell="at_once")
    fan_out(now=LATER)
    told = Message.objects.filter(registration=visit, kind="moved")
    assert {row.channel for row in told if row.state == MessageState.PLANNED} == {Channel.MAIL}


def test_a_cancelling_reaches_a_phone_that_said_stop_by_a_person(made, visit):
    visit.mail.delete()
    record_consent(patient=visit.patient, purpose="texts", given=False, how="STOP by text", now=NOW, by=None)
    assert ways(visit) == [(Channel.CALL,)]
    cancel(appointment_id=visit.appointments.get().pk, actor=SYSTEM, now=LATER)
    fan_out(now=LATER)
    asked = Message.objects.get(registration=visit, kind="cancelled", state=MessageState.PLANNED)
    assert (asked.channel, asked.contact) == (Channel.CALL, visit.phone)


def test_who_refused_calls_and_texts_is_not_called(visit):
    visit.mail.delete()
    record_consent(patient=visit.patient, purpose="texts", given=False, how="said at the desk", now=NOW, by=None)
    assert ways(visit) == [(Channel.TOWN,)]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"channels": ["pigeon"]}, "“pigeon” is no way to tell somebody"),
        ({"language": "xx"}, "There are no messages in “xx” yet"),
        ({"quiet_from": time(20)}, "Quiet hours need a beginning and an end"),
        ({"quiet_from": time(8), "quiet_until": time(20)}, "Quiet from 08:00 until 20:00 is no night"),
        ({"wording": "loud"}, "“loud” is no wording"),
    ],
)
def test_a_wish_that_cannot_be_followed_is_refused_with_its_cure(visit, wish, fields, named):
    with pytest.raises(Invalid, match=named) as refused:
        wish(**fields)
    assert refused.value.cure
    assert not Preference.objects.exists()
