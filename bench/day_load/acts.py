"""The day goes on while it is looked at: somebody comes, is called, comes in, is sent on; real commits, one by one."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime
from uuid import uuid4

from django_scopes import scope

from bench.day_load.camp import Day
from camps.models import LaneName, Registration, Station
from scheduling.errors import SchedulingError
from scheduling.models import AT_A_STATION, Ticket, TicketState
from scheduling.services import calling
from scheduling.services.arriving import Act, check_in
from scheduling.services.sending_on import proposed_lane, send_on
from scheduling.services.tickets import Doing

EVERY_SECONDS = 2.0  # a camp of 500 in ten hours has one in five to ten: this is the harder case


class Team:
    """Does one act after the other: a check-in in four, else the next thing to do at one of the stations."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.draw = random.Random("acts")
        self.done: Counter[str] = Counter()
        with scope(organisation=day.camp.organisation):
            self.to_come = list(Registration.objects.filter(camp=day.camp, arrivals=None).order_by("number"))
            self.stations = [one for one in Station.objects.filter(camp=day.camp).order_by("pk") if one.serves]

    def act(self, *, now: datetime) -> str:
        """What was done; an act that the queue refuses is none, and another is tried."""
        with scope(organisation=self.day.camp.organisation):
            for _ in range(20):
                try:
                    name = self._act(now=now)
                except SchedulingError:
                    continue
                if name:
                    self.done[name] += 1
                    return name
        raise AssertionError("nothing is left to do on this day")

    def pause(self) -> float:
        """Acts come when they come, now and then two at once."""
        return self.draw.expovariate(1 / EVERY_SECONDS)

    def _act(self, *, now: datetime) -> str:
        if self.to_come and self.draw.random() < 0.25:
            act = Act(desk=self.day.desk, by=None, now=now, client_id=uuid4())
            check_in(registration=self.to_come.pop(), act=act, anyway=True)
            return "checked in"
        station = self.draw.choice(self.stations)
        doing = Doing(by=None, now=now, station=station)
        there = Ticket.objects.filter(station=station, state__in=AT_A_STATION).order_by("pk").first()
        if there is None:
            return "called" if calling.call_next(station=station, doing=doing) else ""
        if there.state == TicketState.CALLED:
            calling.start(ticket=there, doing=doing)
            return "came in"
        if station.serves == LaneName.THEATRE:
            return ""  # an operation is not over in two minutes
        send_on(ticket=there, lane=proposed_lane(there) or "", doing=doing)
        return "sent on"
