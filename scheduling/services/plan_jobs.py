"""A plan as a job: asked for on a page, searched by a worker, watched, stopped, and taken up again after a death.

The row is the truth and the queue only says "look": a second message for one plan finds it taken, a lost one is sent
again. The search itself knows no database; it runs in a thread, and this one writes down how far it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from django.db.models import F, Q

from camps.models import Camp, User
from camps.services.saving import refusing
from scheduling.errors import NotAllowed
from scheduling.models import Plan, PlanKind, PlanState
from scheduling.planning.json_form import problem_to_json, solution_from_json
from scheduling.planning.pins import PinsContradict
from scheduling.planning.settings import LONGEST, MOST_Z, PlanSettings
from scheduling.planning.solve import Limits, Progress
from scheduling.planning.stopping import TooLarge
from scheduling.planning.what_if import with_more
from scheduling.queries.plan_faults import fault_rows
from scheduling.queries.planning import camp_problem
from scheduling.queries.plans import SILENT, UNCLAIMED, settings_of, spots_to_json
from scheduling.services.planning import Planned, searched
from scheduling.services.slots import make_slots

EVERY = 0.5  # seconds between two looks at the search
SPOTS_EVERY = 2.0  # seconds between two writings of the whole plan
TRIES = 3
KEPT_PLANS = 20
KEPT_STEPS = 200  # points of the curve on the page

Now = Callable[[], datetime]


def ask_for_plan(*, camp: Camp, settings: PlanSettings, by: User | None, now: datetime) -> Plan:
    """Write down that a camp is to be planned.

    Raises NotAllowed while another plan of it is on its way, and for a camp with nothing to plan with.
    """
    _refuse(settings)
    if not make_slots(camp=camp):
        raise NotAllowed(
            f"{camp.name} has no arrival window yet.",
            cure="Add stations with hours, procedures, and shifts of doctors; then plan again.",
        )
    busy = NotAllowed(f"{camp.name} is being planned already.", cure="Wait for that plan, or stop it.")
    with refusing({"one_plan_at_a_time": busy}):
        plan = Plan.objects.create(
            organisation_id=camp.organisation_id, camp=camp, settings=settings.as_dict(), by=by, asked_at=now
        )
    _forget_old(camp)
    return plan


def _refuse(settings: PlanSettings) -> None:
    """Each setting within its bounds."""
    if settings.seconds is not None and not 0 < settings.seconds <= LONGEST:
        raise NotAllowed(f"{settings.seconds:g} seconds can't be searched.", cure=f"Ask for 1 to {LONGEST:.0f}.")
    if settings.iterations is not None and settings.iterations < 1:
        raise NotAllowed(f"{settings.iterations} steps are no search.", cure="Ask for one or more.")
    if not 0 <= settings.z <= MOST_Z:
        raise NotAllowed(f"z = {settings.z:g} keeps no sensible time back.", cure=f"Choose 0 to {MOST_Z:g}.")


def _forget_old(camp: Camp) -> None:
    """A plan holds the whole camp as it was read, so only the last ones are kept, and what was accepted."""
    whole = Plan.objects.filter(camp=camp, kind=PlanKind.WHOLE)
    kept = list(whole.order_by("-pk").values_list("pk", flat=True)[:KEPT_PLANS])
    whole.filter(accepted_at=None).exclude(pk__in=kept).delete()


def stop_plan(*, plan: Plan, now: datetime) -> None:
    """Ask the search to end with the best it has; one that nobody has begun ends at once."""
    # In this order a worker that claims it between the two is still asked to stop.
    Plan.objects.filter(pk=plan.pk, state=PlanState.WAITING).update(
        state=PlanState.FAILED, stop_asked=True, trouble="It was stopped before it began.", ended_at=now
    )
    Plan.objects.filter(pk=plan.pk, state=PlanState.RUNNING).update(stop_asked=True)


def revive_plans(*, now: datetime) -> list[int]:
    """The plans to hand to a worker once more; what has died too often has failed."""
    died = Plan.objects.filter(state=PlanState.RUNNING, seen_at__lt=now - SILENT)
    died.filter(runs__gte=TRIES).update(
        state=PlanState.FAILED,
        trouble=f"The worker that searched died {TRIES} times. Plan again with less time, or look at the worker's log.",
        ended_at=now,
    )
    due = died.filter(runs__lt=TRIES) | Plan.objects.filter(state=PlanState.WAITING, asked_at__lt=now - UNCLAIMED)
    return list(due.values_list("pk", flat=True))


def run_plan(
    *,
    plan_id: int,
    now: Now,
    clock: Callable[[], float],
    workers: int = 2,
    report: Callable[[Plan], None] = lambda _: None,
) -> Plan | None:
    """Search what was asked for, once; None when another worker has it, or it is over.

    `now` and `clock` (seconds from any origin) are asked again and again; `report` hears of the row twice a second. One
    that had died goes on from what it had found, with the seconds that were left.
    """
    plan = _claim(plan_id, now())
    if plan is None:
        return None
    try:
        _search(_Job(plan, settings_of(plan), now, clock, report), workers)
    except TooLarge as error:
        _end(plan, now=now(), state=PlanState.FAILED, trouble=f"{error}.")
    except PinsContradict as error:
        _end(plan, now=now(), state=PlanState.FAILED, trouble=f"{error}. Move or unpin one of them on the day view.")
    except Exception as error:
        _end(plan, now=now(), state=PlanState.FAILED, trouble=f"{type(error).__name__}: {error}")
        raise
    plan.refresh_from_db()
    return plan


def _claim(plan_id: int, now: datetime) -> Plan | None:
    run = uuid.uuid4().hex
    waits = Q(state=PlanState.WAITING) | Q(state=PlanState.RUNNING, seen_at__lt=now - SILENT)
    taken = Plan.objects.filter(waits, pk=plan_id).update(
        state=PlanState.RUNNING, run=run, runs=F("runs") + 1, seen_at=now, started_at=now
    )
    return Plan.objects.select_related("camp__venue", "organisation").get(pk=plan_id) if taken else None


@dataclass
class _Job:
    """One run of a search: what the thread says, and what of it is written."""

    plan: Plan
    settings: PlanSettings
    now: Now
    clock: Callable[[], float]
    report: Callable[[Plan], None]
    stop: Event = field(default_factory=Event)
    last: Progress | None = None
    written: Progress | None = None
    spots_at: float = 0.0
    first: float | None = None
    spent: float = 0.0  # seconds of earlier runs

    def hear(self, progress: Progress) -> None:
        """Called by the search, in its thread: only remembers."""
        if self.first is None:
            self.first = progress.seconds
        self.last = progress


def _search(job: _Job, workers: int) -> None:
    plan = job.plan
    of = camp_problem(plan.camp, now=job.now(), z=job.settings.z)
    problem = with_more(of.problem, job.settings.more)
    job.spent = plan.progress[-1][0] if plan.progress and plan.spots else 0.0
    keys = {case.key for case in problem.cases}
    start = {key: spot for key, spot in solution_from_json({"spots": plan.spots}).spots.items() if key in keys}
    read = {"problem": problem_to_json(problem), "zeros": list(of.zeros), "spots": spots_to_json(start)}
    ours = Plan.objects.filter(pk=plan.pk, run=plan.run, state=PlanState.RUNNING)
    if not ours.update(**read, served=len(start), read_at=job.now(), seen_at=job.now()):
        return  # another worker was given this plan while the camp was read
    seconds = None if job.settings.seconds is None else max(1.0, job.settings.seconds - job.spent)
    limits = Limits(iterations=job.settings.iterations, seconds=seconds, seed=job.settings.seed, workers=workers)

    with ThreadPoolExecutor(1, thread_name_prefix="plan") as threads:
        future = threads.submit(
            searched,
            problem,
            limits=limits,
            clock=job.clock,
            report=job.hear,
            stopped=job.stop.is_set,
            seconds_to_first=lambda: job.first or 0.0,
            start=start,
        )
        try:
            planned = _watched(job, future)
        finally:
            job.stop.set()  # whatever happened here, the thread ends soon
    if planned is not None:
        _write_end(job, planned)


def _watched(job: _Job, future: Future[Planned]) -> Planned | None:
    """Write down how far it is until it is over; None when another worker was given this plan meanwhile."""
    while True:
        try:
            return future.result(timeout=EVERY)
        except NotYet:
            if not _breathe(job):
                return None


def _breathe(job: _Job) -> bool:
    """A sign of life, and what is new; False when this run is not the one that counts any more."""
    plan, last = job.plan, job.last
    values: dict[str, object] = {"seen_at": job.now()}
    if last is not None and last is not job.written:
        plan.progress = _thinned([*plan.progress, [round(job.spent + last.seconds, 2), last.value]])
        plan.value, plan.iterations, plan.bound = last.value, last.iterations, last.bound
        plan.first_seconds = plan.first_seconds if plan.first_seconds is not None else job.first
        for name in ("value", "iterations", "bound", "progress", "first_seconds"):
            values[name] = getattr(plan, name)
        if job.written is None or job.clock() - job.spots_at >= SPOTS_EVERY:
            spots = last.spots()
            values |= {"spots": spots_to_json(spots), "served": len(spots)}
            job.spots_at = job.clock()
        job.written = last
    ours = Plan.objects.filter(pk=plan.pk, run=plan.run, state=PlanState.RUNNING)
    if not ours.update(**values):
        return False
    if ours.filter(stop_asked=True).exists():
        job.stop.set()
    job.report(plan)
    return True


def _thinned(points: list[list[float]]) -> list[list[float]]:
    """Every other point but the last ones, when there are too many for a curve."""
    return points if len(points) <= KEPT_STEPS else points[: KEPT_STEPS // 2 : 2] + points[KEPT_STEPS // 2 :]


def _write_end(job: _Job, planned: Planned) -> None:
    plan = job.plan
    last = [round(job.spent + (job.last.seconds if job.last else 0.0), 2), planned.value]
    Plan.objects.filter(pk=plan.pk, run=plan.run, state=PlanState.RUNNING).update(
        state=PlanState.DONE,
        spots=spots_to_json(planned.solution.spots),
        served=len(planned.solution.spots),
        value=planned.value,
        bound=planned.solution.bound,
        iterations=job.last.iterations if job.last else 0,
        first_seconds=plan.first_seconds if plan.first_seconds is not None else job.first,
        progress=_thinned([*plan.progress, last]),
        left_out=planned.left_out_as_dicts(),
        violations=fault_rows(planned.problem, planned.violations),
        ended_at=job.now(),
        seen_at=job.now(),
    )


def _end(plan: Plan, *, now: datetime, state: PlanState, trouble: str) -> None:
    ours = Plan.objects.filter(pk=plan.pk, run=plan.run, state=PlanState.RUNNING)
    ours.update(state=state, trouble=trouble[:300], ended_at=now)
