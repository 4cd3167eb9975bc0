"""Something changed on a day: propose what to do, accept one proposal with what happened, take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from camps.errors import CampError
from camps.live.counter import changed
from camps.models import Camp, CampState, User
from scheduling.errors import NotAllowed, Taken
from scheduling.intervals import instant
from scheduling.models import Plan, PlanKind, PlanState
from scheduling.planning.changes import (
    Away,
    Change,
    DoctorAway,
    Emergency,
    First,
    Nothing,
    PowerCut,
    RunningLate,
    RunsOver,
    TableAway,
    change_from_json,
    change_to_json,
    under_way,
)
from scheduling.planning.checking import violations
from scheduling.planning.json_form import problem_to_json
from scheduling.planning.overtime import Longer, with_longer
from scheduling.planning.pins import PinsContradict
from scheduling.planning.problem import Problem, Spot
from scheduling.planning.proposal import Aim, Proposal
from scheduling.planning.replan import STEPS, replan
from scheduling.planning.shift_right import shift_right
from scheduling.planning.solution import value_of
from scheduling.planning.swap import Answer, Verdict, let_first
from scheduling.queries.plan_faults import fault_rows
from scheduling.queries.plan_places import GRACE
from scheduling.queries.plan_reasons import reason_lines
from scheduling.queries.planning import zeros_of
from scheduling.queries.plans import problem_of, solution_of, spots_to_json
from scheduling.queries.replanning import DayAsItStands, day_as_it_stands, lines_of
from scheduling.queries.start_hours import not_ready_words
from scheduling.services.accepting import Accepted, accept_plan
from scheduling.services.booking import Actor
from scheduling.services.booking.retrying import once_more
from scheduling.services.day_facts import enter, enter_after, give_back, longer_hours, take_out
from scheduling.services.stood import Kept, Stood
from scheduling.services.unaccepting import Undone, can_undo, undo_acceptance

RIGHT = "right"  # the aim of the proposal in which everybody only moves right
BY_HAND = "See the day as it stands, and move people one by one."
FORGOTTEN = timedelta(days=1)  # after which a proposal that nobody accepted is thrown away


def propose(*, camp: Camp, change: Change, by: User | None, now: datetime, steps: int = STEPS) -> list[Plan]:
    """What could be done after `change`, as rows beside each other; the first is the move to the right (for a wish to
    go first, the only one). Nothing is changed yet.

    Raises NotAllowed for a day that is over or a cancelled camp, for what is not there, and for a wish that is not
    possible.
    """
    stands = _read(camp, change, now=now)
    change = stands.change
    after, gone = change.applied(stands.problem), change.gone(stands.problem)
    try:
        found = _proposals(stands, after, change, gone=gone | stands.gone, steps=steps)
    except PinsContradict as error:
        raise NotAllowed(f"{str(error).capitalize()}.", cure="Move one of the two by hand first.") from error
    with transaction.atomic():
        old = Plan.objects.filter(camp=camp, kind=PlanKind.CHANGE, accepted_at=None, asked_at__lt=now - FORGOTTEN)
        # With the first of a group the others go too, so it stays while one of them was accepted.
        old.exclude(Exists(Plan.objects.filter(beside=OuterRef("pk"), accepted_at__isnull=False))).delete()
        rows: list[Plan] = []
        for aim, proposal in found:
            rows.append(_row(stands, after, change, aim, proposal, beside=rows[0] if rows else None, by=by, now=now))
    return rows


@dataclass(frozen=True)
class Asked:
    """The answer to a wish to go first, on the day it was asked about."""

    stands: DayAsItStands
    answer: Answer


def ask_first(*, camp: Camp, change: First, now: datetime) -> Asked:
    """May this patient go first? Nothing is written. Raises NotAllowed as `propose` does."""
    stands = _read(camp, change, now=now)
    try:
        answer = let_first(
            stands.problem, change.day, first=change.case, before=change.before or None, since=stands.since
        )
    except KeyError as error:
        raise NotAllowed(
            "One of the two has no place on this day, or is no longer listed.", cure="Load the page again."
        ) from error
    except PinsContradict as error:
        raise NotAllowed(f"{str(error).capitalize()}.", cure="Move one of the two by hand first.") from error
    return Asked(stands, answer)


def why_not_first(asked: Asked) -> list[str]:
    """A no in sentences: whose rule is in the way, and what would help."""
    problem, answer = asked.stands.problem, asked.answer
    numbers = {case.key: case.number for case in problem.cases}
    if answer.frozen is not None:
        return [f"Card {numbers[answer.frozen]:03d} has begun already, or was put there by hand."]
    if answer.reason is None:
        return []
    card = f"Card {numbers[answer.reason.case]:03d}"
    if not answer.reason.remedies:
        return [f"{card}: {_nothing_helps(problem, answer.reason.case, asked.stands.day)}"]
    return [f"{card}: {line.words[0].lower()}{line.words[1:]}" for line in reason_lines(problem, answer.reason)]


def _nothing_helps(problem: Problem, key: int, day: int) -> str:
    """Why no single thing, and no two, would make an earlier hour possible."""
    case = next(each for each in problem.cases if each.key == key)
    opens = min(
        (span[0] for table in problem.tables if table.kind == case.kind for span in table.hours[day]), default=0
    )
    if case.stands is not None and case.stands.start <= opens:
        return "nothing is open before then."
    return "more than two things are in the way."


@once_more
def accept_proposal(*, plan: Plan, actor: Actor, now: datetime) -> Accepted:
    """Enter what happened, and book, move and give up what this proposal says: all of it or nothing.

    Raises NotAllowed when one of its group was accepted already or overtime can't be entered, and as `accept_plan`.
    """
    plan.camp = _camp_first(plan)
    group = list(_group(plan).select_for_update(no_key=True, of=("self",)))
    if any(one.accepted_at for one in group):
        raise NotAllowed("One of these proposals was accepted already.", cure="See the day as it stands now.")
    _refuse_moved_camp(plan, now=now)
    change = change_from_json(plan.change["change"])
    zero = plan.zeros[change.day]
    try:
        entered = enter(camp=plan.camp, change=change, actor=actor, now=now)
        longer_hours(camp=plan.camp, longer=longer_of(plan), zero=zero, by=actor.user, now=now)
        done = _accepted(plan, actor=actor, now=now)
        entered |= enter_after(camp=plan.camp, change=change, zero=zero, by=actor.user, now=now)
    except CampError as error:
        raise NotAllowed(str(error), cure="Enter it by hand, then ask again.") from error
    plan.refresh_from_db()
    plan.change = {**plan.change, "entered": entered}
    plan.save(update_fields=["change"])
    changed(plan.camp_id)
    return done


def _camp_first(plan: Plan) -> Camp:
    """Locked before anything else, as publishing does: else the two would wait for each other."""
    return Camp.objects.select_for_update(no_key=True, of=("self",)).select_related("venue").get(pk=plan.camp_id)


def _refuse_moved_camp(plan: Plan, *, now: datetime) -> None:
    """What happened is entered also where nobody moves, so this is asked before anything is written."""
    if plan.camp.state == CampState.CANCELLED:
        raise NotAllowed(f"{plan.camp.name} is cancelled.", cure="Copy it to a new camp.")
    if list(zeros_of(plan.camp)) != plan.zeros:
        raise NotAllowed(
            "The camp was moved to other days or another place since this was proposed.", cure="Ask again."
        )
    if instant(plan.zeros[plan.change["change"]["day"]] + 24 * 60) <= now:
        raise NotAllowed("This day is over.", cure="Choose a day that is still to come.")


def may_take_back(plan: Plan, *, now: datetime) -> bool:
    """Was it accepted, and can it be taken back as a whole? Hours that were made longer stay longer, and an hour that
    has come since, an old one or a new one, does not come back.
    """
    if plan.accepted_at is None or not can_undo(plan) or plan.change.get("longer"):
        return False
    problem, given_up = problem_of(plan), plan.change.get("entered", {}).get("given_up")
    assert problem is not None, "a proposal is kept with its problem"
    lines = lines_of(problem, solution_of(plan).spots, plan.zeros)
    hours = [at for line in lines for at in (line.was, line.will_be) if at is not None]
    hours += [instant(Stood.from_json(given_up).place.span[0])] if given_up else []
    return not any(plan.accepted_at <= at < now - GRACE for at in hours)


@once_more
def take_back(*, plan: Plan, actor: Actor, now: datetime) -> Undone:
    """As if this proposal had never been accepted, and nothing had happened. Raises as `undo_acceptance` does."""
    _camp_first(plan)
    plan = Plan.objects.select_for_update(no_key=True, of=("self",)).get(pk=plan.pk)
    if not may_take_back(plan, now=now):
        raise NotAllowed(
            "This can't be taken back as a whole any more: hours of it are over, hours were made longer, it was "
            "published since, or it was taken back already.",
            cure=BY_HAND,
        )
    take_out(entered=plan.change.get("entered", {}), by=actor.user, now=now)
    try:
        undone = undo_acceptance(plan=plan, actor=actor, now=now)
    except Taken as error:
        raise Taken("Somebody who was changed since stands where others stood before.", cure=BY_HAND) from error
    give_back(entered=plan.change.get("entered", {}), actor=actor, now=now)
    plan.refresh_from_db()
    plan.change = {key: value for key, value in plan.change.items() if key != "entered"}
    plan.save(update_fields=["change"])
    return undone


def longer_of(plan: Plan) -> list[Longer]:
    """Who and what must stay longer for a proposal."""
    return [Longer(**each) for each in plan.change.get("longer", ())]


def _group(plan: Plan):  # type: ignore[no-untyped-def]  # a queryset of Plan
    first = plan.beside_id or plan.pk
    return (Plan.objects.filter(pk=first) | Plan.objects.filter(beside=first)).order_by("pk")


def _accepted(plan: Plan, *, actor: Actor, now: datetime) -> Accepted:
    problem, spots = problem_of(plan), solution_of(plan).spots
    assert problem is not None, "a proposal is kept with its problem"
    if any(case.stands != spots.get(case.key) for case in problem.cases):
        return accept_plan(plan=plan, actor=actor, now=now)
    Plan.objects.filter(pk=plan.pk).update(accepted=Kept(at=[now]).to_json(), accepted_at=now)
    return Accepted(0, 0, 0, 0, [])


def _read(camp: Camp, change: Change, *, now: datetime) -> DayAsItStands:
    """The day as it stands. Raises NotAllowed where a change of it makes no sense."""
    if camp.state == CampState.CANCELLED:
        raise NotAllowed(f"{camp.name} is cancelled.", cure="Copy it to a new camp.")
    if not 0 <= change.day < camp.days:
        raise NotAllowed(f"Day {change.day + 1} is not a day of the camp.", cure=f"Choose 1 to {camp.days}.")
    stands = day_as_it_stands(camp, change, now=now)
    if instant(stands.of.zeros[change.day] + 24 * 60) <= now:
        raise NotAllowed(f"Day {change.day + 1} is over.", cure="Choose a day that is still to come.")
    if isinstance(stands.change, Away) and stands.change.end <= stands.change.start:
        raise NotAllowed("This time is over.", cure="Say also from which hour on it was so.")
    _refuse_unknown(stands.problem, change)
    if isinstance(change, RunsOver):
        case = next(case for case in stands.problem.cases if case.key == change.case)
        if case.stands is not None and case.stands.start + case.minutes + change.minutes <= stands.since:
            raise NotAllowed("With so many minutes more it would be over by now.", cure="Say how many it is in all.")
    if isinstance(change, Emergency):
        person = stands.of.registrations[change.case]
        if lack := not_ready_words(person, camp=camp):
            raise NotAllowed(f"Card {person} {lack}.", cure="Write it down on the registration's page, then ask again.")
    return stands


def _refuse_unknown(problem: Problem, change: Change) -> None:
    cases = {case.key: case for case in problem.cases}
    if isinstance(change, TableAway | RunningLate):
        known = any(change.table == table.key for table in problem.tables)
    elif isinstance(change, PowerCut):
        known = set(change.tables) <= {table.key for table in problem.tables}
    elif isinstance(change, DoctorAway):
        known = any(change.doctor == doctor.key for doctor in problem.doctors)
    elif isinstance(change, Emergency):
        known = change.case in cases
        if known and cases[change.case].stands is not None:
            raise NotAllowed("The hour of this patient has come already.", cure="Choose somebody who still waits.")
    else:
        known = isinstance(change, Nothing) or (
            change.case in cases and (stood := cases[change.case].stands) is not None and stood.day == change.day
        )
    if not known:
        raise NotAllowed(
            "What was chosen is not there on this day any more.", cure="Load the page again and choose once more."
        )


def _proposals(
    stands: DayAsItStands, after: Problem, change: Change, *, gone: frozenset[int], steps: int
) -> list[tuple[str, Proposal]]:
    """The move to the right, then one for each aim; two that are alike are one with both aims."""
    if isinstance(change, First):
        return [("first", _first(stands, change))]
    ways = [(RIGHT, shift_right(after, change.day, since=stands.since, gone=gone))]
    ways += [(str(aim), replan(after, change.day, aim=aim, since=stands.since, gone=gone, steps=steps)) for aim in Aim]
    found: list[tuple[str, Proposal]] = []
    for name, proposal in ways:
        same = next((index for index, (_, other) in enumerate(found) if other.spots == proposal.spots), None)
        if same is None:
            found.append((name, proposal))
        else:
            found[same] = (f"{found[same][0]} {name}", found[same][1])
    return found


def _first(stands: DayAsItStands, change: First) -> Proposal:
    asked = Asked(
        stands,
        let_first(stands.problem, change.day, first=change.case, before=change.before or None, since=stands.since),
    )
    if asked.answer.verdict == Verdict.NO:
        raise NotAllowed("This is not possible.", cure=" ".join(why_not_first(asked)))
    return Proposal(None, asked.answer.spots, asked.answer.moves, ())


def _row(
    stands: DayAsItStands,
    after: Problem,
    change: Change,
    aim: str,
    proposal: Proposal,
    *,
    beside: Plan | None,
    by: User | None,
    now: datetime,
) -> Plan:
    problem = with_longer(after, change.day, proposal.longer)
    of_the_day = tuple(
        replace(case, stands=stands.gives_up) if case.stands is None and case.key in proposal.spots else case
        for case in problem.cases
        if case.key in stands.keys and case.key not in proposal.helpless
    )
    kept = replace(problem, cases=of_the_day)
    return Plan.objects.create(
        organisation_id=stands.of.camp.organisation_id,
        camp=stands.of.camp,
        kind=PlanKind.CHANGE,
        state=PlanState.DONE,
        aim=aim,
        change={
            "change": change_to_json(change),
            "longer": [asdict(each) for each in proposal.longer],
            "helpless": list(proposal.helpless),
            "stuck": stuck(kept, change.day, since=stands.since),
            "under_way": under_way(kept, change, since=stands.since),
        },
        beside=beside,
        problem=problem_to_json(kept),
        zeros=list(stands.of.zeros),
        spots=spots_to_json(proposal.spots),
        value=value_of(kept, dict(proposal.spots)),
        violations=fault_rows(problem, violations(problem, _with_others(problem, proposal.spots, change.day))),
        by=by,
        asked_at=now,
        read_at=now,
        started_at=now,
        ended_at=now,
    )


def stuck(problem: Problem, day: int, *, since: int) -> list[int]:
    """Who was put where he or she is by hand and stays, though table or team is not there then: a person decides."""
    by_hand = {
        case.key: case.pinned
        for case in problem.cases
        if case.pinned is not None and case.pinned.day == day and case.pinned.start > since
    }
    freed = tuple(replace(case, pinned=None) if case.key in by_hand else case for case in problem.cases)
    found = violations(replace(problem, cases=freed), by_hand)
    return sorted({key for each in found if each.rule in ("table hours", "doctor hours") for key in each.cases})


def _with_others(problem: Problem, spots: Mapping[int, Spot], day: int) -> dict[int, Spot]:
    """The day with those of other days, whose beds for the night count."""
    others = {case.key: case.stands for case in problem.cases if case.stands is not None and case.stands.day != day}
    return {**others, **spots}
