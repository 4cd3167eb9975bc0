"""The feeds that a person has only by his or her place in the organisation."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from camps.models import Member
from camps.policy import Verb, may
from notifications.models import Feed, FeedKind


def feeds_that_end(member: Member, after: Member | None, *, now: datetime) -> QuerySet[Feed]:
    """The living feeds that `member` may not keep with the place `after`; None is no place.

    Those of the doctor whom the person was, whoever made them; and those that the person made, since who made one has
    seen its address, unless the new role still sees the plan.
    """
    is_doctor = after.doctor_id if after else None
    ends = Q()
    if member.doctor_id is not None and member.doctor_id != is_doctor:
        ends |= Q(kind=FeedKind.DOCTOR, doctor=member.doctor_id)
    if not may(after, Verb.SEE_SCHEDULE):
        ends |= Q(made_by=member.user_id) & ~Q(kind=FeedKind.DOCTOR, doctor__isnull=False, doctor=is_doctor)
    living = Feed.objects.filter(organisation=member.organisation_id, revoked_at=None, expires_at__gt=now)
    found = living.filter(ends) if ends else living.none()
    return found.select_related("doctor", "station", "camp").defer("last_good").order_by("pk")
