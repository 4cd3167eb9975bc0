"""The small camp on its first morning: points where people are served in turn, a desk, and people who came."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django_scopes import scope

from camps.models import LaneName, Registration, Station
from scheduling.models import Appointment, Arrival, Desk, Ticket
from scheduling.services.arriving import Act, check_in
from scheduling.services.desks import open_desk
from scheduling.services.tickets import Doing
from tests.factories.camps import World
from tests.factories.schedule import FIRST_DAY, SmallCamp

POINTS = {"Vitals 1": LaneName.VITALS, "Vitals 2": LaneName.VITALS, "Way out": LaneName.DISCHARGE}


def seven(made: SmallCamp) -> datetime:
    """Seven in the morning of the first day."""
    return made.camp.instant(FIRST_DAY, time(7))


def open_hall(made: SmallCamp) -> SmallCamp:
    """Two vitals points and the way out; `made.desk` is open. In the scope of the organisation."""
    for name, lane in POINTS.items():
        made.stations[name] = Station.objects.create(
            organisation=made.organisation,
            camp=made.camp,
            name=name,
            kind="point",
            lane=lane,
            opens=time(7),
            closes=time(18),
        )
    made.desk = another_desk(made)  # type: ignore[attr-defined]
    return made


def another_desk(made: SmallCamp) -> Desk:
    return open_desk(camp=made.camp, device=uuid4(), by=None, now=seven(made))


def act_at(desk: Desk, now: datetime, *, client_id: UUID | None = None, **more: object) -> Act:
    return Act(desk=desk, by=None, now=now, client_id=client_id or uuid4(), **more)  # type: ignore[arg-type]


def arrive(made: SmallCamp, registration: Registration, *, minutes: int = 0, anyway: bool = False) -> Arrival:
    """Checked in so many minutes after seven."""
    now = seven(made) + timedelta(minutes=minutes)
    return check_in(registration=registration, act=act_at(made.desk, now), anyway=anyway).arrival  # type: ignore[attr-defined]


def ticket_of(arrival: Arrival) -> Ticket:
    """The one open ticket, or the newest."""
    return arrival.tickets.order_by("-pk")[0]


def doing(now: datetime, **more: object) -> Doing:
    return Doing(by=None, now=now, **more)  # type: ignore[arg-type]


def booked(made: SmallCamp, registration: Registration, *, at: datetime, station: str = "Desk") -> Appointment:
    """A bare appointment on that hour; its holds are no matter of the queue."""
    procedure = registration.procedure
    return Appointment.objects.create(
        organisation=made.organisation,
        camp=made.camp,
        venue=made.camp.venue,
        registration=registration,
        kind="operation" if procedure and procedure.is_operation else "consultation",
        station=made.stations[station],
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        arrive_at=at,
    )


def own_ticket(world: World) -> Ticket:
    """Who was referred waits in an organisation's camp on its first morning; the same one however often it is asked."""
    with scope(organisation=world.organisation):
        found = Ticket.objects.filter(camp=world.camp).first()
        if found is not None:
            return found
        now = world.camp.instant(world.camp.first_day, time(7))
        desk = open_desk(camp=world.camp, device=uuid4(), by=None, now=now)
        return ticket_of(check_in(registration=world.referred, act=act_at(desk, now)).arrival)
