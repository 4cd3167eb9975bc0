"""A list costs as many queries with three rows as with one."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from camps.models import Member
from camps.services.doctors import add_doctor
from camps.services.invitations import invite
from camps.services.kit import add_kit
from camps.services.patients import add_contact
from camps.services.procedures import add_procedure
from camps.services.shifts import add_absence, add_closure, add_shift
from camps.services.stations import add_station
from tests.factories.camps import NOW, make_camp, make_user, make_venue


def one_more_of_everything(world, n: int) -> None:
    organisation, camp = world.organisation, world.camp
    make_camp(organisation, name=f"Camp {n}", venue=make_venue(organisation, name=f"Venue {n}"))
    station = add_station(camp=camp, name=f"Table {n}", kind="table", opens=time(8), closes=time(18))
    add_kit(camp=camp, name=f"Kit {n}", count=1)
    add_procedure(camp=camp, code=f"P{n}", name=f"P{n}", median_min=1, p90_min=2)
    doctor = add_doctor(organisation=organisation, name=f"Doctor {n}", role="surgeon", skills={"any": "trainee"})
    opens, closes = camp.instant(camp.first_day, time(8)), camp.instant(camp.first_day, time(9))
    add_shift(camp=camp, doctor=doctor, starts_at=opens, ends_at=closes)
    add_absence(doctor=doctor, starts_at=opens, ends_at=closes)
    add_closure(station=station, starts_at=opens, ends_at=closes)
    add_contact(patient=world.registration.patient, kind="mail", value=f"{n}@example.test")
    Member.objects.create(organisation=organisation, user=make_user(f"{n}@example.test"), role="viewer")
    invite(organisation=organisation, email=f"x{n}@example.test", role="desk", by=None, now=NOW)


PAGES = [
    "/camps/", "/venues/", "/doctors/", "/members/", "{camp}settings/stations/", "{camp}settings/kits/",
    "{camp}settings/procedures/", "{camp}settings/doctors/", "{camp}settings/availability/", "{camp}registrations/1/",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_a_list_costs_the_same_with_three_rows_as_with_one(world, client, page):
    path = page.format(camp=f"/camps/{world.camp.slug}/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    queries()  # the first request writes the session's sign of life
    with scope(organisation=world.organisation):
        one_more_of_everything(world, 1)
    with_few = queries()
    with scope(organisation=world.organisation):
        one_more_of_everything(world, 2)
        one_more_of_everything(world, 3)
    assert queries() == with_few
