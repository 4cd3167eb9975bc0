"""A doctor's own calendar, for the walks over all addresses: made once, at first need."""

from __future__ import annotations

from django_scopes import scope

from notifications.models import BusyCalendar
from notifications.services.busy_calendars import add_calendar
from tests.factories.camps import NOW, World


def own_busy(world: World) -> BusyCalendar:
    """The calendar of the doctor who is a member."""
    with scope(organisation=world.organisation):
        known = BusyCalendar.objects.filter(doctor=world.doctor).first()
        address = "https://calendar.example.org/private/basic.ics"
        return known or add_calendar(doctor=world.doctor, name="Hospital", address=address, by=None, now=NOW)
