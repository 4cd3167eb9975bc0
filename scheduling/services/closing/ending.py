"""Close a day once everybody has a fate, and open it again."""

from __future__ import annotations

from datetime import date, datetime

from camps.live.counter import changed
from camps.models import Camp, User
from scheduling.errors import NotAllowed
from scheduling.models import DayClosing
from scheduling.queries.closing import closing_day
from scheduling.services.booking.retrying import once_more
from scheduling.services.closing.carrying_out import carry_out, undo_done
from scheduling.services.closing.saying import gone_meanwhile, lock_camp


@once_more
def close_day(*, camp: Camp, day: date, by: User, now: datetime) -> DayClosing:
    """Carry every fate out and write down that the day is over. A day that is closed stays as it is.

    Raises NotAllowed while somebody has no fate, before the day has begun, or where a place meant for somebody who is
    moved is gone.
    """
    lock_camp(camp)
    found = closing_day(camp, day, now=now)
    if found.closing is not None:
        return found.closing
    if day not in camp.dates:
        raise NotAllowed("This is no day of the camp.", cure="Choose one of its days.")
    if camp.instant(day, datetime.min.time()) > now:
        raise NotAllowed("This day has not begun.", cure="Wait until it is here.")
    if found.open:
        cards = ", ".join(str(one.registration) for one in found.open[:5])
        more = f" and {len(found.open) - 5} more" if len(found.open) > 5 else ""
        raise NotAllowed(
            f"{len(found.open)} of {len(found.people)} have no fate yet: card {cards}{more}.",
            cure="Say what became of them first.",
        )
    carry_out(camp=camp, day=day, people=found.people, by=by, now=now)
    changed(camp.pk)
    return DayClosing.objects.create(organisation_id=camp.organisation_id, camp=camp, day=day, at=now, by=by)


@once_more
def reopen_day(*, camp: Camp, day: date, by: User | None, now: datetime) -> DayClosing:
    """Fates can be changed again. What was done stands as booked again; places that were taken away stay so, and so do
    decisions: they are put right by hand. Raises Gone where the day is not closed.
    """
    lock_camp(camp)
    found = closing_day(camp, day, now=now)
    closing = gone_meanwhile(found.closing)
    undo_done(camp=camp, people=found.people, by=by, now=now)
    closing.reopened_at, closing.reopened_by = now, by
    closing.save(update_fields=["reopened_at", "reopened_by"])
    changed(camp.pk)
    return closing
