"""Camps made by a seed: the same seed, the same camp, on every machine and Python.

What they hold: skills, daily windows of surgeons, a pool of anaesthetists, equipment with sterilisation, recovery
beds, ward nights, fasting, arrival days, a last bus, families. Demand is `load` times the tables' minutes. Durations
follow the coefficients of variation published by specialty (planner's facts: Leeftink & Hans 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from scheduling.planning.problem import Bays, Case, Doctor, Kit, Level, Problem, Span, Table

SIZES = {60: (3, 2), 200: (5, 4), 500: (7, 7), 1000: (10, 10), 2000: (14, 14)}  # tables, days
LOADS = (0.9, 1.2, 1.5)
WEIGHTS = (100, 40, 16, 6)  # P1 to P4
SHARES = (0.02, 0.13, 0.25, 0.60)
OPENS, CLOSES = 8 * 60, 18 * 60
MACHINE = "anaesthesia-machine"


@dataclass(frozen=True)
class Operation:
    """One kind of operation: minutes, coefficient of variation, and what it needs; `share` of the demand."""

    code: str
    specialty: str
    minutes: int
    cv: float
    turnover: int
    share: float
    equipment: tuple[str, ...] = ()
    asleep: bool = False
    recovery: int = 0
    nights: int = 0
    child: float = 0.0  # how many of them are children


OPERATIONS = (
    Operation("HERN-A", "general", 45, 0.74, 10, 17, recovery=60),
    Operation("HERN-C", "general", 30, 0.74, 10, 9, (MACHINE,), asleep=True, recovery=90, child=1.0),
    Operation("HYDRO", "general", 40, 0.74, 10, 9, recovery=45),
    Operation("LUMP", "general", 25, 0.74, 5, 12, ("diathermy",), recovery=20),
    Operation("THYR", "general", 110, 0.74, 20, 4, (MACHINE, "diathermy"), asleep=True, recovery=180, nights=2),
    Operation("CLEFT", "plastic", 75, 0.88, 15, 6, (MACHINE,), asleep=True, recovery=150, nights=1, child=0.8),
    Operation("BURN", "plastic", 60, 0.88, 15, 4, ("dermatome",), asleep=True, recovery=90, nights=1, child=0.4),
    Operation("PROST", "urology", 95, 0.74, 20, 4, ("diathermy",), asleep=True, recovery=180, nights=3),
    Operation("FIST", "gynaecology", 90, 0.78, 20, 5, asleep=True, recovery=150, nights=2),
    Operation("CLUBF", "orthopaedics", 70, 0.72, 15, 6, (MACHINE, "tourniquet"),
              asleep=True, recovery=120, nights=1, child=0.9),
    Operation("OSTEO", "orthopaedics", 95, 0.72, 20, 4, ("c-arm", "tourniquet"),
              asleep=True, recovery=150, nights=2, child=0.5),
    Operation("CATAR", "eye", 25, 0.58, 5, 20, ("microscope",), recovery=20),
)  # fmt: skip
SPECIALTIES = ("general", "plastic", "urology", "gynaecology", "orthopaedics", "eye")


def camp(*, patients: int, load: float, seed: int, z: float = 0.0) -> Problem:
    """One camp of about so many patients: `SIZES` says how many tables and days it has."""
    tables, days = SIZES[patients]
    return made(patients=patients, tables=tables, days=days, load=load, seed=seed, z=z)


def made(*, patients: int, tables: int, days: int, load: float, seed: int, z: float = 0.0) -> Problem:
    """A camp of this size. Operations are stretched until so many patients ask for `load`."""
    random = Random(f"campbench {patients} {tables} {days} {load} {seed}")
    the_tables = tuple(_table(random, number, days) for number in range(tables))
    team = _team(tables)
    doctors = _doctors(random, team, tables, days)
    minutes = sum(end - start for table in the_tables for hours in table.hours for start, end in hours)
    done = [each for each in OPERATIONS if each.specialty in team]
    drawn = random.choices(done, weights=[each.share for each in done], k=patients)
    asked = sum(each.minutes + each.turnover for each in drawn)
    stretch = load * minutes / asked
    families = _families(random, patients)
    cases = tuple(
        _case(random, number, operation, days, stretch, families.get(number)) for number, operation in enumerate(drawn)
    )
    return Problem(
        days=days,
        tables=the_tables,
        doctors=doctors,
        kits=(
            Kit(name="diathermy", units=max(1, tables // 3)),
            Kit(name="tourniquet", units=max(1, tables // 4), away=40),
            Kit(name="c-arm", units=max(1, tables // 8)),
            Kit(name="dermatome", units=max(1, tables // 6), away=60),
        ),
        bays=(Bays(beds=max(3, 3 * tables // 2), hours=tuple(((OPENS, CLOSES + 4 * 60),) for _ in range(days))),),
        ward_beds=4 * tables,
        cases=cases,
        z=z,
    )


def _table(random: Random, number: int, days: int) -> Table:
    equipment = {MACHINE} if number % 3 < 2 else set()
    if number % 3 == 0:
        equipment.add("diathermy")
    if number % 5 in (1, 4):
        equipment.add("microscope")
    if number % 7 == 3:
        equipment.add("c-arm")
    hours = tuple(((OPENS, CLOSES),) for _ in range(days))
    return Table(key=number + 1, name=f"Table {number + 1}", equipment=frozenset(equipment), hours=hours)


def _team(tables: int) -> dict[str, int]:
    """How many surgeons of each specialty: one and a half a table, by what the operations ask for, nobody by halves."""
    minutes = {name: sum(each.share * (each.minutes + each.turnover) for each in OPERATIONS if each.specialty == name)
               for name in SPECIALTIES}  # fmt: skip
    places = -(-3 * tables // 2)
    exact = {name: places * asked / sum(minutes.values()) for name, asked in minutes.items()}
    team = {name: int(share) for name, share in exact.items()}
    for name in sorted(SPECIALTIES, key=lambda name: team[name] - exact[name])[: places - sum(team.values())]:
        team[name] += 1
    return {name: many for name, many in team.items() if many}


def _doctors(random: Random, team: dict[str, int], tables: int, days: int) -> tuple[Doctor, ...]:
    """The team, two of five with a second specialty, and two anaesthetists for three tables."""
    surgeons = []
    for first, many in team.items():
        for number in range(many):
            alone = number == 0 or random.random() < 0.8
            skills = {first: Level.INDEPENDENT if alone else Level.SUPERVISED}
            if random.random() < 0.4:
                also = random.choice(sorted(team))
                skills.setdefault(also, Level.INDEPENDENT if random.random() < 0.7 else Level.SUPERVISED)
            surgeons.append(
                Doctor(
                    key=101 + len(surgeons),
                    name=f"Surgeon {len(surgeons) + 1}",
                    role="surgeon",
                    skills=tuple(sorted(skills.items())),
                    hours=tuple(_shift(random) for _ in range(days)),
                )
            )
    asleep = [
        Doctor(
            key=301 + number,
            name=f"Anaesthetist {number + 1}",
            role="anaesthetist",
            skills=(("anaesthesia", Level.INDEPENDENT),),
            hours=tuple(((OPENS - 30, CLOSES),) for _ in range(days)),
        )
        for number in range(max(1, -(-2 * tables // 3)))
    ]
    return (*surgeons, *asleep)


def _shift(random: Random) -> tuple[Span, ...]:
    drawn = random.random()
    if drawn < 0.08:
        return ()
    if drawn < 0.2:
        return ((OPENS, 13 * 60),)
    if drawn < 0.3:
        return ((12 * 60, CLOSES),)
    return ((OPENS, CLOSES),)


def _families(random: Random, patients: int) -> dict[int, int]:
    """One in twenty comes with somebody else who is operated on."""
    found: dict[int, int] = {}
    for family in range(patients // 40):
        for number in random.sample(range(patients), random.choice((2, 2, 3))):
            found.setdefault(number, family + 1)
    return found


def _case(random: Random, number: int, operation: Operation, days: int, stretch: float, family: int | None) -> Case:
    priority = random.choices((1, 2, 3, 4), weights=SHARES)[0]
    minutes = max(10, round(operation.minutes * stretch * random.choice((0.8, 0.9, 1.0, 1.0, 1.1, 1.25)) / 5) * 5)
    child = random.random() < operation.child
    diabetic = not child and random.random() < 0.08
    first_day = random.choices((0, min(1, days - 1), days // 2), weights=(8, 1, 1))[0]
    return Case(
        key=number + 1,
        number=number + 1,
        priority=priority,
        value=WEIGHTS[priority - 1],
        minutes=minutes,
        sd=round(minutes * operation.cv / 2, 1),
        turnover=operation.turnover,
        procedures=(operation.code,),
        specialties=frozenset({operation.specialty}),
        equipment=frozenset(operation.equipment),
        anaesthetist=operation.asleep,
        recovery=operation.recovery,
        nights=operation.nights,
        days=tuple(range(first_day, days)) if first_day and family is None else None,
        latest_start=13 * 60 if operation.asleep and (child or diabetic) else None,
        home_by=20 * 60 if not operation.nights and random.random() < 0.3 else None,
        family=family,
        early=2 if child else 1 if diabetic else 0,
        infected=operation.code == "BURN" and random.random() < 0.5,
    )
