"""A round asks once whether anything waits; each thing that a round does is noticed by that one look."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from notifications.channels.incoming import Receipt, ReceiptIn
from notifications.models import Message
from notifications.queries.at_hand import at_hand
from notifications.services import receipts
from notifications.services.sweep import sweep
from tests.factories.schedule import NOW

pytestmark = pytest.mark.django_db(transaction=True)

SECOND = timedelta(seconds=1)


def waits(now=NOW):
    found = at_hand(now=now)
    return {name for name in found.__dataclass_fields__ if getattr(found, name)}


def put(**values):
    """Everything that was planned stands like this."""
    Message.objects.update(**values)


def test_a_round_with_nothing_to_do_is_one_statement(made):
    with (
        scopes_disabled(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        sweep(clock=lambda: NOW, until=NOW + timedelta(hours=1))
    assert len(asked) == 1
    assert at_hand(now=NOW).nothing


def test_what_is_due_is_noticed_to_the_second(told):
    put(due_at=NOW, not_after=NOW + timedelta(days=1))
    assert (waits(NOW - SECOND), waits(NOW)) == (set(), {"due"})


def test_what_people_do_by_hand_is_not_due_but_may_be_too_late(told):
    put(channel="call", due_at=NOW, not_after=NOW + SECOND)
    assert (waits(NOW), waits(NOW + SECOND)) == (set(), {"late"})


def test_what_a_dead_worker_held_is_noticed_when_its_lease_is_over(told):
    put(state="leased", lease_owner="gone", leased_until=NOW)
    assert (waits(NOW - SECOND), waits(NOW)) == (set(), {"left_behind"})


def test_what_is_not_known_is_noticed_until_it_is_settled(told):
    put(state="unknown", due_at=NOW, ended_at=None)
    assert (waits(NOW - SECOND), waits(NOW)) == (set(), {"unknown"})
    put(ended_at=NOW)
    assert waits(NOW) == set()


def test_a_receipt_that_did_not_come_and_one_that_came_early_are_noticed(told):
    put(state="sent", ended_at=NOW, receipt_due_at=NOW)
    assert (waits(NOW - SECOND), waits(NOW)) == (set(), {"missing_receipts"})
    put(receipt_due_at=None)
    early = ReceiptIn(provider="fake", event_id="e", provider_ref="ref-9", receipt=Receipt.DELIVERED, detail="")
    assert receipts.apply(early, now=NOW) == "new"
    assert waits(NOW) == {"early_receipts"}
