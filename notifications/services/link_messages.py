"""Sends a patient the link that took the place of a closed one: a message like any other, once for each link."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from camps.models import Registration
from notifications.errors import LinkRefused
from notifications.models import Message
from notifications.queries.links import LinkStage, link_state, where_to_send
from notifications.services.drafting import Draft, messages_of, said, written
from notifications.wording import Kind


@transaction.atomic
def send_new_link(registration: Registration, *, now: datetime) -> int:
    """Plan the message; asked for twice, it is still one. Returns at how many contacts it is told that were not before.

    The text is made when it leaves, so it carries the link that opens then. Raises LinkRefused.
    """
    state = link_state(registration, now=now)
    if state.stage != LinkStage.OPEN:
        raise LinkRefused("This link is closed or over.", cure="Make a new link first.")
    wanted = where_to_send(registration, now=now)
    if not wanted:
        raise LinkRefused(
            "There is nowhere to send it: no phone or mail at which this patient was told of a place to come.",
            cure="Print the card, or publish: the first message carries the link.",
        )
    messages: list[Message] = []
    for recipient, told in wanted:
        draft = Draft(
            camp=registration.camp,
            subject=f"link:{registration.pk}:{state.version}",
            recipient=recipient,
            kind=Kind.NEW_LINK,
            # Apart from a family's others on this phone: each text carries one link.
            rung=f"to:{registration.pk}",
            revision=told.revision,
            not_after=told.starts_at,
            nearest=told.starts_at,
            facts=said(told.starts_at, told.venue_id),
            of={"appointment": told.appointment, "registration": registration},
        )
        messages += messages_of(draft, now=now)
    known = Message.objects.filter(idem_key__in=[message.idem_key for message in messages])
    there = set(known.values_list("idem_key", flat=True))
    written(messages)
    return sum(message.idem_key not in there for message in messages)
