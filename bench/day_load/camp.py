"""A day of `ogoni` at its fullest hour: its people and its tables, 1,000 phones of who came, half of them served."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django_scopes import scope, scopes_disabled

from camps.models import Camp, Doctor, LaneName, Member, Organisation, Registration, Role, Station, User
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.services.registrations import NewPerson, register_many
from camps.services.stations import add_usual_points
from camps.sheets.bundle import read_bundle
from notifications.models import Message, MessageState
from notifications.services.fan_out import fan_out
from notifications.services.links import links_for
from notifications.services.publishing import publish
from notifications.services.sample_camp import FOLDER
from scheduling.models import (
    Appointment,
    AppointmentState,
    Arrival,
    ArrivalKind,
    Desk,
    Ticket,
    TicketAct,
    TicketEvent,
    TicketState,
)
from scheduling.queries.board_links import board_state
from scheduling.services.board_links import renew_board_link
from scheduling.services.booking import SYSTEM
from scheduling.services.decisions import screen_camp
from scheduling.services.desks import open_desk
from scheduling.services.filling import fill_camp
from scheduling.views.addresses import page_of

PHONES, BOARDS = 1_000, 200
TO_COME = 60  # people whom the day brings while it is measured
BEFORE = timedelta(days=3)  # the camp was filled and published so long ago
STAFF = ((Role.DESK, 12), (Role.ORGANISER, 4), (Role.DOCTOR, 2), (Role.VIEWER, 2))
# Where those who still wait are, and what is over for the others.
WAITS = ((LaneName.VITALS, 40), (LaneName.EXAMINATION, 45), (LaneName.ANAESTHESIA, 10), (LaneName.DISCHARGE, 5))
SERVED = (LaneName.VITALS, LaneName.EXAMINATION)


@dataclass(frozen=True)
class Screen:
    """A phone or a board: the page it opened, its cookie, and words that stand in each of its answers."""

    kind: str
    page: str
    cookie: str = ""
    shows: str = ""


@dataclass(frozen=True)
class Day:
    """The camp, the desk that goes on checking in, and all who look."""

    camp: Camp
    desk: Desk
    screens: list[Screen]


def day_of_ogoni(*, now: datetime, phones: int = PHONES, boards: int = BOARDS) -> Day:
    """In place of whatever stands; the day is the same with fewer `phones` and `boards`.

    Where the camp is, it is noon, whatever the clock of this machine says.
    """
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE camps_organisation CASCADE")
    owner = User.objects.create_user("owner@example.org", "not asked for here", name="Owner")
    team = Organisation.objects.create(name="Bench", slug="bench")
    with scope(organisation=team):
        Member.objects.create(organisation=team, user=owner, role=Role.OWNER)
        camp = _filled(team, people=PHONES + TO_COME, now=now)
        desk = open_desk(camp=camp, device=uuid4(), by=owner, now=now)
        here = list(Registration.objects.filter(camp=camp).select_related("patient").order_by("number")[:PHONES])
        arrivals = _came(camp, desk, here, now=now)
        _queue(camp, arrivals, now=now)
        screens = [
            *_phones(random.Random("phones").sample(arrivals, phones), now=now),
            *_boards(camp, team, boards, now=now),
        ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Day(camp, desk, screens)


def _filled(team: Organisation, *, people: int, now: datetime) -> Camp:
    """Loaded, screened, filled and published by the services that an organiser's clicks reach; all messages are out."""
    bundle = read_bundle(FOLDER.parent / "ogoni")
    ahead = 12 - now.astimezone(UTC).hour
    zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"  # POSIX: west is plus
    bundle = replace(bundle, camp=replace(bundle.camp, timezone=zone))
    camp = load_camp(organisation=team, bundle=bundle, slug="ogoni", first_day=(now + timedelta(hours=ahead)).date())
    before = now - BEFORE
    with bundle.registrations.open("rb") as sheet:
        import_sheet(camp=camp, file=sheet, name="registrations.csv", agreed_to_texts=True, by=None, now=before)
    there = Registration.objects.filter(camp=camp).count()
    more = [NewPerson(name=f"Person {number}") for number in range(there, people)]
    register_many(camp=camp, people=more, by=None, now=before, how="bench")
    screen_camp(camp=camp, now=before)
    fill_camp(camp=camp, actor=SYSTEM, now=before)
    add_usual_points(camp=camp)
    publish(camp, by=None, now=before)
    fan_out(now=before)
    Message.objects.filter(state=MessageState.PLANNED).update(state=MessageState.SUPERSEDED, why="bench", ended_at=now)
    return camp


def _came(camp: Camp, desk: Desk, people: Sequence[Registration], *, now: datetime) -> list[Arrival]:
    """One after another since six hours ago; the last hours bring more."""
    day, step = _today(camp, now), timedelta(hours=6) / len(people)
    return Arrival.objects.bulk_create(
        Arrival(
            organisation=camp.organisation,
            camp=camp,
            registration=one,
            desk=desk,
            day=day,
            letter=desk.letter,
            number=number + 1,
            kind=ArrivalKind.ON_TIME,
            at=now - timedelta(hours=6) + number * step,
        )
        for number, one in enumerate(people)
    )


def _queue(camp: Camp, arrivals: Sequence[Arrival], *, now: datetime) -> None:
    """The first half is served; who has a table today waits for it, the others in the lanes of `WAITS`."""
    draw = random.Random("day_load")
    day = _today(camp, now)
    tables = {
        one.registration_id: one
        for one in Appointment.objects.filter(camp=camp, state=AppointmentState.BOOKED, kind="operation")
        if one.starts_at.astimezone(camp.zone).date() == day
    }
    done, wait = arrivals[: len(arrivals) // 2], arrivals[len(arrivals) // 2 :]
    served = [
        ticket for lane in SERVED for ticket in _served(camp, lane, [one for one in done if not _of(tables, one)], now)
    ]
    lanes, weights = zip(*WAITS, strict=True)
    line = [_ticket(camp, one, draw.choices(lanes, weights)[0], now) for one in wait if not _of(tables, one)]
    line += [_ticket(camp, one, LaneName.THEATRE, now, _of(tables, one)) for one in arrivals if _of(tables, one)]
    tickets = Ticket.objects.bulk_create([*served, *line])
    TicketEvent.objects.bulk_create(
        TicketEvent(
            organisation=camp.organisation,
            camp=camp,
            ticket=ticket,
            act=TicketAct.DONE if ticket.state == TicketState.DONE else TicketAct.QUEUED,
            at=ticket.changed_at,
            recorded_at=ticket.changed_at,
        )
        for ticket in tickets
    )


def _served(camp: Camp, lane: str, done: Sequence[Arrival], now: datetime) -> Iterator[Ticket]:
    stations = [one for one in Station.objects.filter(camp=camp).order_by("name") if one.serves == lane]
    step = timedelta(hours=4) / max(1, len(done) // len(stations))
    for number, arrival in enumerate(done):
        called = now - timedelta(hours=4) + number // len(stations) * step
        yield Ticket(
            organisation=camp.organisation,
            camp=camp,
            arrival=arrival,
            registration=arrival.registration,
            day=arrival.day,
            lane=lane,
            state=TicketState.DONE,
            station=stations[number % len(stations)],
            queued_at=arrival.at,
            counts_from=arrival.at,
            called_at=called,
            calls=1,
            started_at=called,
            ended_at=called + step,
            changed_at=called + step,
        )


def _ticket(camp: Camp, arrival: Arrival, lane: str, now: datetime, place: Appointment | None = None) -> Ticket:
    since = max(arrival.at, now - timedelta(minutes=110))
    return Ticket(
        organisation=camp.organisation,
        camp=camp,
        arrival=arrival,
        registration=arrival.registration,
        day=arrival.day,
        lane=lane,
        appointment=place,
        urgency=arrival.registration.urgency,
        window_at=place.arrive_at if place else None,
        queued_at=since,
        counts_from=since,
        changed_at=since,
    )


def _phones(arrivals: Sequence[Arrival], *, now: datetime) -> Iterator[Screen]:
    """Each with a link of its own, and the token that no other phone may show."""
    links = links_for([one.registration for one in arrivals], now=now)
    for one in arrivals:
        address = links[one.registration_id].removeprefix(settings.PUBLIC_URL)
        yield Screen("phone", f"{address}/queue", shows=f">{one.token}<")


def _boards(camp: Camp, team: Organisation, boards: int, *, now: datetime) -> Iterator[Screen]:
    """Half by the hall's link; the others signed in: stations for six in ten, the live view, the tables."""
    renew_board_link(camp=camp, seen=0, now=now)
    hall = board_state(camp).address.removeprefix(settings.PUBLIC_URL)
    for _ in range(boards // 2):
        yield Screen("hall", hall, shows='class="next"')
    stations = [one for one in Station.objects.filter(camp=camp).order_by("name") if one.serves]
    runs = _sign_ins(team, [role for role, _ in STAFF[:2]])
    looks = _sign_ins(team, [role for role, _ in STAFF])
    signed_in = boards - boards // 2
    for number in range(signed_in):
        if number % 10 < 6:
            station = stations[number % len(stations)]
            yield Screen(
                "station", page_of("station_live", camp, pk=station.pk), runs[number % len(runs)], "station-now"
            )
        elif number % 10 < 8:
            yield Screen("live view", page_of("live_view", camp), looks[number % len(looks)], 'id="lanes"')
        else:
            page = page_of("theatre_day", camp, day=_today(camp, now))
            yield Screen("theatre", page, looks[number % len(looks)], 'class="theatre"')


def _sign_ins(team: Organisation, roles: Sequence[str]) -> list[str]:
    """A session's cookie for each of the staff, of those roles."""
    cookies = []
    for role, people in STAFF:
        for number in range(people if role in roles else 0):
            user, new = User.objects.get_or_create(
                email=f"{role}{number}@example.org", defaults={"name": f"{role} {number}"}
            )
            if new:
                doctor = None
                if role == Role.DOCTOR:
                    doctor = Doctor.objects.exclude(role="expert").order_by("pk")[number]
                Member.objects.create(organisation=team, user=user, role=role, doctor=doctor)
            client = Client()
            client.force_login(user)
            cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    return cookies


def _of(tables: dict[int, Appointment], arrival: Arrival) -> Appointment | None:
    return tables.get(arrival.registration_id)


def _today(camp: Camp, now: datetime) -> date:
    return now.astimezone(camp.zone).date()
