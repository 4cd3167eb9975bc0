"""Place the listed patients of a camp by the first fit, through the same door as every other booking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from camps.models import Camp, Decision, Registration, User
from camps.services.saving import refusing
from scheduling.errors import NotAllowed, SchedulingError
from scheduling.filling.first_fit import fill
from scheduling.filling.problem import Filled, LeftOut, Shortage
from scheduling.models import Appointment, AppointmentState, Filling, FillingState, Publication, ScheduleChange, Tell
from scheduling.queries.board import camp_board, need_of
from scheduling.queries.durations import usual_minutes
from scheduling.queries.served import served
from scheduling.queries.start_hours import not_ready_words
from scheduling.services.booking import Actor, book, cancel_all
from scheduling.services.slots import make_slots

ROUNDS = 3
EVERY = 20
GIVEN_UP = timedelta(minutes=5)
NO_PROCEDURE = Shortage("procedure", "asks for no procedure of this camp")


@dataclass
class FillResult:
    """What a filling did: appointment ids by registration, who was left out and why, families on different days."""

    filling: Filling
    placed: dict[int, int] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    split_families: list[int] = field(default_factory=list)


def fill_camp(
    *, camp: Camp, actor: Actor, now: datetime, progress: Callable[[int, int], None] | None = None
) -> FillResult:
    """Give every listed registration without a place the first one that fits, urgent first, families together.

    Each booking is a transaction of its own: when somebody books by hand meanwhile, the rest is fitted again around it.
    Raises NotAllowed for a camp that has no arrival window to fill, or that is being filled already.
    """
    filling = ask_for_filling(camp=camp, by=actor.user, now=now)
    result = run_filling(filling=filling, actor=actor, now=now, progress=progress)
    if result is None:
        raise NotAllowed(filling.trouble or "Somebody else is filling this camp.", cure="Load the page again.")
    return result


def ask_for_filling(*, camp: Camp, by: User | None, now: datetime) -> Filling:
    """Write down that a camp is to be filled. Raises NotAllowed while another filling is on its way."""
    Filling.objects.filter(
        Q(state=FillingState.RUNNING, started_at__lt=now - GIVEN_UP)
        | Q(state=FillingState.WAITING, asked_at__lt=now - GIVEN_UP),
        camp=camp,
    ).update(state=FillingState.FAILED, trouble="It stopped on the way; what it had placed stands.", ended_at=now)
    if not make_slots(camp=camp):
        raise NotAllowed(
            f"{camp.name} has no arrival window yet.",
            cure="Add stations with hours, procedures, and shifts of doctors; then fill again.",
        )
    busy = NotAllowed(f"{camp.name} is being filled already.", cure="Wait until that filling has ended.")
    with refusing({"one_filling_at_a_time": busy}):
        return Filling.objects.create(organisation_id=camp.organisation_id, camp=camp, by=by, asked_at=now)


def run_filling(
    *, filling: Filling, actor: Actor, now: datetime, progress: Callable[[int, int], None] | None = None
) -> FillResult | None:
    """Do what was asked for, once: None when it is running elsewhere, over, or has failed (see `trouble`)."""
    claimed = Filling.objects.filter(pk=filling.pk, state=FillingState.WAITING).update(
        state=FillingState.RUNNING, started_at=now
    )
    filling.refresh_from_db()
    if not claimed:
        return None
    result = FillResult(filling)
    try:
        for _ in range(ROUNDS):
            filled = _fit(filling.camp, now=now)
            result.left_out, result.split_families = filled.left_out, filled.split
            if not _book_all(filled, result, actor=actor, now=now, progress=progress):
                break
    except Exception as error:
        filling.state, filling.trouble = FillingState.FAILED, f"{type(error).__name__}: {error}"[:300]
        raise
    else:
        filling.state = FillingState.DONE
    finally:
        _write(result, now=now)
    return result


def empty_filling(*, filling: Filling, actor: Actor, now: datetime) -> int:
    """Take back the draft places of a filling; returns how many. What was changed by hand since stays.

    Raises NotAllowed once the camp was published after it: those people were told, so each is cancelled by itself.
    """
    with transaction.atomic():
        filling = Filling.objects.select_for_update(no_key=True).get(pk=filling.pk)
        if filling.state != FillingState.DONE and filling.state != FillingState.FAILED:
            raise NotAllowed(f"This filling is {filling.get_state_display().lower()}.", cure="Load the page again.")
        if Publication.objects.filter(camp=filling.camp_id, at__gte=filling.asked_at).exists():
            raise NotAllowed(
                "These places were published; people were told them.", cure="Cancel or move them one by one."
            )
        draft = draft_places(filling)
        if draft:
            cancel_all(appointment_ids=draft, actor=actor, now=now, tell=Tell.NOBODY)
        filling.state, filling.ended_at = FillingState.EMPTIED, now
        filling.save(update_fields=["state", "ended_at"])
    return len(draft)


def draft_places(filling: Filling) -> list[int]:
    """The appointments of a filling that stand as it made them: nobody moved, confirmed or pinned them since."""
    touched = ScheduleChange.objects.filter(appointment__in=filling.placed).exclude(kind="booked")
    return list(
        Appointment.objects.filter(pk__in=filling.placed, state=AppointmentState.BOOKED, pinned=False)
        .exclude(pk__in=touched.values("appointment"))
        .values_list("pk", flat=True)
    )


def listed_without_place(camp: Camp) -> QuerySet[Registration]:
    """Listed registrations that have no live appointment and were not served, in order of their camp number."""
    found: QuerySet[Registration] = (
        Registration.objects.filter(camp=camp, decision=Decision.LISTED)
        .exclude(appointments__state=AppointmentState.BOOKED)
        .exclude(served())
        .select_related("procedure", "patient__resource", "preferred_doctor__resource")
        .prefetch_related("more_procedures")
        .order_by("number")
    )
    return found


def _fit(camp: Camp, *, now: datetime) -> Filled:
    """What the first fit proposes for everybody who waits now."""
    listed = list(listed_without_place(camp))
    kept_back = {one.pk: words for one in listed if (words := not_ready_words(one, camp=camp))}
    waiting = [one for one in listed if one.pk not in kept_back]
    usual = usual_minutes(procedure for one in waiting for procedure in one.procedures)
    needs = [
        need_of(
            registration,
            registration.procedures,
            camp=camp,
            patient_resource=registration.patient.resource.pk,
            now=now,
            minutes=usual.of(registration.procedures),
        )
        for registration in waiting
        if registration.procedure is not None
    ]
    filled = fill(camp_board(camp, needs=needs))
    filled.left_out += [LeftOut(one.pk, (NO_PROCEDURE,)) for one in waiting if one.procedure is None]
    filled.left_out += [LeftOut(pk, (Shortage("clearance", words),)) for pk, words in kept_back.items()]
    return filled


def _book_all(
    filled: Filled,
    result: FillResult,
    *,
    actor: Actor,
    now: datetime,
    progress: Callable[[int, int], None] | None,
) -> bool:
    """Book what was fitted; True when somebody was quicker somewhere, so that another round is needed."""
    asked = Registration.objects.filter(pk__in=filled.places).select_related("procedure")
    asked_by = {one.pk: [each.pk for each in one.procedures] for one in asked.prefetch_related("more_procedures")}
    lost = False
    before = len(result.placed)
    result.filling.whole = before + len(filled.places)
    for registration_id, place in filled.places.items():
        try:
            appointment = book(
                registration_id=registration_id,
                place=place,
                procedure_ids=asked_by[registration_id],
                actor=actor,
                now=now,
            )
        except SchedulingError:
            lost = True
            continue
        result.placed[registration_id] = appointment.pk
        if len(result.placed) % EVERY == 0:
            _write(result, now=now)
        if progress:
            progress(len(result.placed), result.filling.whole)
    return lost


def _write(result: FillResult, *, now: datetime) -> None:
    """How it stands, for the page that shows it, and for undo if the process dies."""
    filling = result.filling
    filling.done = len(result.placed)
    filling.placed = list(result.placed.values())
    filling.left_out = [
        {"registration": one.registration, "shortages": [[short.what, short.words] for short in one.shortages]}
        for one in result.left_out
    ]
    filling.split_families = result.split_families
    if filling.state != FillingState.RUNNING:
        filling.ended_at = now
    filling.save()
