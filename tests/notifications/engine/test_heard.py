"""What is new for a patient is judged against what was sent last, not against what was drafted last."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django_scopes import scopes_disabled
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from notifications.models import Attempt, Message, MessageState, Told
from notifications.queries.preview import preview
from notifications.queries.reach import people_of
from notifications.services import fan_out as engine
from notifications.services.claiming import claim
from notifications.services.fan_out import fan_out
from tests.factories.schedule import NOW
from tests.factories.telling import add_mail, appointment_at, local, moved, tell_all

LATER = NOW + timedelta(days=1)


def said(**where):
    """(kind, state) of what a patient was told at once, in the order it was made."""
    return list(
        Message.objects.filter(rung="", registration__isnull=False, **where).order_by("id").values_list("kind", "state")
    )


def leave(now, *, state=MessageState.SENT, outcome=Attempt.Outcome.ACCEPTED, **where):
    """Everything that is due leaves, as the sweeper records it."""
    for message in Message.objects.filter(state=MessageState.PLANNED, due_at__lte=now, **where):
        n = message.attempts.count() + 1
        Attempt.objects.create(
            organisation_id=message.organisation_id,
            message=message,
            n=n,
            provider="fake",
            started_at=now,
            finished_at=now,
            outcome=outcome,
        )
        Message.objects.filter(pk=message.pk).update(state=state, ended_at=now, attempts_made=n)


@pytest.fixture
def heard(made):
    """Patient 1 was told 9 on the first day, and the text has left."""
    made.one = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    leave(NOW)
    return made


def there(made, *, now=LATER):
    moved(made.one, to=local(made, 1, 11), now=now)
    tell_all(made, now=now)


def back(made, *, now=LATER + timedelta(minutes=5)):
    moved(made.one, to=local(made, 0, 9), now=now)
    tell_all(made, now=now)


def test_moved_back_before_the_text_left_tells_nothing(heard):
    there(heard)
    back(heard)
    assert said() == [("booked", "sent"), ("moved", "superseded")]
    row = Told.objects.get(appointment=heard.one, recipient__startswith="contact:")
    assert (row.starts_at, row.revision) == (local(heard, 0, 9), 3)
    assert people_of(heard.camp).get(number=1).is_told


def test_who_was_moved_before_any_text_left_reads_where_and_when_not_what_changed(made):
    made.one = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    there(made)
    assert said() == [("booked", "superseded"), ("booked", "planned")]
    assert Message.objects.filter(rung="", kind="moved").count() == 0


def test_moved_back_before_the_text_left_brings_the_reminders_back(heard):
    rungs = Message.objects.filter(state="planned").exclude(rung="")
    before = list(rungs.order_by("due_at").values_list("rung", "due_at"))
    assert len(before) == 3
    there(heard)
    back(heard)
    assert list(rungs.order_by("due_at").values_list("rung", "due_at")) == before


def test_a_reminder_that_fell_due_meanwhile_is_not_lost(heard):
    due = Message.objects.get(rung="3d").due_at
    there(heard, now=due - timedelta(minutes=1))
    back(heard, now=due + timedelta(minutes=1))
    assert Message.objects.filter(rung="3d", state="planned").count() == 1


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (MessageState.SENT, Attempt.Outcome.ACCEPTED),
        (MessageState.UNKNOWN, Attempt.Outcome.UNKNOWN),
        (MessageState.LEASED, Attempt.Outcome.OPEN),
        (MessageState.PLANNED, Attempt.Outcome.UNKNOWN),
    ],
)
def test_moved_back_after_the_text_may_have_left_is_told(heard, state, outcome):
    there(heard)
    leave(LATER, state=state, outcome=outcome)
    back(heard)
    assert said()[-1] == ("moved", "planned")
    assert (
        Message.objects.latest("id").recipient == Told.objects.filter(recipient__startswith="contact:").get().recipient
    )


def test_a_text_that_a_worker_holds_but_has_not_begun_is_called_back(heard):
    there(heard)
    ids = claim(owner="worker", now=LATER, limit=9)
    assert len(ids) == 1
    back(heard)
    assert said() == [("booked", "sent"), ("moved", "superseded")]
    assert list(Message.objects.filter(pk__in=ids).values_list("state", "lease_owner")) == [("superseded", "")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_claimed_between_the_judging_and_the_calling_back(heard, monkeypatch):
    there(heard)
    judge, claimed = engine.judged, []

    def meanwhile(*what, **more):
        with ThreadPoolExecutor(1) as worker:
            claimed.extend(worker.submit(_claimed_elsewhere, LATER).result())
        return judge(*what, **more)

    monkeypatch.setattr(engine, "judged", meanwhile)
    back(heard)
    assert claimed == []
    assert said() == [("booked", "sent"), ("moved", "superseded")]


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_being_claimed_just_then_may_leave_so_the_patient_is_told(heard):
    there(heard)
    ready, done = Event(), Event()

    def claiming():
        try:
            with scopes_disabled(), transaction.atomic():
                claim(owner="worker", now=LATER, limit=9)
                ready.set()
                done.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as worker:
        claimed = worker.submit(claiming)
        ready.wait(30)
        try:
            back(heard)
        finally:
            done.set()
        claimed.result()
    assert said() == [("booked", "sent"), ("moved", "leased"), ("moved", "planned")]


def _claimed_elsewhere(now):
    try:
        with scopes_disabled():
            return claim(owner="worker", now=now, limit=9)
    finally:
        connection.close()


def test_moved_back_before_the_list_of_the_town_was_worked_off_leaves_nothing_on_it(made):
    made.registrations[0].patient.contacts.all().delete()
    made.one = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    leave(NOW)
    there(made)
    back(made)
    assert said() == [("booked", "sent"), ("moved", "superseded")]


def test_a_second_move_names_the_hour_that_was_heard_as_the_old_one(heard):
    there(heard)
    moved(heard.one, to=local(heard, 1, 15), now=LATER)
    tell_all(heard, now=LATER)
    message = Message.objects.filter(kind="moved", state="planned").get()
    assert message.facts["old_at"] == local(heard, 0, 9).isoformat()


def test_a_mail_that_left_has_the_phone_told_too(made):
    add_mail(made.registrations[0], "a@example.org")
    made.one = appointment_at(made, made.registrations[0], at=local(made, 0, 9))
    tell_all(made)
    leave(NOW)
    there(made)
    leave(LATER, channel="mail")
    assert said(kind="moved", channel="mail") == [("moved", "sent")]
    back(made)
    assert said(kind="moved", channel="sms") == [("moved", "superseded"), ("moved", "planned")]
    assert said(kind="moved", channel="mail") == [("moved", "sent"), ("moved", "planned")]


def test_the_page_before_publishing_says_that_the_message_is_withdrawn(heard):
    there(heard)
    moved(heard.one, to=local(heard, 0, 9), now=LATER)
    shown = preview(heard.camp, now=LATER)
    assert (len(shown.patients), len(shown.withdrawn), shown.tells_nobody) == (0, 1, False)


# Half of the walks begin where the first hour was heard; "at once" is told without a publishing.
BEGINNINGS = st.sampled_from([[], ["publish", "leave"]])
STEPS = st.lists(st.sampled_from(["at once A", "at once B", "C", "A", "publish", "leave", "fail to know"]), max_size=9)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(beginning=BEGINNINGS, steps=STEPS)
@example(beginning=["publish", "leave"], steps=["at once B", "at once A"])
@example(beginning=["publish", "leave"], steps=["at once B", "fail to know", "at once A"])
def test_at_rest_the_last_text_states_the_place_and_nobody_there_gets_another(made, beginning, steps):
    with transaction.atomic():
        _walk(made, [*beginning, *steps])
        transaction.set_rollback(True)


def _walk(made, steps):
    hours = {"A": local(made, 0, 9), "B": local(made, 0, 11), "C": local(made, 1, 9)}
    made.one = appointment_at(made, made.registrations[0], at=hours["A"])
    now = NOW
    for step in [*steps, "publish", "leave"]:
        now += timedelta(minutes=1)
        last = step[-1]
        if step == "publish":
            tell_all(made, now=now)
        elif step == "leave":
            knew = _last_heard(made)
            leave(now)
            assert _sent_now(made, now) <= 1, "doubled"
            assert not (_sent_now(made, now) and knew == _last_heard(made) and _sure(made)), "told what was known"
        elif step == "fail to know":
            leave(now, state=MessageState.UNKNOWN, outcome=Attempt.Outcome.UNKNOWN)
        else:
            made.one.refresh_from_db()
            if made.one.arrive_at != hours[last]:
                moved(made.one, to=hours[last], now=now, tell="at_once" if step.startswith("at once") else "on_publish")
                fan_out(now=now)
    made.one.refresh_from_db()
    assert _last_heard(made) == made.one.arrive_at.isoformat()


def _left(made):
    return Message.objects.filter(appointment=made.one, rung="", state__in=["sent", "unknown"]).order_by(
        "revision", "id"
    )


def _last_heard(made):
    last = _left(made).last()
    return last.facts["at"] if last else None


def _sure(made):
    """No message of unknown fate lies between what was sent and what is told now."""
    return not _left(made).filter(state="unknown").exists()


def _sent_now(made, now):
    return _left(made).filter(ended_at=now).count()
