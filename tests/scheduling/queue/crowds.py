"""Crowds for hypothesis: people who wait in a lane on one morning, and those who were moved among them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from scheduling.queue.order import GoesAhead, Waiting

EIGHT = datetime(2027, 3, 9, 8, tzinfo=UTC)
MINUTES = st.integers(0, 400).map(lambda minutes: EIGHT + timedelta(minutes=minutes))
LATER = EIGHT + timedelta(minutes=400)
URGENCY = st.integers(1, 4)
PLANNED = st.one_of(st.none(), MINUTES)


def at(clock: str) -> datetime:
    """10:30 of that morning."""
    return datetime.combine(EIGHT.date(), datetime.strptime(f"{clock} +0000", "%H:%M %z").timetz())


@st.composite
def people(draw, *, key=None, urgency=URGENCY, planned=PLANNED):
    """Somebody who came at any time, booked or not, of any age and urgency."""
    age = draw(st.sampled_from(("child", "elderly", "")))
    return Waiting(
        key=draw(st.integers(1, 10_000)) if key is None else key,
        arrived_at=draw(MINUTES),
        window_at=draw(st.one_of(st.none(), MINUTES)),
        urgency=draw(urgency),
        child=age == "child",
        elderly=age == "elderly",
        planned_at=draw(planned),
    )


CROWDS = st.lists(people(), max_size=12, unique_by=lambda person: person.key)


@st.composite
def moved_crowds(draw):
    """A crowd, and who was let go before whom."""
    crowd = draw(CROWDS)
    if not crowd:
        return crowd, []
    keys = st.sampled_from([person.key for person in crowd])
    moves = st.builds(GoesAhead, keys, st.frozensets(keys, max_size=4), st.booleans())
    return crowd, draw(st.lists(moves, max_size=4))
