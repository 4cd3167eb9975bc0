"""Calendar feeds of an organisation, for the walks over all addresses: made once, at first need."""

from __future__ import annotations

from django_scopes import scope

from notifications.models import Feed
from notifications.services.feeds import create_feed
from tests.factories.camps import NOW, World


def camp_feed(world: World) -> Feed:
    """The feed of the camp's station."""
    with scope(organisation=world.organisation):
        known = Feed.objects.filter(station=world.station).first()
        return known or create_feed(station=world.station, name=f"{world.word} wall", now=NOW).feed


def own_feed(world: World) -> Feed:
    """The feed of the doctor who is a member."""
    with scope(organisation=world.organisation):
        known = Feed.objects.filter(doctor=world.doctor).first()
        return known or create_feed(doctor=world.doctor, name=f"{world.word} phone", now=NOW).feed
