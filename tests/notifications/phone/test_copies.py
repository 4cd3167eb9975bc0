"""Ten copies of one call have one effect, whether they come one by one, all at once, or under other numbers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django_scopes import scope, scopes_disabled

from notifications.channels.incoming import TextIn
from notifications.models import Answer, InboundEvent, Message
from notifications.services import taking_in
from notifications.services.answers import phone as phone_answers
from scheduling.models import Appointment, ScheduleChange
from tests.factories.schedule import NOW, small_camp
from tests.notifications.phone.conftest import LATER, PHONE, kinds_sent_back, tell

COPIES = 10


def effects() -> dict[str, int]:
    return {
        "answers": Answer.objects.count(),
        "confirmations": ScheduleChange.objects.filter(kind="confirmed").count(),
        "sent back": Message.objects.filter(rung__startswith="in:").count(),
    }


ONE = {"answers": 1, "confirmations": 1, "sent back": 1}


def states() -> list[str]:
    with scopes_disabled():
        return list(InboundEvent.objects.order_by("pk").values_list("state", flat=True))


def test_one_by_one(told, phone):
    for _ in range(COPIES):
        phone.says("1", event_id="same")
    assert (effects(), states()) == (ONE, ["done"])


def test_under_ever_new_numbers(told, phone):
    for n in range(COPIES):
        phone.says("1", event_id=f"other-{n}", at=LATER - timedelta(seconds=n))
    assert effects() == ONE
    assert states() == ["done"] + ["ignored"] * (COPIES - 1)


def test_the_same_words_a_minute_later_are_a_text_of_their_own(told, phone):
    phone.says("1", at=LATER - timedelta(seconds=90))
    phone.says("1", at=LATER)
    assert states() == ["done", "done"]


def test_yes_no_and_yes_within_a_minute_is_a_yes(told, phone, clock):
    for text in ("1", "2", "1"):
        phone.says(text)
        clock.shift(10)
    assert states() == ["done"] * 3
    assert Appointment.objects.get().confirmed_at is not None


def test_another_phone_may_say_the_same(told, phone):
    phone.says("STOP")
    phone.number = "+2348030000002"
    phone.says("STOP")
    assert states() == ["done", "done"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("numbered", ["same", "rotating"])
def test_all_at_once(told, numbered):
    """Ten connections, one barrier."""
    barrier = Barrier(COPIES)

    def call(n: int) -> None:
        event_id = "same" if numbered == "same" else f"id-{n}"
        text = TextIn(
            provider="local", event_id=event_id, channel="sms", sender=PHONE, to="+1", text="1", at=LATER
        )  # fmt: skip
        try:
            barrier.wait(30)
            taking_in.take_text(text, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(COPIES) as pool:
        list(pool.map(call, range(COPIES)))
    assert effects() == ONE
    assert sorted(states()) == (["done"] if numbered == "same" else ["done"] + ["ignored"] * (COPIES - 1))


def test_a_text_that_can_not_be_acted_on_is_kept_and_tried_again(told, phone, monkeypatch, clock):
    def broken(*_, **__):
        raise RuntimeError("a bug of ours")

    with monkeypatch.context() as patch:
        patch.setattr(phone_answers, "hear", broken)
        phone.says("1")
        assert (states(), effects()["answers"]) == (["new"], 0)
    clock.shift(30)
    assert taking_in.act_on_waiting(now=LATER + timedelta(seconds=30)) == 1
    assert (states(), effects()) == (["done"], ONE)


def test_after_an_hour_it_is_kept_aside_with_the_reason(told, phone, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("a bug of ours, with +2348030000001 in it")

    monkeypatch.setattr(phone_answers, "hear", broken)
    phone.says("1")
    assert taking_in.act_on_waiting(now=LATER + timedelta(minutes=59)) == 0
    assert taking_in.act_on_waiting(now=LATER + timedelta(minutes=60)) == 1
    with scopes_disabled():
        event = InboundEvent.objects.get()
    assert (event.state, event.reason) == ("aside", "It could not be acted on (RuntimeError).")
    assert event.organisation == told.organisation, "so that its people see it"


def test_what_is_kept_aside_goes_to_the_organisation_that_wrote_last_not_to_any_that_has_the_number(
    told, phone, monkeypatch
):
    with scopes_disabled():
        other = small_camp(slug="other")  # its patients have the same phones
    with scope(organisation=other.organisation):
        tell(other, now=NOW + timedelta(hours=1))

    def broken(*_, **__):
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(phone_answers, "hear", broken)
    phone.says("1")
    assert taking_in.act_on_waiting(now=LATER + timedelta(minutes=60)) == 1
    with scopes_disabled():
        event = InboundEvent.objects.select_related("organisation").get()
    assert (event.state, event.organisation) == ("aside", other.organisation)


def test_a_broken_text_stops_no_other(told, phone, monkeypatch):
    hear = phone_answers.hear

    def picky(text, **more):
        if text.text == "poison":
            raise RuntimeError
        return hear(text, **more)

    monkeypatch.setattr(phone_answers, "hear", picky)
    phone.says("poison")
    phone.says("1")
    assert kinds_sent_back() == ["answer_coming"]
