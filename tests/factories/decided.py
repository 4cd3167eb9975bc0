"""What the schedule adds to an organisation: an appointment that needs cover, a wish for another time, a filling."""

from __future__ import annotations

from datetime import time

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django_scopes import scope

from camps.models import Resource
from scheduling.models import Allocation, Appointment, Filling, TimeRequest
from tests.factories.camps import NOW, World


def decide(world: World) -> World:
    """Add one of each to `world.rows`, by name, for the person who was referred."""
    camp = world.camp
    starts, ends = camp.instant(camp.first_day, time(9)), camp.instant(camp.first_day, time(10))
    own = {"organisation": world.organisation}
    with scope(**own):
        appointment = Appointment.objects.create(
            **own,
            camp=camp,
            venue=world.venue,
            registration=world.referred,
            kind="operation",
            station=world.station,
            starts_at=starts,
            ends_at=ends,
            arrive_at=starts,
            needs_cover=f"{world.word} reason",
        )
        appointment.procedures.add(world.procedure)
        for part, resource in (
            ("station", Resource.objects.get(station=world.station)),
            ("surgeon", Resource.objects.get(doctor=world.doctor)),
            ("patient", Resource.objects.get(patient=world.referred.patient)),
        ):
            period = DateTimeTZRange(starts, ends)
            Allocation.objects.create(**own, appointment=appointment, resource=resource, part=part, period=period)
        wish = TimeRequest.objects.create(**own, appointment=appointment, note=f"{world.word} note", asked_at=NOW)
        filling = Filling.objects.create(**own, camp=camp, state="done", placed=[appointment.pk], asked_at=NOW)
    world.rows |= {"appointment": appointment.pk, "request": wish.pk, "filling": filling.pk}
    return world
