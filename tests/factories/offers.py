"""A place that was offered to somebody on standby."""

from __future__ import annotations

from datetime import timedelta

from django_scopes import scope

from scheduling.models import StandbyOffer
from tests.factories.camps import NOW, World


def offer_of(world: World) -> StandbyOffer:
    """An open offer to the organisation's second patient."""
    with scope(organisation=world.organisation):
        if known := StandbyOffer.objects.filter(camp=world.camp).first():
            return known
        starts_at = NOW + timedelta(hours=2)
        return StandbyOffer.objects.create(
            organisation=world.organisation,
            camp=world.camp,
            registration=world.referred,
            number=1,
            station=world.station,
            gap=(starts_at, starts_at + timedelta(hours=2)),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            minutes=30,
            expires_at=NOW + timedelta(minutes=30),
            made_at=NOW,
        )
