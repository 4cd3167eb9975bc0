"""What changed after a point is a query, and a slow writer's change is not missed by it."""

from datetime import timedelta

import pytest

from notifications.models import Told
from notifications.queries.feed_changes import Point, changed_after
from notifications.services.fan_out import fan_out
from tests.factories.telling import local, moved, tell_all
from tests.notifications.feeds.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_what_was_told_since_is_named(told, feed):
    first = changed_after(feed.feed, None)
    assert first.rows is None
    assert changed_after(feed.feed, first.point).rows == []
    moved(told.cases[0], to=local(told.made, 1, 14), now=NOW)
    assert changed_after(feed.feed, first.point).rows == []
    tell_all(told.made, now=NOW + timedelta(hours=1))
    fan_out(now=NOW + timedelta(hours=1))
    later = changed_after(feed.feed, first.point)
    named = Told.objects.filter(pk__in=later.rows or [])
    of_ada = Told.objects.filter(recipient=f"doctor:{told.ada.pk}")
    assert told.cases[0].pk in named.values_list("appointment_id", flat=True)
    assert 0 < named.count() < of_ada.count()
    assert not named.exclude(at=NOW + timedelta(hours=1)).exists()
    assert changed_after(feed.feed, later.point).rows == []


def test_a_point_of_another_database_means_everything(told, feed):
    assert changed_after(feed.feed, Point("another", 1)).rows is None
