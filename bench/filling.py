"""Seconds to fill all of `taraba`: 900 people, ten days, six tables; and to fan out what was placed."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import connection
from django_scopes import scope, scopes_disabled

from bench.figures import Figure
from camps.models import Decision, Organisation, Registration
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.sheets.bundle import read_bundle
from notifications.models import Message
from notifications.services.fan_out import fan_out
from notifications.services.publishing import publish
from notifications.services.sample_camp import FOLDER
from scheduling.services.booking import SYSTEM
from scheduling.services.decisions import screen_camp
from scheduling.services.filling import fill_camp
from tests.factories.schedule import NOW


def run() -> Iterator[Figure]:
    """The filling by the same service as the button; the fan-out by the worker's."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
    team = Organisation.objects.create(name="Bench", slug="bench")
    bundle = read_bundle(FOLDER.parent / "taraba")
    with scope(organisation=team):
        camp = load_camp(organisation=team, bundle=bundle)
        with bundle.registrations.open("rb") as sheet:
            import_sheet(camp=camp, file=sheet, name="registrations.csv", agreed_to_texts=True, by=None, now=NOW)
        screen_camp(camp=camp, now=NOW)
        listed = Registration.objects.filter(decision=Decision.LISTED).count()
        begun = time.perf_counter()
        filled = fill_camp(camp=camp, actor=SYSTEM, now=NOW)
        seconds = time.perf_counter() - begun
        yield Figure("filling.taraba", seconds, "s", at_most=10, note=f"{len(filled.placed)} of {listed} placed")
        publish(camp, by=None, now=NOW)
    begun = time.perf_counter()
    fan_out(now=NOW)
    seconds = time.perf_counter() - begun
    with scopes_disabled():
        made = Message.objects.count()
    yield Figure("fan_out.taraba", seconds, "s", at_most=10, note=f"{made} messages")
