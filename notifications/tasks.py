"""Celery only says "look now": the rows say what is due, so a lost, doubled or late tick changes nothing."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from notifications.services import alerting, busy_calendars, inbound, offers, sweep, taking_in
from notifications.services.round_clock import round_clock

logger = logging.getLogger(__name__)

# A row that is begun at the end (a slow mail server takes up to 25 s) ends before the soft limit of 100 s.
A_ROUND = timedelta(seconds=70)


@shared_task(name="notifications.tick")
def tick(**kwargs: Any) -> None:
    """Tell what is still to be told, and read what came back. Safe to run any number of times at once."""
    clock = round_clock()
    offers.ask_the_next(now=clock())
    sweep.tick(clock=clock, until=clock() + A_ROUND, pause=time.sleep)
    inbound.read_new(now=timezone.now())
    taking_in.act_on_waiting(now=timezone.now())
    alerting.tell_owners(now=timezone.now())


@shared_task(name="notifications.read_busy")
def read_busy(**kwargs: Any) -> None:
    """Read the doctors' own calendars whose hour has come. Safe to run any number of times at once."""
    busy_calendars.read_due(clock=timezone.now, until=timezone.now() + A_ROUND)


def read_busy_on_commit() -> None:
    """Have a new calendar read as soon as its row is committed; lost, it waits for the next beat."""
    transaction.on_commit(read_busy.delay, robust=True)


def wake() -> None:
    """Have a worker look now; for receivers, after what they took in is committed. Lost, it costs half a minute."""
    try:
        tick.delay()
    except OperationalError:
        logger.info("the queue is away; the next beat looks anyway")


def wake_on_commit() -> None:
    """Have a worker look as soon as this transaction is committed; for views, after what must be told soon.

    A wake-up lost on the way (Redis away) costs half a minute and no page: the next beat looks anyway.
    """
    transaction.on_commit(tick.delay, robust=True)
