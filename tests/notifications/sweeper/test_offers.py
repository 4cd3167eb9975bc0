"""An offer leaves as one text while it is open, and never after; the rounds ask one after the other."""

from datetime import timedelta

import pytest

from notifications.channels.errors import refused_for_good
from notifications.models import Message
from notifications.services.fan_out import fan_out
from notifications.tasks import tick
from scheduling.models import StandbyOffer
from scheduling.services.slots import make_slots
from scheduling.services.standby_offers import withdraw_offer
from tests.factories.offers import ask_both, free_and_wait
from tests.factories.telling import local, run_tick

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def seven(told):
    now = local(told, 0, 7)
    told.camp.refresh_from_db()
    make_slots(camp=told.camp)
    free_and_wait(told, now=now)
    return now


def offer_message():
    return Message.objects.get(kind="offer")


def test_the_text_says_hour_and_until_when_with_the_link_in_one_segment(told, seven, phone):
    ask_both(told, now=seven)
    for _ in range(3):
        run_tick(seven)
    row = offer_message()
    assert (row.state, row.segments, row.attempts.count()) == ("sent", 1, 1), row.why
    body = next(body for _, body in phone.sent if body == row.body)
    assert body.startswith("Small Camp: a place has become free today, Monday 1 March, 8am")
    assert "Tell us by 7:30am" in body
    assert body.endswith("/o/1")


def test_one_that_was_taken_back_before_its_text_left_never_leaves(told, seven):
    offer = ask_both(told, now=seven)
    fan_out(now=seven)
    withdraw_offer(offer=offer, by=None, now=seven)
    run_tick(seven)
    assert (offer_message().state, offer_message().attempts.count()) == ("superseded", 0)


def test_the_beat_asks_the_next_when_the_time_is_over(told, seven, monkeypatch):
    offer = ask_both(told, now=seven)
    later = offer.expires_at + timedelta(seconds=1)
    monkeypatch.setattr("notifications.tasks.round_clock", lambda: lambda: later)
    tick()
    tick()
    assert list(StandbyOffer.objects.order_by("pk").values_list("state", flat=True)) == ["expired", "open"]


def test_where_no_text_gets_through_a_person_calls(told, seven, phone):
    phone.faults["*"] = [refused_for_good("no such number")] * 3
    ask_both(told, now=seven)
    run_tick(seven)
    text, call = Message.objects.filter(kind="offer").order_by("pk")
    assert (text.channel, text.state, call.channel, call.state) == ("sms", "failed", "call", "planned")
    assert (call.instead_of, call.not_after) == (text, text.not_after)
