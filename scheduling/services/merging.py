"""What happened at a desk while it had no network, taken in: each act by itself, a doubled one is a success."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from camps.errors import CampError, Invalid
from camps.models import Camp, Registration, User
from camps.services.registrations import NewPerson
from scheduling.errors import SchedulingError
from scheduling.models import Desk, Scan
from scheduling.services.arriving import Act, CheckedIn, check_in, undo_arrival, walk_in


@dataclass(frozen=True, kw_only=True)
class KeptAct:
    """One act of a device: a check-in names `registration`, a walk-in brings `person`, an undo what it takes back."""

    client_id: uuid.UUID
    at: datetime
    number: int | None = None
    registration: int | None = None
    person: Callable[[], NewPerson] | None = None
    undoes: uuid.UUID | None = None


@dataclass(frozen=True)
class Merged:
    """How an act ended: `token` is the number that holds, `already` says that somebody had checked them in before.

    `why` and `cure` are for a person when it could not be taken in; the device keeps it until somebody has seen to it.
    """

    client_id: uuid.UUID
    token: str = ""
    already: bool = False
    why: str = ""
    cure: str = ""


def merge(*, desk: Desk, acts: list[KeptAct], by: User | None, now: datetime) -> list[Merged]:
    """Take the acts in, in their order, each in a transaction of its own: one that is refused holds up no other."""
    return [_merged(act, desk, by=by, now=now) for act in acts]


def _merged(kept: KeptAct, desk: Desk, *, by: User | None, now: datetime) -> Merged:
    act = Act(desk=desk, by=by, now=now, at=kept.at, client_id=kept.client_id, number=kept.number)
    try:
        done = _done(kept, act, desk.camp)
    except SchedulingError as error:
        return Merged(kept.client_id, why=error.message, cure=error.cure)
    except CampError as error:
        return Merged(kept.client_id, why=error.message, cure=error.cure or "")
    return Merged(kept.client_id, token=done.arrival.token, already=done.scan.token != done.arrival.token)


def _done(kept: KeptAct, act: Act, camp: Camp) -> CheckedIn:
    if kept.undoes is not None:
        scan = Scan.objects.select_related("arrival").filter(camp=camp, client_id=kept.undoes).first()
        if scan is None:
            raise Invalid("What was taken back never came.", cure="Look at the last arrivals.")
        return CheckedIn(undo_arrival(arrival=scan.arrival, act=act), scan, new=False)
    if kept.person is not None:
        return walk_in(person=kept.person(), act=act)
    registration = Registration.objects.filter(camp=camp, pk=kept.registration or 0).first()
    if registration is None:
        raise Invalid("Nobody of this camp has that card.", cure="Check them in by name.")
    # Whoever stood at the desk was let in: for which day the booking is, is no question any more.
    return check_in(registration=registration, act=act, anyway=True)
