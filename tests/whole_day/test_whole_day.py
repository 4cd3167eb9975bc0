"""A whole day of `ogoni` through the real pages, from arrival to close: several desks and stations at once."""

import logging

import pytest
import time_machine
from django_scopes import scopes_disabled

from tests.notifications.conftest import mailbox
from tests.whole_day.camp import SMALL, THE_WEEK_BEFORE, WHOLE, prepare
from tests.whole_day.clerks import Site
from tests.whole_day.count import Count
from tests.whole_day.day import Day
from tests.whole_day.ends import Ends

__all__ = ["mailbox"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]


@pytest.fixture
def clock(live_server, settings, mailbox):
    """The product's clock, which stands still but where the script moves it."""
    settings.PUBLIC_URL = live_server.url
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with time_machine.travel(THE_WEEK_BEFORE, tick=False) as moved, scopes_disabled():
        yield moved


@pytest.mark.parametrize(
    "size", [pytest.param(SMALL, id="small"), pytest.param(WHOLE, id="whole", marks=pytest.mark.long)]
)
def test_a_day_from_arrival_to_close_is_as_the_script_counts_it(live_server, clock, size):
    """Nobody lost, no double call, each order explained, one fate each, and the report true."""
    site = Site(live_server.url, prepare(size), Count())
    with Day(site, size, clock.move_to) as day:
        day.begin(seed=7)
        day.run()
        day.orders_are_kept()
        ends = Ends(day)
        ends.closes()
        ends.who_moves_is_told()
        ends.report()
    assert not site.count.faults, "\n".join(site.count.faults)
