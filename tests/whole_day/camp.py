"""The sample camp `ogoni` on the evening before: read from its untidy sheet, screened, planned, published and told.

All of that has tests of its own; the day begins with it. Whoever works on the day gets an account.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from datetime import time as hour
from io import BytesIO
from pathlib import Path

from django_scopes import scope

import camps
from camps.models import Camp, LaneName, Member, Organisation, Registration, Role, StationKind
from camps.services.intake.whole import import_sheet
from camps.services.loading import load_camp
from camps.services.organisations import create_organisation
from camps.services.stations import add_station, add_usual_points
from camps.sheets.bundle import read_bundle
from notifications.services.links import link_for
from notifications.services.publishing import publish
from scheduling.planning.settings import PlanSettings
from scheduling.services.accepting import accept_plan
from scheduling.services.booking import Actor
from scheduling.services.decisions import screen_camp
from scheduling.services.plan_jobs import ask_for_plan, run_plan
from tests.factories.camps import make_user
from tests.factories.telling import run_tick

FOLDER = Path(camps.__file__).parent / "sample" / "ogoni"
THE_WEEK_BEFORE = datetime(2027, 2, 1, 9, tzinfo=UTC)
POINTS = {
    "registration": (LaneName.REGISTRATION, "Registration {n}"),
    "vitals": (LaneName.VITALS, "Vitals {n}"),
    "examination": (LaneName.EXAMINATION, "Examination {n}"),
    "anaesthesia": (LaneName.ANAESTHESIA, "Anaesthesia review {n}"),
    "discharge": (LaneName.DISCHARGE, "Way out {n}"),
}


@dataclass(frozen=True)
class Size:
    """How large a day: rows of the sheet, tables, desks and points of each lane."""

    rows: int
    tables: int
    desks: int
    points: dict[str, int]
    walk_ins: int
    closes: hour  # the tables
    steps: int  # of the planner's search: the same plan on every machine


WHOLE = Size(
    rows=508,
    tables=3,
    desks=3,
    points={"registration": 1, "vitals": 5, "examination": 8, "anaesthesia": 2, "discharge": 3},
    walk_ins=30,
    closes=hour(20),
    steps=60,
)
SMALL = Size(
    rows=28,
    tables=1,
    desks=2,
    points={"registration": 1, "vitals": 1, "examination": 2, "anaesthesia": 1, "discharge": 1},
    walk_ins=2,
    closes=hour(12),
    steps=20,
)


def prepare(size: Size) -> Camp:
    """The camp, published; the messages that tell everybody of a place have left."""
    organisation = create_organisation(name="Team", owner=make_user("owner@team.test"))
    now = THE_WEEK_BEFORE
    bundle = read_bundle(FOLDER)
    tables = [one for one in bundle.stations if one.kind == StationKind.TABLE][: size.tables]
    tables = [replace(one, closes=size.closes) for one in tables]
    others = [one for one in bundle.stations if one.kind != StationKind.TABLE]
    with scope(organisation=organisation):
        camp = load_camp(organisation=organisation, bundle=replace(bundle, stations=(*tables, *others)))
        add_usual_points(camp=camp)
        _more_points(camp, size)
        lines = bundle.registrations.read_bytes().splitlines(keepends=True)[: size.rows + 1]
        sheet = BytesIO(b"".join(lines))
        import_sheet(camp=camp, file=sheet, name="registrations.csv", agreed_to_texts=True, by=None, now=now)
        screen_camp(camp=camp, now=now)
        plan = ask_for_plan(camp=camp, settings=PlanSettings(seconds=None, iterations=size.steps), by=None, now=now)
        done = run_plan(plan_id=plan.pk, now=lambda: now, clock=time.perf_counter, workers=1, report=lambda _: None)
        assert done is not None, "nobody else takes it"
        accept_plan(plan=done, actor=Actor(said_by="system", reason="planned"), now=now)
        publish(camp, by=None, now=now)
    run_tick(now)
    return camp


def member(organisation: Organisation, name: str, role: str = Role.DESK) -> str:
    """Somebody new who works here; gives the mail address to sign in with."""
    email = f"{name.lower().replace(' ', '-')}@team.test"
    Member.objects.create(organisation=organisation, user=make_user(email, name=name), role=role)
    return email


def card_link(camp: Camp, card: str, *, now: datetime) -> str:
    """The path of the link on somebody's printed card."""
    with scope(organisation=camp.organisation):
        link = link_for(Registration.objects.get(camp=camp, number=int(card)), now=now)
    return link[link.index("/v/") :]


def _more_points(camp: Camp, size: Size) -> None:
    """Points beside the usual ones, until each lane has as many as the day needs."""
    for lane, name in POINTS.values():
        wanted = size.points[lane]
        there = sum(one.serves == lane for one in camp.stations.all())
        for number in range(there + 1, wanted + 1):
            add_station(
                camp=camp,
                name=name.format(n=number),
                kind=StationKind.POINT,
                lane=lane,
                opens=hour(7),
                closes=hour(21),
            )
