"""What the apps above add to an organisation: an appointment that needs cover, a wish, a filling, a call, an answer."""

from __future__ import annotations

from datetime import time
from hashlib import sha256

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django_scopes import scope

from camps.models import Resource
from notifications.models import InboundMail, InboundState, Message, Template
from scheduling.models import Allocation, Appointment, Arrival, Desk, Filling, Plan, Ticket, TicketEvent, TimeRequest
from scheduling.planning.json_form import problem_to_json
from scheduling.queries.planning import camp_problem
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
        of = camp_problem(camp, now=NOW)
        plan = Plan.objects.create(
            **own,
            camp=camp,
            state="done",
            problem=problem_to_json(of.problem),
            zeros=list(of.zeros),
            trouble=f"{world.word} trouble",
            asked_at=NOW,
            read_at=NOW,
        )
        change = Plan.objects.create(
            **own,
            camp=camp,
            kind="change",
            state="done",
            aim="right",
            change={"change": {"what": "nothing", "day": 0}},
            problem=problem_to_json(of.problem),
            zeros=list(of.zeros),
            violations=[{"rule": "known", "words": f"{world.word} words"}],
            asked_at=NOW,
            read_at=NOW,
        )
        message = Message.objects.create(
            **own,
            camp=camp,
            appointment=appointment,
            registration=world.referred,
            kind="booked",
            channel="call",
            recipient=f"patient:{world.referred.patient_id}",
            idem_key=f"{world.word}:1",
            body=f"{world.word} text",
            due_at=NOW,
            not_after=starts,
            created_at=NOW,
        )
        Template.objects.create(
            **own,
            camp=camp,
            kind="booked",
            channel="sms",
            language="en",
            version=1,
            body=f"{world.word} text: {{day}}, {{time}}",
            made_at=NOW,
        )
        mail = InboundMail.objects.create(
            **own,
            camp=camp,
            appointment=appointment,
            sha256=sha256(world.word.encode()).hexdigest(),
            said=f"{world.word} says no",
            raw=b"",
            received_at=NOW,
            state=InboundState.ASIDE,
        )
        desk = Desk.objects.create(**own, camp=camp, letter="A", opened_at=NOW, seen_at=NOW)
        arrival = Arrival.objects.create(
            **own,
            camp=camp,
            registration=world.referred,
            desk=desk,
            day=camp.first_day,
            letter="A",
            number=1,
            kind="on_time",
            at=NOW,
        )
        hour = {"queued_at": NOW, "counts_from": NOW, "changed_at": NOW}
        ticket = Ticket.objects.create(
            **own, camp=camp, arrival=arrival, registration=world.referred, day=arrival.day, lane="theatre", **hour
        )
        event = TicketEvent.objects.create(
            **own, camp=camp, ticket=ticket, act="queued", reason=f"{world.word} reason", at=NOW, recorded_at=NOW
        )
    made = {
        "arrival": arrival,
        "ticket": ticket,
        "ticket_event": event,
        "appointment": appointment,
        "request": wish,
        "filling": filling,
        "plan": plan,
        "change": change,
        "message": message,
        "mail": mail,
    }
    world.rows |= {name: row.pk for name, row in made.items()}
    return world
