"""What goes wrong with the telling is seen, said with its cure, and told to the owners once in six hours."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Attempt, Message, MessageState, ProviderHealth
from notifications.queries.alerts import alerts
from notifications.services.alerting import tell_owners
from tests.factories.organiser import member_of, signed_in
from tests.factories.schedule import NOW, add_patient
from tests.factories.telling import appointment_at, local, run_tick, tell_all
from tests.notifications.pages.test_overview import words_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def told(made):
    """One patient told at NOW; everything planned leaves at its hour."""
    appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    return made


def found(made, *, now) -> list[tuple[str, int, str]]:
    return [
        (alert.code, alert.count, alert.provider) for alert in alerts(now=now, organisation_id=made.organisation.pk)
    ]


def tries(made, outcome, *, count, provider="played", at=NOW) -> None:
    message = Message.objects.filter(camp=made.camp).first()
    Attempt.objects.bulk_create(
        Attempt(
            organisation=made.organisation,
            message=message,
            n=Attempt.objects.count() + n + 1,
            provider=provider,
            started_at=at,
            outcome=outcome,
        )
        for n in range(count)
    )


def all_left(made) -> None:
    Message.objects.filter(due_at__lte=NOW).update(state=MessageState.SENT, ended_at=NOW)


def test_where_all_is_well_there_is_no_alarm(told):
    all_left(told)
    assert found(told, now=NOW + 5 * MINUTE) == []


def test_what_is_due_for_over_two_minutes_is_late(told):
    due = Message.objects.filter(state=MessageState.PLANNED, due_at__lte=NOW).count()
    assert found(told, now=NOW + timedelta(seconds=119)) == []
    (alert,) = alerts(now=NOW + 2 * MINUTE, organisation_id=told.organisation.pk)
    assert (alert.code, alert.count, alert.since, alert.camp_id) == ("late", due, NOW, told.camp.pk)


def test_a_provider_that_rests_is_named(told):
    all_left(told)
    ProviderHealth.objects.create(provider="twilio", failures=5, rests_until=NOW + MINUTE)
    assert found(told, now=NOW) == [("provider", 5, "twilio")]
    assert found(told, now=NOW + 2 * MINUTE) == []


@pytest.mark.parametrize(("bad", "alarm"), [(2, False), (3, True)])
def test_more_than_one_in_twenty_refused_is_a_failing_provider(told, bad, alarm):
    all_left(told)
    tries(told, "accepted", count=40 - bad)
    tries(told, "temporary", count=bad)
    assert found(told, now=NOW + MINUTE) == ([("provider", bad, "played")] if alarm else [])
    assert found(told, now=NOW + HOUR) == []


def test_a_wave_of_refusals_for_good_is_seen(told, settings):
    all_left(told)
    settings.ALERT_REFUSALS_AN_HOUR = 3
    tries(told, "permanent", count=3)
    assert found(told, now=NOW) == []
    tries(told, "permanent", count=1)
    assert found(told, now=NOW) == [("refused", 4, "")]


def test_what_nobody_knows_of_for_a_quarter_of_an_hour_is_seen(told):
    all_left(told)
    Message.objects.filter(rung="", contact__isnull=False).update(state=MessageState.UNKNOWN)
    tries(told, "unknown", count=1)
    Attempt.objects.update(message=Message.objects.get(state=MessageState.UNKNOWN))
    assert found(told, now=NOW + 14 * MINUTE) == []
    assert found(told, now=NOW + 15 * MINUTE) == [("unknown", 1, "")]


def test_a_lease_that_nobody_takes_back_is_seen(told):
    all_left(told)
    one = Message.objects.filter(rung="").first()
    Message.objects.filter(pk=one.pk).update(state=MessageState.LEASED, lease_owner="w", leased_until=NOW)
    assert found(told, now=NOW + 59 * timedelta(seconds=1)) == []
    assert found(told, now=NOW + MINUTE) == [("leases", 1, "")]


def test_another_organisation_hears_nothing_of_it(told):
    assert alerts(now=NOW + HOUR, organisation_id=told.organisation.pk + 1) == []


def test_the_look_costs_the_same_for_one_message_as_for_many(told):
    counted = []
    for number in (7, 8, 9):
        with CaptureQueriesContext(connection) as queries:
            alerts(now=NOW + HOUR, organisation_id=told.organisation.pk)
        counted.append(len(queries))
        appointment_at(told, add_patient(told, number=number, procedure="LOOK"), at=local(told, 0, number))
        tell_all(told)
    assert counted == [5, 5, 5]


def test_the_owner_is_told_once_in_six_hours_and_nobody_else(told):
    owner = member_of(told.organisation)
    member_of(told.organisation, "desk")
    late = NOW + 3 * MINUTE
    assert [tell_owners(now=late + n * HOUR) for n in (0, 1, 5)] == [1, 0, 0]
    mail = Message.objects.get(kind="alert")
    assert (mail.recipient, mail.channel, mail.camp) == (f"user:{owner.pk}", "mail", told.camp)
    assert mail.facts["cure"].startswith("The part of Campline that sends may be standing still")
    assert tell_owners(now=late + 6 * HOUR) == 1


@pytest.mark.django_db(transaction=True)
def test_the_mail_says_what_is_wrong_and_what_to_do(told, mailbox):
    owner = member_of(told.organisation)
    late = NOW + 3 * MINUTE
    tell_owners(now=late)
    run_tick(late)
    (mail,) = mailbox.to(owner.email)
    assert mail["Subject"] == "Something is wrong with the messages - Small Camp"
    text = mail.get_body(("plain",)).get_content()
    assert "messages should have left by now." in text
    assert "/camps/small/messages/" in text
    assert "Patient" not in text


@pytest.mark.parametrize("page", ["/camps/small/", "/camps/small/messages/"])
def test_who_runs_the_camp_sees_the_alarm_and_what_to_do(told, page, time_machine):
    time_machine.move_to(NOW + 3 * MINUTE, tick=False)
    said = words_of(signed_in(told.organisation).get(page))
    assert "messages should have left by now." in said
    assert "tell whoever runs it" in said
    assert "should have left by now." not in words_of(signed_in(told.organisation, "viewer").get(page))
