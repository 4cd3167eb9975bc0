"""Tells somebody who waits that a place became free: by text or mail with a link, else a person calls."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from camps.models import Camp
from notifications.models import Channel, Message
from notifications.queries.audience import reached_at
from notifications.services.drafting import Draft, messages_of
from notifications.services.fault_log import log_fault
from notifications.wording import Kind
from scheduling.models import OfferState, StandbyOffer
from scheduling.services.standby_offers import go_on

logger = logging.getLogger(__name__)


def ask_the_next(*, now: datetime) -> None:
    """End the offers whose time is over and ask whoever comes next; what goes wrong there keeps nobody else untold."""
    try:
        go_on(now=now)
    except Exception as fault:  # noqa: BLE001  whatever an offer holds, the rest must be told
        log_fault(logger, "going on with the offers failed", fault)


def unheard_offers(*, now: datetime) -> QuerySet[StandbyOffer]:
    """Open offers of which nobody was told."""
    told = Message.objects.filter(registration=OuterRef("registration"), kind=Kind.OFFER)
    of = Cast(KeyTextTransform("offer", "facts"), BigIntegerField())
    heard = told.annotate(of=of).filter(of=OuterRef("pk"))
    return StandbyOffer.objects.filter(~Exists(heard), state=OfferState.OPEN, expires_at__gt=now)


def offer_messages(camp: Camp, *, now: datetime) -> list[Message]:
    """One message an offer and contact, useless once its time is over. Whom only the town can reach is asked by hand:
    no list of a town is read within the hour.
    """
    made: list[Message] = []
    for offer in unheard_offers(now=now).filter(camp=camp).select_related("registration__patient").order_by("pk"):
        for recipient in reached_at(offer.registration.patient, camp=camp):
            if Channel.TOWN in recipient.channels:
                continue
            draft = Draft(
                camp=camp,
                subject=f"offer:{offer.pk}",
                recipient=recipient,
                kind=Kind.OFFER,
                revision=1,
                not_after=offer.expires_at,
                nearest=offer.starts_at,
                facts={"offer": offer.pk, "at": offer.starts_at.isoformat(), "venue": camp.venue_id},
                of={"registration": offer.registration},
            )
            made += messages_of(draft, now=now)
    return made
