"""Texts that were kept aside, once a person has read them."""

from __future__ import annotations

from camps.models import Organisation, User
from notifications.models import InboundEvent, InboundState


def text_read(*, organisation: Organisation, event_id: int, by: User) -> bool:
    """Somebody read it and did what it asks; False where another did before."""
    mine = InboundEvent.objects.filter(
        organisation=organisation, pk=event_id, sort=InboundEvent.Sort.TEXT, state=InboundState.ASIDE
    )
    return bool(mine.update(state=InboundState.DONE, reason=f"Read by {by.name}."[:300]))
