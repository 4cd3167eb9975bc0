"""Organisations with a member for each role, made through the services; the small camp comes from schedule.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.test import Client
from django_scopes import scope

from camps.models import (
    Absence,
    Camp,
    Contact,
    Doctor,
    Invitation,
    Kit,
    Member,
    Organisation,
    Procedure,
    Registration,
    Role,
    Shift,
    Station,
    StationClosure,
    User,
    Venue,
)
from camps.policy import EXPERT
from camps.services.camps import create_camp
from camps.services.doctors import add_doctor
from camps.services.invitations import invite
from camps.services.kit import add_kit
from camps.services.organisations import create_organisation
from camps.services.procedures import add_procedure
from camps.services.registrations import NewContact, NewPerson, register
from camps.services.shifts import add_absence, add_closure, add_shift
from camps.services.stations import add_station
from camps.services.venues import add_venue

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2027, 3, 1)
PASSWORD = "seven horses drink tea"
COLUMNS = [*Role.values, EXPERT]


@dataclass
class World:
    """One organisation with everything in it. `word` is in every text of it: found elsewhere, it leaked."""

    word: str
    organisation: Organisation
    members: dict[str, Member] = field(default_factory=dict)
    venue: Venue = None  # type: ignore[assignment]  # set by make_world
    camp: Camp = None  # type: ignore[assignment]
    station: Station = None  # type: ignore[assignment]
    kit: Kit = None  # type: ignore[assignment]
    procedure: Procedure = None  # type: ignore[assignment]
    doctor: Doctor = None  # type: ignore[assignment]
    expert: Doctor = None  # type: ignore[assignment]
    registration: Registration = None  # type: ignore[assignment]
    referred: Registration = None  # type: ignore[assignment]
    contact: Contact = None  # type: ignore[assignment]
    shift: Shift = None  # type: ignore[assignment]
    absence: Absence = None  # type: ignore[assignment]
    closure: StationClosure = None  # type: ignore[assignment]
    invitation: Invitation = None  # type: ignore[assignment]
    token: str = ""
    rows: dict[str, int] = field(default_factory=dict)  # what the apps above add, by name (tests/factories/decided.py)

    def client(self, column: str = Role.OWNER) -> Client:
        """A browser in which the member of this column is signed in."""
        client = Client()
        client.force_login(self.members[column].user)
        return client


def make_world(word: str = "Canary") -> World:
    """Everything an organisation can have, once: a camp of two days from 1 March 2027 in Lagos, two patients."""
    owner = make_user(f"owner@{word.lower()}.test", name=f"{word} Owner")
    world = World(word, create_organisation(name=f"{word} Team", owner=owner))
    with scope(organisation=world.organisation):
        _fill(world)
        for column in COLUMNS:
            world.members[column] = _member(world, column)
        world.invitation, world.token = invite(
            organisation=world.organisation, email=f"new@{word.lower()}.test", role=Role.DESK, by=owner, now=NOW
        )
    return world


def make_user(email: str, *, name: str = "Some Body") -> User:
    return User.objects.create_user(email, PASSWORD, name=name)


def make_camp(organisation: Organisation, *, name: str = "Camp", **values: Any) -> Camp:
    """A camp at a venue of its own, inside the organisation's scope; nothing is missing for publishing."""
    venue = values.pop("venue", None) or make_venue(organisation, name=f"{name} Hospital")
    given: dict[str, Any] = {
        "first_day": FIRST_DAY,
        "days": 2,
        "short_name": name[:20],
        "languages": ["en", "fr"],
        "help_phone": "+2348030000399",
        "preparation": f"{name}: bring your papers.",
        **values,
    }
    return create_camp(organisation=organisation, name=name, venue=venue, **given)


def make_venue(organisation: Organisation, *, name: str = "General Hospital", zone: str = "Africa/Lagos") -> Venue:
    return add_venue(
        organisation=organisation,
        name=name,
        country="NG",
        timezone=zone,
        meeting_point="gate 2",
        latitude=Decimal("4.777"),
        longitude=Decimal("7.013"),
    )


def _fill(world: World) -> None:
    organisation, word = world.organisation, world.word
    world.venue = make_venue(organisation, name=f"{word} Hospital")
    world.camp = make_camp(organisation, name=f"{word} Camp", venue=world.venue)
    camp = world.camp
    world.station = add_station(camp=camp, name=f"{word} Table", kind="table", opens=time(8), closes=time(18))
    world.kit = add_kit(camp=camp, name=f"{word} c-arm", count=2)
    world.procedure = add_procedure(
        camp=camp, code=f"{word[:4]}1", name=f"{word} operation", specialty="orthopaedics", median_min=60, p90_min=90
    )
    world.doctor = add_doctor(
        organisation=organisation,
        name=f"{word} Surgeon",
        role="surgeon",
        skills={"orthopaedics": "independent"},
        email=f"surgeon@{word.lower()}.test",
    )
    world.expert = add_doctor(organisation=organisation, name=f"{word} Expert", role="expert")
    morning, noon, evening = (camp.instant(camp.first_day, time(hour)) for hour in (8, 12, 17))
    world.shift = add_shift(camp=camp, doctor=world.doctor, starts_at=morning, ends_at=evening)
    world.absence = add_absence(doctor=world.doctor, starts_at=noon, ends_at=evening, reason=f"{word} reason")
    world.closure = add_closure(station=world.station, starts_at=noon, ends_at=evening, reason=f"{word} reason")
    world.registration = _registered(world, name=f"{word} Amadi", phone="+2348034075067")
    world.contact = Contact.objects.get(patient=world.registration.patient)
    world.referred = _registered(world, name=f"{word} Nuhu", phone="+2349057192965")
    world.referred.referred_to = world.expert
    world.referred.save()


def _registered(world: World, *, name: str, phone: str) -> Registration:
    person = NewPerson(
        name=name,
        birth_date=date(2015, 5, 17),
        town=f"{world.word} Town",
        contacts=(NewContact(kind="phone", value=phone, owner="guardian"),),
        guardian_name=f"{name} senior",
        complaint=f"{world.word} pain",
        procedure=world.procedure,
        family=f"{world.word} family",
        hb=Decimal("11.2"),
        agreed_to_texts=True,
    )
    return register(camp=world.camp, person=person, by=None, now=NOW)


def _member(world: World, column: str) -> Member:
    if column == Role.OWNER:
        return Member.objects.get(role=Role.OWNER)
    doctor = {Role.DOCTOR: world.doctor, EXPERT: world.expert}.get(column)
    user = make_user(f"{column}@{world.word.lower()}.test", name=f"{world.word} {column}")
    role = Role.DOCTOR if column == EXPERT else column
    return Member.objects.create(organisation=world.organisation, user=user, role=role, doctor=doctor)
