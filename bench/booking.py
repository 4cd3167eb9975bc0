"""Bookings a second through the real service, against the bare statement: the same rows in one CTE, autocommit.

Spread: each client books places nobody else wants. Racing: all clients want the same places in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from bench.clients import Run, run_clients
from bench.figures import Figure, percentile
from bench.many_tables import CELLS, Wish, add_cancelled_appointments, make_wishes, with_body
from camps.models import Organisation
from scheduling.errors import Taken
from scheduling.intervals import instant
from scheduling.models import Appointment
from scheduling.services.booking import SYSTEM, book

RACES = 60
BARE = """
WITH h AS (
  INSERT INTO scheduling_allocation (organisation_id, appointment_id, resource_id, part, period, live)
  SELECT %(organisation)s, %(appointment)s, w.resource, w.part, tstzrange(w.starts, w.ends, '[)'), true
  FROM unnest(%(resources)s::bigint[], %(parts)s::text[], %(starts)s::timestamptz[], %(ends)s::timestamptz[])
    AS w(resource, part, starts, ends) ORDER BY w.resource ON CONFLICT DO NOTHING RETURNING 1
), c AS (
  INSERT INTO scheduling_schedulechange (organisation_id, camp_id, appointment_id, kind, tell, reason, said_by, at)
  SELECT %(organisation)s, %(camp)s, %(appointment)s, 'booked', 'on_publish', '', 'staff', now()
  WHERE (SELECT count(*) FROM h) = cardinality(%(resources)s::bigint[])
)
SELECT count(*) FROM h
"""


def run() -> Iterator[Figure]:
    """Rates and the slowest per cent at 8 and 32 clients, and the ratio to the bare statement."""
    for clients in (8, 32):
        bare = spread(clients, bare_act)
        ours = spread(clients, service_act)
        yield Figure(f"booking.bare.{clients}", bare.rate("won"), "bookings/s")
        yield Figure(f"booking.spread.{clients}", ours.rate("won"), "bookings/s")
        yield Figure(f"booking.spread.{clients}.to_bare", ours.rate("won") / bare.rate("won"), "ratio", at_least=0.25)
        yield Figure(f"booking.spread.{clients}.p99", percentile(ours.took, 99) * 1000, "ms", at_most=1000)
        race = racing(clients, service_act)
        yield Figure(f"booking.race.{clients}", race.rate(), "tries/s")
        yield Figure(f"booking.race.{clients}.winners", race.ended.count("won") / RACES, "a place", 1, 1)
        yield Figure(f"booking.race.{clients}.p99", percentile(race.took, 99) * 1000, "ms", at_most=1000)
        others = [end for run in (ours, race) for end in run.ended if end not in ("won", "taken")]
        yield Figure(f"booking.errors.{clients}", len(others), "errors", at_most=0, note=", ".join(sorted(set(others))))


def spread(clients: int, act: Callable[[int], Callable[[Wish], str]]) -> Run:
    wishes = make_wishes(CELLS)
    add_cancelled_appointments(wishes)
    return run_clients(clients, act, [wishes[number::clients] for number in range(clients)])


def racing(clients: int, act: Callable[[int], Callable[[Wish], str]]) -> Run:
    """Each client brings patients of its own to the same RACES places, after one in a quiet place to warm up."""
    wishes = make_wishes((RACES + 1) * clients)
    work = []
    for number in range(clients):
        mine = wishes[number * RACES : (number + 1) * RACES]
        alone, quiet = wishes[RACES * clients + number], wishes[min(len(wishes), CELLS) - 1 - number]
        work.append([taking(alone, quiet), *(taking(own, wishes[race]) for race, own in enumerate(mine))])
    return run_clients(clients, act, work)


def taking(own: Wish, other: Wish) -> Wish:
    """The patient of one wish at the place of the other."""
    body = next(hold.resource for hold in own.place.holds if hold.part == "patient")
    return own._replace(place=with_body(other.place, body))


def service_act(number: int) -> Callable[[Wish], str]:
    """The real service, as a view or the fill calls it."""
    organisation = Organisation.objects.get(slug="bench-team")

    def act(wish: Wish) -> str:
        try:
            with scope(organisation=organisation):
                book(
                    registration_id=wish.registration,
                    place=wish.place,
                    procedure_ids=[wish.procedure],
                    actor=SYSTEM,
                    now=timezone.now(),
                )
        except Taken:
            return "taken"
        except Exception as error:  # noqa: BLE001 - counted and shown
            return type(error).__name__
        return "won"

    return act


def bare_act(number: int) -> Callable[[Wish], str]:
    """One statement, autocommit, no check: what PostgreSQL itself can do here."""
    with scopes_disabled():
        appointments = dict(Appointment.objects.order_by().values_list("registration_id", "pk"))
    connection.ensure_connection()

    def act(wish: Wish) -> str:
        holds = wish.place.holds
        with connection.cursor() as cursor:
            cursor.execute(
                BARE,
                {
                    "organisation": wish.organisation,
                    "camp": wish.camp,
                    "appointment": appointments[wish.registration],
                    "resources": [hold.resource for hold in holds],
                    "parts": [hold.part for hold in holds],
                    "starts": [instant(hold.span[0]) for hold in holds],
                    "ends": [instant(hold.span[1]) for hold in holds],
                },
            )
            return "won" if cursor.fetchone()[0] == len(holds) else "taken"

    return act
