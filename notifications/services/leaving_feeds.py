"""Who leaves keeps no calendar: its address brings a notice from that moment (camps/services/leaving.py)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from camps.models import Member
from notifications.queries.feeds_of_member import feeds_that_end
from notifications.services.feeds import revoke_feed


def feeds_foretold(member: Member, after: Member | None, now: datetime) -> list[str]:
    """Each calendar by its name and what it shows, and what its readers see then."""
    lines = [
        _("Calendar “%(name)s” of %(shows)s") % {"name": feed.name, "shows": feed.doctor or feed.station or feed.camp}
        for feed in feeds_that_end(member, after, now=now)
    ]
    return [*lines, _("Who subscribed to a calendar that is switched off sees a notice for 30 days.")] if lines else []


def switch_feeds_off(member: Member, after: Member | None, now: datetime) -> None:
    """Revoke them; call in the transaction that ends the place."""
    for feed in feeds_that_end(member, after, now=now):
        revoke_feed(feed=feed, now=now)
