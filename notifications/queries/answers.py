"""The organiser's inbox of answers: what people said, by which way, and what it did."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from camps.models import Camp, Organisation
from notifications.models import Answer, InboundEvent, InboundState

WAITING = Q(needs_person=True, done_at=None)


def inbox(camp: Camp, *, everything: bool = False) -> QuerySet[Answer]:
    """The answers of a camp, newest first: those that wait for a person, or all of them."""
    found = Answer.objects.filter(camp=camp) if everything else Answer.objects.filter(WAITING, camp=camp)
    return found.select_related(
        "registration__patient", "contact__patient", "doctor", "appointment", "shift", "done_by"
    ).order_by("-at", "-pk")


def counts_of(camp: Camp) -> dict[str, int]:
    """How many answers wait, and how many there are."""
    return Answer.objects.filter(camp=camp).aggregate(waiting=Count("pk", filter=WAITING), every=Count("pk"))


def kept_aside(organisation: Organisation) -> list[InboundEvent]:
    """Texts that could not be acted on, newest first: the number and the words, for a person. At most 50."""
    found = InboundEvent.objects.filter(
        organisation=organisation, sort=InboundEvent.Sort.TEXT, state=InboundState.ASIDE
    )
    return list(found.order_by("-received_at", "-pk")[:50])
