"""Changes a camp's own ladders. What was published is planned anew by the next fan-out (replanning.py)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from django.db import transaction

from camps.errors import Invalid, Taken
from camps.models import Camp, Procedure, User
from notifications.ladder import LadderKind, Rung, fault_beside, fault_of, usual_rungs
from notifications.models import Channel, Ladder, LadderRung
from notifications.queries.ladders import rungs_in, telling_of
from notifications.services.camp_telling import touch
from notifications.wording import REMINDER_KINDS

MAY_CARRY = (Channel.MAIL, Channel.SMS, Channel.WHATSAPP)


@dataclass(frozen=True)
class Of:
    """Whose ladder: a camp's for one kind of appointment, or for one procedure."""

    camp: Camp
    kind: LadderKind
    procedure: Procedure | None = None


def kind_of(procedure: Procedure) -> LadderKind:
    """Where a procedure's usual rungs come from."""
    return "surgery" if procedure.is_operation else "consultation"


@transaction.atomic
def save_rung(*, of: Of, rung: Rung, name: str = "", by: User | None, now: datetime) -> Rung:
    """Add a reminder, or put `rung` in the place of the one called `name`; returns it with its own name.

    The name says when it comes ("3d", "12h") and is part of the keys of messages: it stays while only its hour, text or
    channels change, so that nobody is reminded twice. Raises Invalid.
    """
    _check_words(rung)
    quiet = telling_of(of.camp).quiet
    ladder = _own(of, by=by, now=now)
    others = [one for one in rungs_in(ladder.rungs.all()) if one.name != name]
    if name and len(others) == ladder.rungs.count():
        raise Invalid(f"There is no reminder “{name}” any more.", field="name", value=name, cure="Go back and look.")
    fault = fault_of(rung, quiet=quiet) or fault_beside(rung, others)
    if fault is not None:
        raise Invalid(fault.why, field=fault.field, value=fault.value, cure=fault.cure)
    called = replace(rung, name=_name(rung, was=name, taken={one.name for one in others}))
    ladder.rungs.filter(name=name).delete()
    _write(ladder, called)
    return called


@transaction.atomic
def remove_rung(*, of: Of, name: str, by: User | None, now: datetime) -> None:
    """Take a reminder away; asked for twice, it is away. What was sent stays sent."""
    _own(of, by=by, now=now).rungs.filter(name=name).delete()


@transaction.atomic
def back_to_usual(*, of: Of, now: datetime) -> None:
    """Forget the own ladder: a procedure follows its kind again, a kind the usual rungs."""
    rows = Ladder.objects.filter(camp=of.camp)
    found = rows.filter(procedure=of.procedure) if of.procedure else rows.filter(procedure=None, kind=of.kind)
    if found.delete()[0]:
        touch(of.camp, now=now)


@transaction.atomic
def begin_ladder(*, camp: Camp, procedure: Procedure, by: User | None, now: datetime) -> Ladder:
    """A ladder of its own for a procedure, beginning with the rungs it has now. Raises Taken."""
    if Ladder.objects.filter(camp=camp, procedure=procedure).exists():
        raise Taken(f"{procedure.name} has its own reminders.", field="procedure", cure="Change them on the page.")
    return _own(Of(camp, kind_of(procedure), procedure), by=by, now=now)


def _own(of: Of, *, by: User | None, now: datetime) -> Ladder:
    """The own ladder, made from the rungs that hold until now on the first change; the camp is planned anew."""
    touch(of.camp, now=now)
    ladder, made = Ladder.objects.get_or_create(
        camp=of.camp,
        kind=of.kind,
        procedure=of.procedure,
        defaults={"organisation_id": of.camp.organisation_id, "changed_at": now, "changed_by": by},
    )
    if made:
        for rung in _until_now(of):
            _write(ladder, rung)
    else:
        Ladder.objects.filter(pk=ladder.pk).update(changed_at=now, changed_by=by)
    return ladder


def _until_now(of: Of) -> tuple[Rung, ...]:
    if of.procedure is not None:
        of_kind = Ladder.objects.filter(camp=of.camp, kind=of.kind, procedure=None).first()
        if of_kind is not None:
            return rungs_in(of_kind.rungs.all())
    return usual_rungs(of.kind)


def _write(ladder: Ladder, rung: Rung) -> None:
    LadderRung.objects.create(
        organisation_id=ladder.organisation_id,
        ladder=ladder,
        name=rung.name,
        days_before=rung.days_before,
        hours_before=rung.hours_before,
        from_hour=rung.from_hour,
        until_hour=rung.until_hour,
        text=rung.kind,
        channels=list(rung.channels),
    )


def _name(rung: Rung, *, was: str, taken: set[str]) -> str:
    """ "3d", "12h"; a second one on a day is "3d-2"."""
    base = f"{rung.days_before}d" if rung.days_before is not None else f"{rung.hours_before}h"
    if was.partition("-")[0] == base:
        return was
    numbered = (base if n == 1 else f"{base}-{n}" for n in count(1))
    return next(name for name in numbered if name not in taken)


def _check_words(rung: Rung) -> None:
    if rung.kind not in REMINDER_KINDS:
        offered = ", ".join(REMINDER_KINDS)
        raise Invalid(
            f"“{rung.kind}” is no text of a reminder.", field="text", value=rung.kind, cure=f"One of {offered}."
        )
    if unknown := [channel for channel in rung.channels if channel not in MAY_CARRY]:
        raise Invalid(
            f"“{unknown[0]}” can't carry a reminder.",
            field="channels",
            value=unknown[0],
            cure=f"Choose among {', '.join(MAY_CARRY)}.",
        )
