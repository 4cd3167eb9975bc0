"""Going first, as one person's phone shows it: the question to them, their own, and the thanks to who gave way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from camps.models import Camp
from scheduling.models import GoFirst, GoFirstAnswer, GoFirstVerdict, Ticket, TicketState
from scheduling.queries.go_first import concerned, counted
from scheduling.queue.order import EMERGENCY


@dataclass(frozen=True)
class PhoneFirst:
    """`question` is what this person is asked now; `own` the newest question that he or she asked, with how many were
    `asked` and said `yes`: never who, and never a no.

    `thanks` holds, for each time this person gave way today, how many did together. `in_vain` says that a yes of this
    person's moved nobody. `let_by_me` are the tickets that went before this one with its yes, `let_by_most` those that
    did without.
    """

    question: GoFirstAnswer | None = None
    own: GoFirst | None = None
    asking: bool = False
    thanks: tuple[int, ...] = ()
    in_vain: bool = False
    let_by_me: frozenset[int] = frozenset()
    let_by_most: frozenset[int] = frozenset()


NOTHING = PhoneFirst()


def phone_first(ticket: Ticket, *, camp: Camp, now: datetime) -> PhoneFirst:
    """As that person may see it."""
    known = concerned(camp, day=ticket.day, now=now)
    rows = _answers(ticket) if ticket.arrival_id in known.was_asked else []
    own = _own(ticket) if ticket.arrival_id in known.asked_others else None
    if not rows and own is None:
        return NOTHING
    passed = [row for row in rows if _was_passed(row)]
    gave_way = [row for row in passed if row.answer]
    here = [row for row in rows if row.ticket_id == ticket.pk]
    return PhoneFirst(
        question=next((row for row in here if _is_asked(row, ticket, now=now)), None),
        own=own,
        asking=own is not None and own.is_open(now) and ticket.state == TicketState.WAITING,
        thanks=tuple(len(row.go_first.goes_ahead.over) for row in gave_way if row.go_first.goes_ahead),
        in_vain=ticket.state == TicketState.WAITING and any(row.answer and _was_in_vain(row) for row in here),
        let_by_me=frozenset(row.go_first.ticket_id for row in gave_way),
        let_by_most=frozenset(row.go_first.ticket_id for row in passed if not row.answer),
    )


def _answers(ticket: Ticket) -> list[GoFirstAnswer]:
    """Of the whole day, in whatever lane."""
    found = GoFirstAnswer.objects.filter(ticket__arrival=ticket.arrival_id).order_by("pk")
    return list(found.select_related("go_first__goes_ahead", "go_first__ticket"))


def _own(ticket: Ticket) -> GoFirst | None:
    return counted(GoFirst.objects.filter(ticket=ticket)).order_by("-pk").first()


def _is_asked(row: GoFirstAnswer, ticket: Ticket, *, now: datetime) -> bool:
    asker = row.go_first.ticket
    waits = ticket.state == TicketState.WAITING == asker.state and asker.urgency != EMERGENCY
    return waits and row.go_first.is_open(now)


def _was_passed(row: GoFirstAnswer) -> bool:
    went = row.go_first.goes_ahead
    return went is not None and went.undone_at is None and row.ticket_id in went.over


def _was_in_vain(row: GoFirstAnswer) -> bool:
    """Decided, and not before this person; what the team took back since is no matter of the answers."""
    went = row.go_first.goes_ahead
    if row.go_first.verdict == GoFirstVerdict.NOT_AGREED:
        return True
    return went is not None and went.undone_at is None and row.ticket_id not in went.over
