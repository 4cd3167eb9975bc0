"""A broken calendar object never leaves: the mail goes without it, and the log says which rule it broke."""

import logging

import pytest

from notifications.ical.errors import CalendarRefused
from notifications.ical.invitation import request
from notifications.models import Message
from notifications.services.calendar_parts import fit_to_leave
from tests.notifications.ical.events import a_shift

GOOD = request(a_shift())


def refuse() -> bytes:
    raise CalendarRefused("attendee", "Ruby Canary", "give one plain address")


def test_a_faultless_one_leaves_as_it_is() -> None:
    assert fit_to_leave(lambda: GOOD, Message(pk=7)) == GOOD


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (lambda: GOOD.replace(b"DTEND:20270309T13", b"DTEND:20270309T06"), "end-after-start"),
        (lambda: GOOD.replace(b"SUMMARY:", b"SUMMARY:Ruby Canary; "), "escaping"),
        (refuse, "attendee"),
    ],
)
def test_a_broken_one_stays_behind_and_its_rule_is_named_without_its_words(broken, rule, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        assert fit_to_leave(broken, Message(pk=7)) == b""
    [line] = caplog.records
    assert (line.message_id, line.rules) == (7, [rule])
    assert "Canary" not in str(vars(line))
