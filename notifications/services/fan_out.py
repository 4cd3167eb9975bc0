"""Turns changes and publishings into messages: what has no FanOut row yet is still to be told (design.md, 3).

One transaction a camp, one sweeper at a time in it: two of them, or five, make the same messages as one.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django_scopes import scope, scopes_disabled

from camps.models import Camp, CampState
from notifications.ladder import is_late_change
from notifications.models import Message
from notifications.queries.differences import Difference, What, appointment_differences, shift_differences
from notifications.queries.doctor_days import doctor_days
from notifications.queries.heard import judged
from notifications.queries.invites import Forms, chosen_anew, forms_of
from notifications.queries.newly_reachable import reachable_differences, told_in_town_only
from notifications.services.doctor_lists import day_list_messages, late_change_messages
from notifications.services.drafting import case_draft, messages_of, patient_drafts, shift_draft, written
from notifications.services.fault_log import log_fault
from notifications.services.invites import exchanged
from notifications.services.kept_times import declined_requests, time_kept_messages
from notifications.services.offers import offer_messages, unheard_offers
from notifications.services.replanning import changed_tellings, replan
from notifications.services.told_rows import hold_back, supersede, write_told
from notifications.services.ways import ways_of
from scheduling.models import Publication, ScheduleChange, Tell

logger = logging.getLogger(__name__)

LATE_DAYS = timedelta(days=3)  # camps whose days come within 48 hours in any zone
LONGEST_CAMP = timedelta(days=60)

_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('campline.fan_out:' || %s, 0))"

_MARK_CHANGES = """
INSERT INTO notifications_fanout (organisation_id, change_id, publication_id, at)
SELECT c.organisation_id, c.id, NULL, %(now)s FROM scheduling_schedulechange c
WHERE c.camp_id = %(camp)s AND (c.id = ANY(%(ids)s) OR (c.at <= %(published_at)s AND c.tell <> 'at_once'))
  AND NOT EXISTS (SELECT 1 FROM notifications_fanout f WHERE f.change_id = c.id)
"""

_MARK_PUBLICATIONS = """
INSERT INTO notifications_fanout (organisation_id, change_id, publication_id, at)
SELECT organisation_id, NULL, id, %s FROM scheduling_publication WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class Work:
    """What a camp has that nobody was told of yet."""

    publications: tuple[Publication, ...]
    changes: tuple[tuple[int, int], ...]

    @property
    def act(self) -> str:
        """The act that names the messages: a plain publishing gives way to what happened meanwhile."""
        acts = [str(publication.act) for publication in self.publications]
        special = [act for act in acts if act != Publication.Act.PUBLISHED]
        return special[-1] if special else Publication.Act.PUBLISHED


def fan_out(*, now: datetime) -> int:
    """Tell everything that is still to be told; returns how many messages it made.

    A camp that fails is logged and left for the next tick; the others are told.
    """
    made = 0
    for camp in camps_with_work(now=now):
        try:
            with scope(organisation=camp.organisation):
                made += fan_out_camp(camp, now=now)
        except Exception as fault:  # noqa: BLE001  whatever one camp holds, the next must be told
            log_fault(logger, "fan-out of a camp failed", fault, camp=camp.pk)
    return made


def camps_with_work(*, now: datetime) -> list[Camp]:
    """Camps with something to tell, and those whose days are near, since shifts may change late."""
    with scopes_disabled():
        published = Publication.objects.filter(camp=OuterRef("pk"))
        unheard = Publication.objects.filter(camp=OuterRef("pk"), fan_out=None)
        at_once = ScheduleChange.objects.filter(camp=OuterRef("pk"), tell=Tell.AT_ONCE, fan_out=None)
        requests = declined_requests(now=now).filter(appointment__camp=OuterRef("pk"))
        near = Camp.objects.filter(
            state=CampState.PUBLISHED,
            first_day__lte=(now + LATE_DAYS).date(),
            first_day__gte=(now - LONGEST_CAMP - LATE_DAYS).date(),
        )
        offered = unheard_offers(now=now).filter(camp=OuterRef("pk"))
        entered = told_in_town_only(now=now).filter(appointment__camp=OuterRef("pk"))
        chosen = chosen_anew().filter(camp=OuterRef("pk"))
        reminding = changed_tellings().filter(camp=OuterRef("pk"))
        waiting = Camp.objects.filter(
            Exists(unheard)
            | Exists(at_once)
            | Exists(requests)
            | Exists(offered)
            | Exists(entered)
            | Exists(chosen)
            | Exists(reminding)
        )
        wanted = Camp.objects.filter(Exists(published), pk__in=(*_ids(waiting), *_ids(near)))
        return list(wanted.select_related("organisation", "venue").order_by("pk"))


@transaction.atomic
def fan_out_camp(camp: Camp, *, now: datetime) -> int:
    """Make the messages of one camp; nothing when another sweeper is at it."""
    with connection.cursor() as cursor:
        cursor.execute(_TRY_LOCK, [str(camp.pk)])
        if cursor.fetchone() != (True,):
            return 0
    work = waiting_work(camp)
    published_at = max((publication.at for publication in work.publications), default=None)
    differences: list[Difference] = []
    if work.publications:
        differences += _settled(appointment_differences(camp, now=now, published_at=published_at), work, camp, now)
        differences += shift_differences(camp, now=now)
    else:
        changed = {appointment_id for _, appointment_id in work.changes}
        if changed:
            differences += appointment_differences(camp, now=now, only=changed)
        differences += reachable_differences(camp, now=now, but_for=changed)
        differences += [
            found
            for found in shift_differences(camp, now=now)
            if _is_late(found, now) or found.same_on_the_wall(camp.zone)
        ]
    forms = forms_of(camp)
    made = written(tell(camp, differences, act=work.act, forms=forms, now=now)) if differences else 0
    if differences or forms.chosen_anew:
        # What was told just now is written by then: in the other form it must not leave either.
        made += written(exchanged(camp, forms, published=bool(work.publications), now=now))
    made += written(time_kept_messages(camp, now=now))
    made += written(offer_messages(camp, now=now))
    made += replan(camp, now=now)
    mark(camp, work, published_at=published_at, now=now)
    return made


def waiting_work(camp: Camp) -> Work:
    """Read under the lock: what another sweeper told meanwhile is told."""
    publications = Publication.objects.filter(camp=camp, fan_out=None).order_by("number")
    changes = ScheduleChange.objects.filter(camp=camp, tell=Tell.AT_ONCE, fan_out=None)
    return Work(tuple(publications), tuple(changes.values_list("pk", "appointment_id")))


def tell(camp: Camp, differences: list[Difference], *, act: str, forms: Forms, now: datetime) -> list[Message]:
    """Write what is told from now on, end what said otherwise, and draft the messages."""
    before, ways = doctor_days(camp), ways_of(camp)
    held = hold_back(differences)
    differences = judged(differences, held=held)
    write_told(organisation_id=camp.organisation_id, differences=differences, zone=camp.zone, now=now)
    supersede(differences=differences, now=now, held=held)
    reached = channels_by_visit(differences)
    messages: list[Message] = []
    for found in differences:
        if found.what == What.SAME or not found.recipient.channels:
            continue
        each_case = forms.each_case(found.recipient.doctor_id)
        if found.recipient.is_patient:
            drafts = patient_drafts(found, camp=camp, act=act, now=now, ways=ways, reached_by=reached[_visit(found)])
        elif found.shift:
            drafts = [] if each_case else [shift_draft(found, camp=camp)]
        else:
            drafts = [case_draft(found, camp=camp)] if each_case else []
        messages += [message for draft in drafts for message in messages_of(draft, now=now, ways=ways)]
    by_shift = [found for found in differences if not forms.each_case(found.recipient.doctor_id)]
    messages += late_change_messages(camp, by_shift, before=before, now=now)
    return messages + day_list_messages(camp, days=doctor_days(camp), now=now)


def channels_by_visit(differences: Sequence[Difference]) -> dict[int, set[str]]:
    """By appointment: every channel at which its patient is reached."""
    found: dict[int, set[str]] = defaultdict(set)
    for difference in differences:
        if difference.recipient.is_patient:
            found[_visit(difference)].update(difference.recipient.channels)
    return found


def mark(camp: Camp, work: Work, *, published_at: datetime | None, now: datetime) -> None:
    """Note what was told: a publishing settles every draft made before it.

    A change told at once is marked only where it was read: one committed since then waits for the next tick.
    """
    with connection.cursor() as cursor:
        if work.publications or work.changes:
            ids = [pk for pk, _ in work.changes]
            cursor.execute(_MARK_CHANGES, {"now": now, "camp": camp.pk, "ids": ids, "published_at": published_at})
        if work.publications:
            cursor.execute(_MARK_PUBLICATIONS, [now, [publication.pk for publication in work.publications]])


def _settled(found: list[Difference], work: Work, camp: Camp, now: datetime) -> list[Difference]:
    """Appointments changed at once stand as they are now, whatever drafts came after the publishing."""
    changed = {appointment_id for _, appointment_id in work.changes}
    if not changed:
        return found
    kept = [difference for difference in found if difference.appointment and difference.appointment.pk not in changed]
    return kept + appointment_differences(camp, now=now, only=changed)


def _visit(found: Difference) -> int:
    return found.appointment.pk if found.appointment else 0


def _is_late(found: Difference, now: datetime) -> bool:
    """A feed may lag by a day: a shift that changes within 48 hours is told at once."""
    if found.what == What.SAME or found.stands.ends_at <= now:
        return False
    hours = [found.stands.starts_at] + ([found.told.starts_at] if found.told else [])
    return is_late_change(changed_at=now, nearest_start=min(hours))


def _ids(camps) -> list[int]:  # type: ignore[no-untyped-def]  # a queryset of Camp
    return list(camps.values_list("pk", flat=True))
