"""Two devices at one table say the same thing at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django_scopes import scope, scopes_disabled

from scheduling.models import Milestone, Timing
from scheduling.services.booking import SYSTEM
from scheduling.services.filling import fill_camp
from scheduling.services.theatre.marking import mark
from tests.factories.schedule import NOW, small_camp
from tests.factories.theatre import operations, went

DEVICES = 8


def test_devices_that_say_it_at_once_write_one_row_and_all_are_content(transactional_db):
    with scopes_disabled():
        made = small_camp(patients=1)
    with scope(organisation=made.organisation):
        fill_camp(camp=made.camp, actor=SYSTEM, now=NOW)
        (one,) = operations()
        went(one, wheels_in=0, knife=5)
    begin = threading.Barrier(DEVICES)
    out = one.starts_at + timedelta(minutes=50)

    def say(device: int) -> int:
        try:
            with scope(organisation=made.organisation):
                begin.wait()
                at = out + timedelta(seconds=device)
                return mark(appointment=one, kind="out", at=at, by=None, now=at, client_id=uuid4()).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(DEVICES) as pool:
        rows = set(pool.map(say, range(DEVICES)))
    with scope(organisation=made.organisation):
        row = Milestone.objects.get(kind="out")
        assert rows == {row.pk}
        assert Timing.objects.get().ended_at == row.at
