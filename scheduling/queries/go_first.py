"""Going first: who would be asked and what it costs each of them, what stands in the way, and how a question stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise, takewhile
from statistics import median

from django.db.models import Count, Q, QuerySet

from camps.live.sharing import shared
from camps.models import Camp, LaneName
from scheduling.models import GoFirst, GoFirstAnswer, GoFirstVerdict, Ticket, TicketState
from scheduling.queries.expected import Expected
from scheduling.queries.expected_shared import expected_now
from scheduling.queries.live_queue import InLine
from scheduling.queries.ticket_story import lane_around
from scheduling.queue.consent import cost
from scheduling.queue.order import EMERGENCY
from scheduling.queue.pace import MINUTE

MOST_ASKED = 10  # those directly before: more are more texts than a minute's kindness is worth
MOST_IN_VAIN = 2  # so often a day is enough to be asked by one person, who may also have taken it back on the phone
BY_PLAN = (LaneName.THEATRE, LaneName.RECOVERY)


class Obstacle(StrEnum):
    """Why nobody can be asked now."""

    NOT_WAITING = "not waiting"
    BY_PLAN = "by plan"
    EMERGENCY = "emergency"
    FIRST = "first"
    MORE_URGENT = "more urgent"
    NOT_BY_PHONE = "not by phone"
    ASKED_HERE = "asked here"
    ENOUGH = "enough"


@dataclass(frozen=True)
class Asked:
    """Somebody who would be asked, and how many minutes it would cost, None where nobody can say."""

    ticket: Ticket
    minutes: int | None


@dataclass(frozen=True)
class Question:
    """What asking would mean. `asked` is empty where an `obstacle` stands in the way."""

    ticket: Ticket
    asked: list[Asked]
    obstacle: Obstacle | None = None

    @property
    def minutes(self) -> int | None:
        """For each of them."""
        return self.asked[0].minutes if self.asked else None


def question_of(ticket: Ticket, *, now: datetime, by_phone: bool = False) -> Question:
    """Whom a person who waits would ask now. Three statements more than the lane."""
    lane, own = lane_around(ticket, now=now)
    near = _nearest(lane.waiting, own) if own else []
    if obstacle := _obstacle(ticket, own, near, now=now, by_phone=by_phone):
        return Question(ticket, [], obstacle)
    keys = [one.ticket.pk for one in near]
    each = minutes_of_a_call(expected_now(ticket.camp, now=now), [*keys, ticket.pk])
    costs = cost([*keys, ticket.pk], ticket.pk, minutes_per_call=each) if each else {}
    return Question(ticket, [Asked(one.ticket, _whole(costs.get(one.ticket.pk))) for one in near])


def _nearest(line: Sequence[InLine], own: InLine) -> list[InLine]:
    """Those directly before, in their order. Whom the team saw as more urgent is not asked to give way, nor passed."""
    before = reversed(line[: own.placed.place - 1])
    near = list(takewhile(lambda one: one.ticket.urgency >= own.ticket.urgency, before))[:MOST_ASKED]
    return near[::-1]


def _obstacle(
    ticket: Ticket, own: InLine | None, near: Sequence[InLine], *, now: datetime, by_phone: bool
) -> Obstacle | None:
    if own is None:
        return Obstacle.NOT_WAITING
    if ticket.lane in BY_PLAN:
        return Obstacle.BY_PLAN
    if ticket.urgency == EMERGENCY:
        return Obstacle.EMERGENCY
    if not near:
        return Obstacle.FIRST if own.placed.place == 1 else Obstacle.MORE_URGENT
    if by_phone and not ticket.camp.go_first_by_phone:
        return Obstacle.NOT_BY_PHONE
    if open_questions(ticket.camp, now=now).filter(lane=ticket.lane, day=ticket.day).exists():
        return Obstacle.ASKED_HERE
    in_vain = Q(verdict=GoFirstVerdict.NOT_AGREED) | Q(verdict=GoFirstVerdict.WITHDRAWN, asked_by=None)
    earlier = GoFirst.objects.filter(in_vain, ticket__arrival=ticket.arrival_id)
    return Obstacle.ENOUGH if earlier.count() >= MOST_IN_VAIN else None


def minutes_of_a_call(expected: Expected, keys: Sequence[int]) -> float | None:
    """How long it is from one call to the next among these, by what is expected; None where nobody can say."""
    standing = [expected.standing[key] for key in keys if key in expected.standing]
    mids = [one.estimate.mid for one in standing if one.estimate is not None]
    if len(mids) < 2:
        return None
    return median((later - earlier) / MINUTE for earlier, later in pairwise(mids))


def _whole(minutes: float | None) -> int | None:
    return max(1, round(minutes)) if minutes is not None else None


def open_questions(camp: Camp, *, now: datetime) -> QuerySet[GoFirst]:
    """Those that may still be answered: whose asker was called, left or became an emergency asks nobody any more."""
    found = GoFirst.objects.filter(camp=camp, verdict=GoFirstVerdict.ASKING, until__gt=now)
    return found.filter(ticket__state=TicketState.WAITING).exclude(ticket__urgency=EMERGENCY)


def open_by_lane(camp: Camp, *, day: date, now: datetime) -> dict[str, GoFirst]:
    """Each lane's, with `asked` and `yes` of those who still wait. Nobody learns more of their answers."""
    found = counted(open_questions(camp, now=now).filter(day=day)).select_related("ticket__arrival")
    return {one.lane: one for one in found.order_by("-pk")}


@dataclass(frozen=True)
class Concerned:
    """Who took part in any question of one day, by arrival."""

    asked_others: frozenset[int]
    was_asked: frozenset[int]


def concerned(camp: Camp, *, day: date, now: datetime) -> Concerned:
    """Read once for all phones (camps/live/sharing.py): nobody whom no question concerns costs a statement."""

    def read() -> Concerned:
        questions = GoFirst.objects.filter(camp=camp, day=day)
        answers = GoFirstAnswer.objects.filter(go_first__in=questions)
        return Concerned(
            frozenset(questions.values_list("ticket__arrival", flat=True)),
            frozenset(answers.values_list("ticket__arrival", flat=True)),
        )

    return shared(camp.pk, ("go_first", day), read, now=now)


def counted(questions: QuerySet[GoFirst]) -> QuerySet[GoFirst]:
    """How many of those who were asked still wait, and how many of them say yes."""
    wait = Q(answers__ticket__state=TicketState.WAITING)
    yes = wait & Q(answers__answer=True)
    return questions.annotate(asked=Count("answers", filter=wait), yes=Count("answers", filter=yes))


def asked_now(ticket: Ticket, *, now: datetime) -> GoFirstAnswer | None:
    """The question that somebody who waits is asked now."""
    if ticket.state != TicketState.WAITING:
        return None
    found = GoFirstAnswer.objects.filter(ticket=ticket, go_first__in=open_questions(ticket.camp, now=now))
    return found.select_related("go_first").first()
