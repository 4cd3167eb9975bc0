"""Camps for the planner's tests: small ones by hand, and any by hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from scheduling.planning.construction import construct
from scheduling.planning.grid import Grid
from scheduling.planning.problem import Bays, Case, Doctor, Kit, Level, Problem, Spot, Table
from scheduling.planning.schedule import Schedule

OPENS, CLOSES = 8 * 60, 17 * 60


def hours(days, opens=OPENS, closes=CLOSES):
    return tuple(((opens, closes),) for _ in range(days))


def table(key=1, *, days=1, **kwargs):
    return Table(**{"key": key, "name": f"Table {key}", "hours": hours(days), **kwargs})


def surgeon(key=11, *, days=1, skills=(("any", Level.INDEPENDENT),), **kwargs):
    return Doctor(
        **{"key": key, "name": f"Dr {key}", "role": "surgeon", "skills": skills, "hours": hours(days), **kwargs}
    )


def anaesthetist(key=21, *, days=1, **kwargs):
    return surgeon(key, days=days, role="anaesthetist", **kwargs)


def case(key=1, *, minutes=60, value=10, priority=4, **kwargs):
    return Case(key=key, number=key, minutes=minutes, value=value, priority=priority, **kwargs)


def problem(*cases, days=1, **kwargs):
    """One table and one surgeon unless said otherwise."""
    return Problem(
        **{"days": days, "tables": (table(days=days),), "doctors": (surgeon(days=days),), "cases": cases, **kwargs}
    )


def spot(start=OPENS, *, day=0, table=1, leader=11, anaesthetist=None):
    return Spot(day=day, start=start, table=table, leader=leader, anaesthetist=anaesthetist)


def with_case(a_problem, key, **changes):
    """The same problem with one case changed."""
    return replace(
        a_problem, cases=tuple(replace(each, **changes) if each.key == key else each for each in a_problem.cases)
    )


SPECIALTIES = ("bones", "eyes", "skin")
EQUIPMENT = ("c-arm", "microscope", "tourniquet")


@st.composite
def spans(draw, *, whole=False):
    """None, one, or two spans of a day, on any minute."""
    if whole:
        return ((OPENS, CLOSES),)
    edges = sorted(draw(st.lists(st.integers(OPENS, CLOSES), min_size=0, max_size=4, unique=True)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


def some(draw, of, most):
    return frozenset(draw(st.lists(st.sampled_from(of), max_size=most)))


@st.composite
def doctors(draw, key, days, role):
    skills = draw(
        st.dictionaries(st.sampled_from((*SPECIALTIES, "any")), st.sampled_from(list(Level)), min_size=1, max_size=2)
    )
    return Doctor(
        key=key,
        name=f"Dr {key}",
        role=role,
        skills=tuple(sorted(skills.items())),
        hours=tuple(draw(spans(whole=draw(st.booleans()))) for _ in range(days)),
    )


@st.composite
def cases(draw, key, days):
    return Case(
        key=key,
        number=key,
        priority=draw(st.integers(1, 4)),
        value=draw(st.sampled_from((1, 10, 100, 1000))),
        minutes=draw(st.integers(1, 200)),
        sd=draw(st.sampled_from((0.0, 10.0, 35.5))),
        turnover=draw(st.sampled_from((0, 7, 20))),
        specialties=draw(st.sampled_from([frozenset({name}) for name in (*SPECIALTIES, "any")])),
        equipment=some(draw, EQUIPMENT, 2),
        anaesthetist=draw(st.booleans()),
        recovery=draw(st.sampled_from((0, 45, 120))),
        nights=draw(st.integers(0, 2)),
        days=draw(st.none() | st.lists(st.integers(0, days - 1), max_size=days, unique=True).map(tuple)),
        elsewhere=draw(st.sampled_from(((), (((OPENS + 33, OPENS + 121),),), ((), ((OPENS, CLOSES - 61),))))),
        earliest=draw(st.sampled_from((0, OPENS + 61))),
        latest_start=draw(st.none() | st.integers(OPENS, CLOSES)),
        home_by=draw(st.none() | st.integers(OPENS, CLOSES + 120)),
        family=draw(st.none() | st.integers(1, 2)),
        ready=draw(st.integers(0, 9)) > 0,
    )


@st.composite
def problems(draw, most=12):
    """Any camp of up to three days, three tables and `most` cases; a good part of it can't be done."""
    days = draw(st.integers(1, 3))
    the_tables = tuple(
        Table(
            key=number + 1,
            name=f"Table {number + 1}",
            equipment=some(draw, EQUIPMENT, 2),
            hours=tuple(draw(spans(whole=draw(st.integers(0, 3)) > 0)) for _ in range(days)),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    team = [draw(doctors(11 + number, days, "surgeon")) for number in range(draw(st.integers(0, 4)))]
    team += [draw(doctors(21 + number, days, "anaesthetist")) for number in range(draw(st.integers(0, 2)))]
    return Problem(
        days=days,
        tables=the_tables,
        doctors=tuple(team),
        kits=tuple(
            Kit(name=name, units=draw(st.integers(1, 2)), away=draw(st.sampled_from((0, 40))))
            for name in EQUIPMENT
            if draw(st.booleans())
        ),
        bays=draw(
            st.sampled_from(
                (
                    (),
                    (Bays(beds=2, hours=hours(days, OPENS, CLOSES + 180)),),
                    (Bays(beds=1, hours=hours(days)), Bays(beds=1, hours=hours(days, OPENS, CLOSES + 60))),
                )
            )
        ),
        ward_beds=draw(st.none() | st.integers(0, 3)),
        cases=tuple(draw(cases(number + 1, days)) for number in range(draw(st.integers(0, most)))),
        z=draw(st.sampled_from((0.0, 1.0))),
        grid=draw(st.sampled_from((5, 10))),
    )


def standing_at_once(a_problem):
    """The problem with a first plan of it as what people were told; it takes no search."""
    schedule = Schedule(Grid(a_problem))
    construct(schedule, schedule.grid.jobs, None)
    jobs, grid = schedule.grid.jobs, schedule.grid
    spots = {jobs[index].case.key: grid.spot(held) for index, held in schedule.held.items()}
    return replace(a_problem, cases=tuple(replace(each, stands=spots.get(each.key)) for each in a_problem.cases))
